from datetime import datetime

from odoo import api, fields, models
from odoo.fields import Command


def json_value(value):
    """A value of the specification in the form that a Json field gives back."""
    if isinstance(value, tuple):
        return list(value)
    return fields.Datetime.to_string(value) if isinstance(value, datetime) else value


class MrpProduction(models.Model):
    """Specification changed during work: shown, told to the head, and decided by him.

    ``spec_seen`` keeps what the order line said when the job was made, or at the last decision.
    A change is a field where the line says something else by now; taking it back clears the change.
    """

    _inherit = "mrp.production"

    spec_seen = fields.Json(copy=False)
    spec_change_ids = fields.One2many(
        "jewel.spec.change", "production_id", "Changes of Specification", readonly=True
    )
    spec_changed = fields.Boolean(
        "Specification Changed", compute="_compute_spec_changed", store=True, index=True
    )

    @api.depends("spec_change_ids")
    def _compute_spec_changed(self):
        for job in self:
            job.spec_changed = bool(job.spec_change_ids)

    def action_jewel_accept_spec(self):
        """Take over what is ordered now."""
        self._check_production_head()
        for job in self.sudo().filtered("spec_changed"):
            fnames = job.spec_change_ids.mapped("field_name")
            vals = job.sale_line_id._prepare_item_spec_vals()
            job._jewel_note_decision(self.env._("New specification accepted"))
            job.write({fname: vals.get(fname, False) for fname in fnames})
            job._jewel_settle_spec()
        return True

    def action_jewel_keep_spec(self):
        """Go on as begun; the difference is known and no longer shown."""
        self._check_production_head()
        for job in self.sudo().filtered("spec_changed"):
            job._jewel_note_decision(self.env._("Work goes on to the old specification"))
            job._jewel_settle_spec()
        return True

    def _jewel_settle_spec(self):
        self._jewel_note_spec_seen()
        self._jewel_refresh_spec_changes()

    def _jewel_note_spec_seen(self):
        for job in self.filtered("sale_line_id"):
            job.spec_seen = job._get_spec_signature(job.sale_line_id)

    def _jewel_refresh_spec_changes(self):
        """Bring the list of changes in line with the order line; a second call changes nothing."""
        jobs = self.filtered(lambda job: job.sale_line_id and job.state not in ("done", "cancel"))
        for job in jobs:
            job = job.with_context(lang=job._get_job_head().lang)
            job._jewel_write_changes(job._get_spec_differences())
        self._jewel_follow_spec_activity()

    def _get_spec_differences(self):
        """Names of the fields that the order line has changed since the last decision."""
        self.ensure_one()
        now, seen = self._get_spec_signature(self.sale_line_id), self.spec_seen or {}
        own = self._get_spec_signature(self)
        return [
            name
            for name in now
            if now[name] != seen.get(name, own[name]) and now[name] != own[name]
        ]

    @api.model
    def _get_spec_signature(self, record):
        """Values of the specification of ``record`` in a form that can be kept and compared."""
        return {
            fname: json_value(record._item_spec_value(fname)) for fname in self._item_spec_fields()
        }

    def _jewel_write_changes(self, fnames):
        self.ensure_one()
        rows = {row.field_name: row for row in self.spec_change_ids}
        commands = [Command.delete(row.id) for fname, row in rows.items() if fname not in fnames]
        for fname in fnames:
            vals = self._prepare_spec_change_vals(fname)
            row = rows.get(fname)
            if not row:
                commands.append(Command.create(vals))
            elif any(row[name] != vals[name] for name in ("old_value", "new_value")):
                commands.append(Command.update(row.id, {**vals, "date": fields.Datetime.now()}))
        if commands:
            self.spec_change_ids = commands

    def _prepare_spec_change_vals(self, fname):
        return {
            "field_name": fname,
            "old_value": self._get_spec_text(self, fname),
            "new_value": self._get_spec_text(self.sale_line_id, fname),
        }

    @api.model
    def _get_spec_text(self, record, fname):
        if fname == "sketch_ids":  # file names say nothing, and may name the client
            return self.env._("%s files", len(record.sketch_ids))
        return record._item_spec_display(fname)

    def _jewel_follow_spec_activity(self):
        """One open activity for the head as long as a change waits for his decision."""
        xmlid = "jewel_production.mail_activity_spec_changed"
        self.filtered(lambda job: not job.spec_changed).activity_unlink([xmlid])
        for job in self.filtered("spec_changed"):
            if not job.activity_search([xmlid]):
                job._jewel_ask_head(
                    xmlid,
                    lambda env, job=job: env._("Specification changed: %s", job.name),
                    lambda env: env._("Open the job, compare old and new, and accept or keep."),
                )

    def _jewel_note_decision(self, title):
        lines = [
            self.env._(
                "%(label)s: %(old)s → %(new)s",
                label=row.label,
                old=row.old_value or "–",
                new=row.new_value or "–",
            )
            for row in self.spec_change_ids
        ]
        self.message_post(body="\n".join([title, *lines]))
