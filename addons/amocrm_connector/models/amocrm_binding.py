import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

ENTITIES = [
    ("leads", "Deal"),
    ("contacts", "Contact"),
    ("companies", "Company"),
    ("tasks", "Task"),
    ("notes", "Note"),
    ("products", "Product"),
]


class AmocrmBinding(models.Model):
    """An entity of amoCRM and a record of ours that are the same thing, and what both looked like
    when they last met.

    Its marks are the queues: ``stale``, amoCRM may have changed; ``dirty``, Odoo has changed. The
    binding itself is written by the worker who exchanges it, and by nobody else.
    """

    _name = "amocrm.binding"
    _description = "amoCRM Binding"
    _order = "id desc"

    account_id = fields.Many2one("amocrm.account", required=True, index=True, ondelete="cascade")
    entity = fields.Selection(ENTITIES, required=True)
    external_id = fields.Char(string="amoCRM Number")
    model = fields.Char()
    res_id = fields.Many2oneReference(string="Record", model_field="model", index=True)
    parent_id = fields.Many2one("amocrm.binding", index="btree_not_null", ondelete="cascade")
    snapshot = fields.Json(help="Both sides of every field as they were when last exchanged.")
    payload = fields.Json(help="What a record that is not ours alone has to hold in amoCRM.")
    snapshot_text = fields.Text(compute="_compute_snapshot_text")
    pending = fields.Json(help="What a write holds whose outcome is not known yet.")
    problems = fields.Json(string="Problem Details")
    problem_text = fields.Text(string="Problems", readonly=True)
    mark_ids = fields.One2many("amocrm.mark", "binding_id", string="Marks")
    stale = fields.Boolean(string="To Read", compute="_compute_marks", search="_search_stale")
    dirty = fields.Boolean(string="To Send", compute="_compute_marks", search="_search_dirty")
    marked_at = fields.Datetime(string="Waiting Since", compute="_compute_marks")
    next_try_at = fields.Datetime(readonly=True)
    tries = fields.Integer(string="Failures in a Row", readonly=True)
    rechecks = fields.Integer(readonly=True)
    error = fields.Char(readonly=True)
    remote_version = fields.Char(
        help="updated_at of the entity when it was last read.", readonly=True
    )
    read_at = fields.Datetime(readonly=True)
    sent_at = fields.Datetime(readonly=True)
    sent_times = fields.Json(help="Unix times of the last writes, for the loop guard.")
    is_deleted = fields.Boolean(string="Deleted in amoCRM", readonly=True)
    is_detached = fields.Boolean(string="Deleted in Odoo", readonly=True)
    has_questions = fields.Boolean(string="Waits for an Answer", readonly=True)

    _external_uniq = models.UniqueIndex(
        "(account_id, entity, external_id) WHERE external_id IS NOT NULL",
        "The amoCRM record is bound already.",
    )
    _record_uniq = models.UniqueIndex(
        "(model, res_id, account_id) WHERE res_id IS NOT NULL AND is_detached IS NOT TRUE",
        "The Odoo record is bound already.",
    )

    @api.depends("entity", "external_id")
    def _compute_display_name(self):
        labels = dict(self._fields["entity"]._description_selection(self.env))
        for binding in self:
            binding.display_name = f"{labels.get(binding.entity)} {binding.external_id or '…'}"

    def _compute_snapshot_text(self):
        for binding in self:
            binding.snapshot_text = json.dumps(
                binding.snapshot or {}, ensure_ascii=False, indent=2, sort_keys=True
            )

    @api.depends("mark_ids.kind")
    def _compute_marks(self):
        for binding in self:
            kinds = set(binding.mark_ids.mapped("kind"))
            binding.stale, binding.dirty = "stale" in kinds, "dirty" in kinds
            binding.marked_at = min(binding.mark_ids.mapped("create_date"), default=False)

    def _search_stale(self, operator, value):
        return self._search_mark("stale", operator)

    def _search_dirty(self, operator, value):
        return self._search_mark("dirty", operator)

    @api.model
    def _search_mark(self, kind, operator):
        """The ORM asks for true values with «in»."""
        return Domain("mark_ids.kind", "=", kind) if operator == "in" else NotImplemented

    def _record(self):
        """The record of ours; empty when there is none, or none any more."""
        self.ensure_one()
        if not (self.model and self.res_id) or self.is_detached:
            return self.env[self.model or "crm.lead"]
        return self.env[self.model].browse(self.res_id).exists()

    @api.model
    def _by_number(self, account, entity, external_ids):
        """The bindings of these entities, in any order; what is not bound is missing."""
        return self.search(
            [
                ("account_id", "=", account.id),
                ("entity", "=", entity),
                ("external_id", "in", list(external_ids)),
            ]
        )

    @api.model
    def _of_records(self, records):
        """Living bindings of records of ours."""
        return self.sudo().search(
            [
                ("model", "=", records._name),
                ("res_id", "in", records.ids),
                ("is_detached", "=", False),
                ("is_deleted", "=", False),
            ]
        )

    # === NUMBERS === #

    def _claim(self, number):
        """Take the number that amoCRM gave to our record; what a hook made of it gives way."""
        self.ensure_one()
        others = self.search(
            [
                ("account_id", "=", self.account_id.id),
                ("entity", "=", self.entity),
                ("external_id", "=", str(number)),
                ("res_id", "=", False),
                ("id", "!=", self.id),
            ]
        )
        others._set_aside()
        self.external_id = str(number)

    def _set_aside(self):
        """Give up bindings whose number turned out to be that of another record of ours."""
        if self:
            self.mark_ids.unlink()
            self.write({"external_id": False, "is_detached": True, "pending": False})
            self.flush_recordset()

    @api.autovacuum
    def _gc_set_aside(self):
        """What has neither a number in amoCRM nor a record here means nothing any more."""
        domain = [("is_detached", "=", True), ("external_id", "=", False)]
        return self.env["amocrm.account"]._vacuum(self._name, domain)

    # === ACTIONS === #

    def action_retry(self):
        """Try again now, also what amoCRM has refused before."""
        for binding in self:
            snapshot = {
                key: {name: value for name, value in entry.items() if name != "refused"}
                for key, entry in (binding.snapshot or {}).items()
            }
            binding.write(
                {
                    "next_try_at": False,
                    "tries": 0,
                    "rechecks": 0,
                    "error": False,
                    "snapshot": snapshot,
                    "sent_times": False,
                    "is_detached": False,
                }
            )
        self._mark("stale")

    def action_preview(self):
        """Show what an exchange would write now, and write nothing."""
        self.ensure_one()
        return self.env["amocrm.preview"]._open_for(self)

    def action_open_record(self):
        self.ensure_one()
        if not self._record():
            return False
        return {
            "type": "ir.actions.act_window",
            "res_model": self.model,
            "res_id": self.res_id,
            "view_mode": "form",
        }

    # === FAILURES === #

    def _postpone(self, error, seconds=None):
        """Nothing is lost: the marks stay, and the next try is later each time."""
        self.ensure_one()
        delay = seconds or min(2 ** min(self.tries + 1, 10), 900)
        moment = fields.Datetime.now() + timedelta(seconds=delay)
        self.write({"tries": self.tries + 1, "next_try_at": moment, "error": str(error)[:500]})
        self.env.ref("amocrm_connector.cron_sync").sudo()._trigger(at=moment)
