import logging
from types import SimpleNamespace
from unittest.mock import Mock, patch

from psycopg2 import errors

from odoo.tests import BaseCase

from .. import transactions

SQL_LOG = "odoo.sql_db"


class TestTransactions(BaseCase):
    def _commit(self, *outcomes):
        """Result of a step that fails with each of the outcomes that is an error, as core does."""
        left = list(outcomes)

        def step():
            outcome = left.pop(0)
            if isinstance(outcome, Exception):
                logging.getLogger(SQL_LOG).error("bad query: %s\nERROR: %s", "UPDATE", outcome)
                raise outcome
            return outcome

        env = SimpleNamespace(cr=Mock())
        with patch.object(transactions.time, "sleep"):
            return transactions.committed(env, step)

    def test_a_step_that_is_repeated_leaves_no_error_in_the_log(self):
        lost = errors.SerializationFailure("concurrent update"), errors.UniqueViolation("exists")
        with self.assertNoLogs(SQL_LOG):
            self.assertEqual(self._commit(*lost, "done"), "done")

    def test_the_last_try_and_any_other_failure_are_errors(self):
        lost = [errors.SerializationFailure("concurrent update")] * transactions._TRIES
        with self.assertLogs(SQL_LOG) as log, self.assertRaises(errors.SerializationFailure):
            self._commit(*lost)
        self.assertEqual(len(log.output), 1)
        with self.assertLogs(SQL_LOG), self.assertRaises(errors.SyntaxError):
            self._commit(errors.SyntaxError("SELEKT"))
