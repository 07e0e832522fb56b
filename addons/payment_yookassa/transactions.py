"""Transactions around calls to the outside: what must outlive a crash is committed before."""

from odoo.tools import SQL


def commit(env):
    """End the transaction here: a call follows, and its record must outlive whatever happens."""
    env.cr.commit()  # pylint: disable=invalid-commit


def lock(records):
    """Wait for the rows of ``records`` and hold them until the end of the transaction.

    The rows are written, though with what is in them: whoever waited for them, or comes with an
    older view of the database, gets a serialization error, after which Odoo repeats the whole
    request. A mere lock would let him go on without seeing children made meanwhile.
    """
    records.env.flush_all()
    records.env.cr.execute(
        SQL(
            "UPDATE %(table)s SET write_date = write_date WHERE id IN ("
            "SELECT id FROM %(table)s WHERE id = ANY(%(ids)s) ORDER BY id FOR UPDATE)",
            table=SQL.identifier(records._table),
            ids=records.ids,
        )
    )
    records.invalidate_recordset()
