from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class AmocrmMark(models.Model):
    """«Look at this binding»: the queue of both directions.

    Marks are only added and taken away, never changed: whoever adds one, a hook or a user's own
    transaction, neither waits for the worker who is busy with the binding nor makes him fail.
    """

    _name = "amocrm.mark"
    _description = "amoCRM Mark"
    _order = "id"
    _rec_name = "binding_id"

    binding_id = fields.Many2one("amocrm.binding", required=True, index=True, ondelete="cascade")
    account_id = fields.Many2one("amocrm.account", required=True, index=True, ondelete="cascade")
    kind = fields.Selection([("stale", "To Read"), ("dirty", "To Send")], required=True)
    due_at = fields.Datetime(required=True, default=fields.Datetime.now)
    field_names = fields.Char(help="Names of the Odoo fields that were written.")

    @api.model
    def _add(self, kind, condition, due_at=None, names=()):
        """Mark the bindings where ``condition`` holds, in one statement. Whether there were any.

        :param names: Odoo fields that were written, for the question who changed what and when
        """
        moment = due_at or fields.Datetime.now()
        self.env["amocrm.binding"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO amocrm_mark (
                    binding_id, account_id, kind, due_at, create_date, create_uid, field_names
                )
                SELECT id, account_id, %s, %s, now() AT TIME ZONE 'UTC', %s, %s
                  FROM amocrm_binding
                 WHERE is_detached IS NOT TRUE AND %s
             RETURNING binding_id
                """,
                kind,
                moment,
                self.env.uid,
                ",".join(sorted(names)) or None,
                condition,
            )
        )
        bindings = self.env["amocrm.binding"].browse(number for [number] in rows)
        bindings.invalidate_recordset(["mark_ids", "stale", "dirty", "marked_at"])
        return bool(rows)

    @api.model
    def _due_domain(self, moment):
        """Marks that a worker may follow at ``moment``."""
        return (
            Domain("due_at", "<=", moment)
            & _empty_or_until("binding_id.next_try_at", moment)
            & Domain("account_id.active", "=", True)
            & Domain("account_id.state", "=", "connected")
            & _empty_or_until("account_id.paused_until", moment)
        )

    @api.model
    def _count_due(self):
        return self.search_count(self._due_domain(fields.Datetime.now()))

    @api.model
    def _due_bindings(self, limit):
        """Bindings to exchange now, those first that have waited longest."""
        domain = self._due_domain(fields.Datetime.now())
        groups = self._read_group(domain, ["binding_id"], ["id:min"], limit=limit, order="id:min")
        return self.env["amocrm.binding"].browse(binding.id for binding, _first in groups)

    @api.model
    def _seconds_until_next(self, patience):
        """Seconds until another mark comes due, ``None`` when that is not within ``patience``."""
        now = fields.Datetime.now()
        moments = [
            max(mark.due_at, mark.binding_id.next_try_at or mark.due_at)
            for mark in self.search(
                self._due_domain(fields.Datetime.add(now, seconds=patience)), limit=100
            )
        ]
        return max((min(moments) - now).total_seconds(), 0) if moments else None


def _empty_or_until(field, moment):
    return Domain(field, "=", False) | Domain(field, "<=", moment)
