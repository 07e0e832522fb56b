import logging
from datetime import timedelta
from functools import partial

import psycopg2

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from ..const import AUDITED

_logger = logging.getLogger(__name__)
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
    # A colleague with a history is archived, not deleted; of a client's account see `res.users`.
    user_id = fields.Many2one("res.users", "Who", readonly=True, ondelete="restrict", index=True)
    model = fields.Char("Technical Kind", required=True, readonly=True)
    res_id = fields.Integer("Number", readonly=True)
    operation = fields.Selection(
        [
            ("write", "Changed"),
            ("create", "Created"),
            ("unlink", "Deleted"),
            ("export", "Exported"),
            ("view", "Viewed"),
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
    _view_daily = models.UniqueIndex(
        "(user_id, model, res_id, (date::date)) WHERE operation = 'view'"
    )

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
    def _forget_actors(self, users):
        """Take the names of ``users``, who are about to be deleted, from what they have changed."""
        self.env.flush_all()  # their last changes, too
        self._rewrite(
            "UPDATE jewel_audit_entry SET user_id = NULL WHERE user_id = ANY(%s)", [users.ids]
        )
        # One of them may have been told to the triggers as the one who works.
        self.env.cr.precommit.data.pop(_ACTOR, None)
        self.env.cr.execute("SELECT set_config('jewel.audit_uid', '', true)")
        self._tell_actor()

    @api.model
    def _forget_values(self, records):
        """What ``records``, which are no more, looked like; that they were changed stays."""
        self._rewrite(
            "UPDATE jewel_audit_entry SET old_value = NULL, new_value = NULL"
            " WHERE model = %s AND res_id = ANY(%s)",
            [records._name, records.ids],
        )

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

    # === VIEWS === #

    @api.model
    def _note_view(self, record):
        """Remember that this user has seen ``record``, once a day; colleagues are no clients.

        Written when the answer is ready, in a transaction of its own: one that reads may be
        read-only.
        """
        is_client = record._name != "res.partner" or record.sudo().partner_share
        if is_client and not self.env.su:
            view = (self.env.uid, record._name, record.id)
            self.env.cr.postcommit.add(partial(self._write_view, self.env.registry, *view))

    @staticmethod
    def _write_view(registry, *view):
        """The reader has his answer already: a failure is told in the log alone."""
        try:
            with registry.cursor() as cr:
                cr.execute(
                    "INSERT INTO jewel_audit_entry (operation, date, user_id, model, res_id)"
                    " VALUES ('view', now() AT TIME ZONE 'UTC', %s, %s, %s) ON CONFLICT DO NOTHING",
                    view,
                )
        except psycopg2.Error:
            _logger.exception("User %s has viewed %s, %s: not in the history", *view)

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
            "res.partner": "opportunity_ids",
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
