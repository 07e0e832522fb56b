from contextlib import contextmanager
from unittest.mock import patch

from odoo.tests import tagged

from .. import transactions
from .common import AmocrmCase, hook


@tagged("post_install", "-at_install")
class TestSyncRun(AmocrmCase):
    """What a run of the exchange tells the scheduler."""

    def reports(self):
        """(processed, remaining) as a run told them, one after the other."""
        told = []

        def note(_cron, processed=0, *, remaining=None, deactivate=False):
            told.append((processed, remaining))
            return 10

        self.env.flush_all()
        with (
            patch.object(self.env.registry["ir.cron"], "_commit_progress", note),
            self.registry.cursor() as cr,
        ):
            self.env(cr=cr)["amocrm.binding"]._cron_sync()
        self.env.invalidate_all()
        return told

    def test_work_done_and_work_left_are_told(self):
        self.receive(*(hook("leads", "add", self.add_full_deal()["id"]) for _deal in range(2)))
        told = self.reports()
        self.assertEqual(sum(processed for processed, _remaining in told), 2)
        self.assertEqual(told[-1], (0, 0))

    def test_a_run_that_could_do_nothing_leaves_nothing_to_complain_of(self):
        """Core warns of a run that has done nothing of what it says remains."""

        @contextmanager
        def busy(_env, _number):
            yield False

        self.receive(hook("leads", "add", self.add_full_deal()["id"]))
        with patch.object(transactions, "exclusive", busy):
            told = self.reports()
        self.assertEqual(told[-1], (0, 0))
        self.assertTrue(self.env["amocrm.mark"].search([]), "its mark is still there")
