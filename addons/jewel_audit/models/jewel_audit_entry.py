import json
import logging
from datetime import timedelta
from functools import partial

import psycopg2

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from ..const import AUDITED

_logger = logging.getLogger(__name__)
DAYS_KEY = "jewel_audit.days"
DEFAULT_DAYS = 1095
MIN_DAYS = 365
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
            ("retention", "Old Entries Deleted"),
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
    def _note_views(self, records):
        """Remember that this user has seen ``records``, once a day; colleagues are no clients.

        Written when the answer is ready, in a transaction of its own: one that reads may be
        read-only.
        """
        if self.env.su:
            return
        if records._name == "res.partner":
            records = records.sudo().filtered("partner_share")
        if records:
            views = (self.env.uid, records._name, records.ids)
            self.env.cr.postcommit.add(partial(self._write_views, self.env.registry, *views))

    @staticmethod
    def _write_views(registry, *views):
        """The reader has his answer already: a failure is told in the log alone."""
        try:
            with registry.cursor() as cr:
                cr.execute(
                    "INSERT INTO jewel_audit_entry (operation, date, user_id, model, res_id)"
                    " SELECT 'view', now() AT TIME ZONE 'UTC', %s, %s, unnest(%s)"
                    " ON CONFLICT DO NOTHING",
                    views,
                )
        except psycopg2.Error:
            _logger.exception("User %s has viewed %s, %s: not in the history", *views)

    # === RETENTION === #

    @api.model
    def _get_days(self):
        """Days for which an entry is kept; 0: for ever.

        The floor holds here as well: SQL passes by the check of the parameter.
        """
        days = int(self.env["ir.config_parameter"].sudo().get_param(DAYS_KEY, DEFAULT_DAYS))
        return max(days, MIN_DAYS) if days > 0 else 0

    @api.autovacuum
    def _gc_entries(self):
        """Delete what is older than the settings say, and leave an entry that says how many."""
        days = self._get_days()
        if not days:
            return 0, 0
        limit = fields.Datetime.now() - timedelta(days=days)
        done = self._rewrite(
            "DELETE FROM jewel_audit_entry WHERE id IN"
            " (SELECT id FROM jewel_audit_entry WHERE date < %s LIMIT %s)",
            [limit, BATCH],
        )
        if done:
            self.create(
                {
                    "user_id": self.env.uid,
                    "model": self._name,
                    "operation": "retention",
                    "old_value": json.dumps({"count": done, "date": str(limit)}),
                }
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
        """Hook: ``{model: one2many field with the parts whose history belongs to it}``."""
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
            parts = records.sudo().with_context(active_test=False)[name]
            domain |= fields.Domain("model", "=", parts._name) & fields.Domain(
                "res_id", "in", parts.ids + self._get_deleted_parts(records, name)
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

    @api.model
    def _get_deleted_parts(self, records, name):
        """Ids of what was in the one2many field ``name`` of ``records`` when it was deleted."""
        field = records._fields[name]
        # CASE: values of other entries are no JSON.
        self.env.cr.execute(
            "SELECT res_id FROM jewel_audit_entry WHERE model = %s AND operation = 'unlink' AND"
            " (CASE operation WHEN 'unlink' THEN old_value::jsonb END ->> %s)::integer = ANY(%s)",
            [field.comodel_name, field.inverse_name, records.ids],
        )
        return [number for (number,) in self.env.cr.fetchall()]

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
