import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

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

    # === MARKS === #

    def _mark(self, kind, due_at=None):
        """Have these bindings exchanged, now or at ``due_at``."""
        if self.ids and self.env["amocrm.mark"]._add(
            kind, SQL("id IN %s", tuple(self.ids)), due_at
        ):
            if due_at:
                self.env.ref("amocrm_connector.cron_sync").sudo()._trigger(at=due_at)
            else:
                self._wake()

    @api.model
    def _mark_stale(self, account, entity, external_ids, create):
        """amoCRM may have changed these entities; ``create`` takes in those not known yet."""
        return self._mark_versions(account, entity, dict.fromkeys(external_ids), create)

    @api.model
    def _mark_versions(self, account, entity, versions, create):
        """As :meth:`_mark_stale`, leaving alone what was last read in the version given."""
        if not versions:
            return
        if create:
            self._bind_new(account, entity, list(versions))
        known = [str(version) if version else None for version in versions.values()]
        condition = SQL(
            """
            account_id = %s AND entity = %s AND EXISTS (
                SELECT FROM unnest(%s::varchar[], %s::varchar[]) AS found(id, version)
                 WHERE found.id = external_id
                   AND found.version IS DISTINCT FROM COALESCE(remote_version, '')
            )
            """,
            account.id,
            entity,
            list(versions),
            known,
        )
        self.env["amocrm.mark"]._add("stale", condition)

    @api.model
    def _bind_new(self, account, entity, external_ids):
        """Bindings for entities that have none. A row that is there is left out beforehand: for
        the conflict clause an insert would have to wait for the worker who is writing it.
        """
        self.flush_model()
        self.env.execute_query(
            SQL(
                """
                INSERT INTO amocrm_binding (account_id, entity, external_id, create_date)
                SELECT %s, %s, found.id, now() AT TIME ZONE 'UTC'
                  FROM unnest(%s::varchar[]) AS found(id)
                 WHERE NOT EXISTS (
                    SELECT FROM amocrm_binding
                     WHERE account_id = %s AND entity = %s AND external_id = found.id
                 )
                    ON CONFLICT (account_id, entity, external_id) WHERE external_id IS NOT NULL
                    DO NOTHING
             RETURNING id
                """,
                account.id,
                entity,
                external_ids,
                account.id,
                entity,
            )
        )

    @api.model
    def _mark_unknown(self, account, entity, external_ids):
        """Take in those of the entities that are not known yet; the others are left alone."""
        if external_ids:
            domain = [("account_id", "=", account.id), ("entity", "=", entity)]
            known = self.search([*domain, ("external_id", "in", list(external_ids))])
            unknown = set(external_ids) - set(known.mapped("external_id"))
            self._mark_stale(account, entity, unknown, create=True)

    @api.model
    def _take_children(self, account, entity, children):
        """Notes or tasks of bound records may be new or changed.

        :param children: ``{number: (parent's entity, parent's number, version or None)}``
        """
        if not children:
            return
        self.flush_model()
        self.env.execute_query(
            SQL(
                """
                INSERT INTO amocrm_binding (account_id, entity, external_id, parent_id, create_date)
                SELECT parent.account_id, %s, found.id, parent.id, now() AT TIME ZONE 'UTC'
                  FROM unnest(%s::varchar[], %s::varchar[], %s::varchar[])
                       AS found(id, parent_entity, parent_id)
                  JOIN amocrm_binding parent
                    ON parent.account_id = %s AND parent.entity = found.parent_entity
                   AND parent.external_id = found.parent_id
                   AND parent.is_detached IS NOT TRUE AND parent.is_deleted IS NOT TRUE
                 WHERE NOT EXISTS (
                    SELECT FROM amocrm_binding
                     WHERE account_id = %s AND entity = %s AND external_id = found.id
                 )
                    ON CONFLICT (account_id, entity, external_id) WHERE external_id IS NOT NULL
                    DO NOTHING
             RETURNING id
                """,
                entity,
                list(children),
                [parent_entity for parent_entity, _number, _version in children.values()],
                [number for _entity, number, _version in children.values()],
                account.id,
                account.id,
                entity,
            )
        )
        versions = {number: child[2] for number, child in children.items()}
        self._mark_versions(account, entity, versions, create=False)

    @api.model
    def _mark_deals_of_contacts(self, account, contact_ids):
        """Contacts were touched: read deals that hold one, or wait for theirs to be linked."""
        condition = SQL(
            """
            account_id = %s AND entity = 'leads' AND is_deleted IS NOT TRUE AND (
                snapshot #>> '{contact,amo}' = ANY(%s::varchar[])
                OR problems ? 'contact'
                   AND EXISTS (SELECT FROM amocrm_mark WHERE binding_id = amocrm_binding.id)
            )
            """,
            account.id,
            list(contact_ids),
        )
        if contact_ids:
            self.env["amocrm.mark"]._add("stale", condition)

    @api.model
    def _mark_changed(self, records, names=()):
        """Records of ours have changed: one statement for any number, in the caller's transaction.

        The record that is just being exchanged is left out: the exchange looks at all its fields
        by itself.
        """
        exchanged = self.env.context.get("amocrm_exchanged")
        ids = [record_id for record_id in records.ids if (records._name, record_id) != exchanged]
        condition = SQL("model = %s AND res_id = ANY(%s)", records._name, ids)
        if ids and self.env["amocrm.mark"]._add("dirty", condition, None, names):
            self._wake()

    @api.model
    def _wake(self):
        """Start the exchange soon, once per transaction."""
        queue = self.env.cr.precommit
        if "amocrm.sync" not in queue.data:
            queue.data["amocrm.sync"] = True
            queue.add(self.env.ref("amocrm_connector.cron_sync").sudo()._trigger)

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
