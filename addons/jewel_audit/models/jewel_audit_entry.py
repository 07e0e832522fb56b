from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from ..const import AUDITED

DEFAULT_DAYS = 1095
BATCH = 50_000
_ACTOR = "jewel_audit_uid"


class JewelAuditEntry(models.Model):
    """One changed field of one record; written by triggers of the database (``triggers.py``)."""

    _name = "jewel.audit.entry"
    _description = "Change"
    _order = "date desc, id desc"
    _log_access = False

    date = fields.Datetime("When", required=True, readonly=True, default=fields.Datetime.now)
    # A user with a history is archived, not deleted.
    user_id = fields.Many2one("res.users", "Who", readonly=True, ondelete="restrict", index=True)
    model = fields.Char("Technical Kind", required=True, readonly=True)
    res_id = fields.Integer("Number", readonly=True)
    operation = fields.Selection(
        [
            ("write", "Changed"),
            ("create", "Created"),
            ("unlink", "Deleted"),
            ("export", "Exported"),
            ("forget", "Client Forgotten"),
        ],
        required=True,
        readonly=True,
    )
    field = fields.Char("Technical Field", readonly=True)
    old_value = fields.Text("Stored Before", readonly=True)
    new_value = fields.Text("Stored After", readonly=True)

    _record_idx = models.Index("(model, res_id, date)")
    _date_idx = models.Index("(date)")

    @api.model
    def _get_audited(self):
        """Hook: ``{model: its fields, or None for all that somebody can change}``."""
        return AUDITED

    # === WRITING === #

    @api.model
    def _tell_actor(self):
        """Tell the triggers who works, until the end of the transaction: one query in it."""
        told, uid = self.env.cr.precommit.data, self.env.uid
        if uid != SUPERUSER_ID and told.get(_ACTOR) != uid:
            told[_ACTOR] = uid
            self.env.cr.execute("SELECT set_config('jewel.audit_uid', %s, true)", [str(uid)])

    @api.model
    def _log_export(self, records, field_names):
        labels = records.fields_get(attributes=["string"])
        self.create(
            {
                "user_id": self.env.uid,
                "model": records._name,
                "operation": "export",
                "new_value": self.env._(
                    "%(count)s records: %(fields)s",
                    count=len(records),
                    fields=", ".join(
                        labels.get(name, {}).get("string", name) for name in field_names
                    ),
                ),
            }
        )

    def write(self, vals):
        if self:
            raise UserError(self._get_refusal())
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self._get_refusal())

    @api.model
    def _get_refusal(self):
        return self.env._(
            "The history of changes is never rewritten. Old entries go by themselves when the "
            "days named in the settings are over."
        )

    # === RETENTION === #

    @api.autovacuum
    def _gc_entries(self):
        """Delete what is older than the settings say; 0 days: keep all."""
        days = int(
            self.env["ir.config_parameter"].sudo().get_param("jewel_audit.days", DEFAULT_DAYS)
        )
        if days <= 0:
            return 0, 0
        limit = fields.Datetime.now() - timedelta(days=days)
        done = self._rewrite(
            "DELETE FROM jewel_audit_entry WHERE id IN"
            " (SELECT id FROM jewel_audit_entry WHERE date < %s LIMIT %s)",
            [limit, BATCH],
        )
        return done, done == BATCH

    @api.model
    def _rewrite(self, statement, params):
        """Run one statement that changes the history; returns the number of its rows."""
        self.env.cr.execute("SELECT set_config('jewel.audit_open', 'yes', true)")
        self.env.cr.execute(statement, params)
        count = self.env.cr.rowcount
        self.env.cr.execute("SELECT set_config('jewel.audit_open', '', true)")
        self.invalidate_model()
        return count

    # === ACTIONS === #

    @api.model
    def _get_parts(self):
        """Hook: ``{model: field with the parts whose history belongs to it}``."""
        return {
            "crm.lead": "order_ids",
            "jewel.pay.request": "line_ids",
            "mrp.production": "workorder_ids",
            "sale.order": "order_line",
        }

    @api.model
    def action_open_history(self, records):
        """History of ``records`` and of their parts; only who may read the history gets it."""
        self.check_access("read")
        domain = fields.Domain("model", "=", records._name) & fields.Domain(
            "res_id", "in", records.ids
        )
        if name := self._get_parts().get(records._name):
            parts = records.sudo()[name]
            domain |= fields.Domain("model", "=", parts._name) & fields.Domain(
                "res_id", "in", parts.ids
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jewel_audit.jewel_audit_entry_action"
        )
        return {
            **action,
            "domain": list(domain),
            "context": {},
            "name": self.env._("History: %s", ", ".join(records.mapped("display_name"))),
        }

    def action_open_record(self):
        """The record itself, while it is there."""
        self.ensure_one()
        if self.model not in self.env or not self.env[self.model].browse(self.res_id).exists():
            raise UserError(self.env._("The record is no longer there: it was deleted."))
        return {
            "type": "ir.actions.act_window",
            "res_model": self.model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
