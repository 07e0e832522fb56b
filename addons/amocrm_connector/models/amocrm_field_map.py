from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from .. import address, converter
from ..const import OWNERS

ENTITY_MODELS = {"leads": "crm.lead", "contacts": "res.partner", "companies": "res.partner"}
TARGET_MODELS = {"order": "sale.order", "client": "res.partner"}
ADDRESS = ("street", "street2", "city", "state_id", "zip", "country_id")


class AmocrmFieldMap(models.Model):
    """A field of amoCRM and the field of ours that holds the same thing."""

    _name = "amocrm.field.map"
    _description = "amoCRM Field"
    _inherit = ["amocrm.map.mixin"]
    _order = "entity desc, is_unpaired, sequence, id"

    name = fields.Char(string="amoCRM Field", required=True)
    entity = fields.Selection(
        [("leads", "Deal"), ("contacts", "Contact"), ("companies", "Company")],
        required=True,
        default="leads",
    )
    amo_field = fields.Char(
        string="amoCRM Number", required=True, help="Number of the field, or name of an attribute."
    )
    code = fields.Char()
    field_type = fields.Char(string="Type", required=True, default="text")
    type_label = fields.Char(string="Type of Field", compute="_compute_type_label")
    is_exchanged = fields.Boolean(compute="_compute_type_label")
    enums = fields.Json()
    sequence = fields.Integer(default=10)
    target = fields.Selection(
        [("record", "The record itself"), ("order", "The deal's order"), ("client", "Its client")],
        string="Field of",
        default="record",
        required=True,
        help=(
            "Order: the newest order of the deal that is not cancelled. Client: the contact of the "
            "deal."
        ),
    )
    model = fields.Char(compute="_compute_model")
    field_id = fields.Many2one(
        "ir.model.fields",
        string="Odoo Field",
        ondelete="cascade",
        domain="[('model', '=', model)]",
    )
    field_name = fields.Char(related="field_id.name", store=True, string="Technical Name")
    is_unpaired = fields.Boolean(
        string="Without a Pair", compute="_compute_is_unpaired", store=True
    )
    direction = fields.Selection(
        [("in", "amoCRM → Odoo"), ("out", "Odoo → amoCRM"), ("both", "Both ways")],
        default="in",
        required=True,
    )
    owner = fields.Selection(
        OWNERS,
        default="amo",
        required=True,
        string="On Conflict",
        help="Whose value stands when both sides changed it since the last exchange.",
    )
    pictures_only = fields.Boolean(
        help="Files that are not pictures become ordinary attachments of the record."
    )

    _field_uniq = models.Constraint(
        "UNIQUE(account_id, entity, amo_field)",
        "A field of amoCRM has one row in an account.",
    )

    @api.depends("entity", "target")
    def _compute_model(self):
        for row in self:
            row.model = TARGET_MODELS.get(row.target) or ENTITY_MODELS.get(row.entity)

    @api.depends("field_id")
    def _compute_is_unpaired(self):
        for row in self:
            row.is_unpaired = not row.field_id

    @api.depends("field_type")
    def _compute_type_label(self):
        labels = self._type_labels()
        for row in self:
            row.type_label = labels.get(row.field_type, row.field_type)
            row.is_exchanged = bool(row.kind)

    @api.constrains("target", "entity", "field_id")
    def _check_target(self):
        for row in self:
            if row.target != "record" and row.entity != "leads":
                raise ValidationError(
                    self.env._(
                        "“%(field)s” is a field of a contact: it can only meet a field of the "
                        "contact itself.",
                        field=row.name,
                    )
                )
            if row.field_id and row.field_id.model != row.model:
                raise ValidationError(
                    self.env._(
                        "“%(odoo)s” is no field of what “%(field)s” is paired with. Choose the "
                        "Odoo field again.",
                        odoo=row.field_id.field_description,
                        field=row.name,
                    )
                )

    @api.constrains("field_id")
    def _check_kind(self):
        for row in self:
            if row.field_id and not row.kind:
                raise ValidationError(
                    self.env._(
                        "“%(field)s”: fields of this type are not exchanged. Leave the Odoo field "
                        "empty.",
                        field=row.name,
                    )
                )

    @api.onchange("target")
    def _onchange_target(self):
        if self.field_id.model != self.model:
            self.field_id = False

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"field_id", "target", "direction"}:
            self.env.registry.clear_cache("templates")  # screens show mapped fields
            for row in self.filtered("field_id"):
                row._reread()
        elif "owner" in vals:
            self.account_id._reread_questions()
        return result

    def _reread(self):
        """The pair is new: bring it to the records that are exchanged already."""
        condition = SQL(
            """
            account_id = %s AND entity = %s AND res_id IS NOT NULL AND is_deleted IS NOT TRUE
            AND NOT EXISTS (
                SELECT FROM amocrm_mark WHERE binding_id = amocrm_binding.id AND kind = 'stale'
            )
            """,
            self.account_id.id,
            self.entity,
        )
        if self.env["amocrm.mark"].sudo()._add("stale", condition):
            self.env["amocrm.binding"]._wake()

    @property
    def kind(self):
        return converter.kind_of(self.field_type)

    def _set_field(self, field, direction="in", owner="amo", pictures_only=False, target="record"):
        """Pair with the field named ``field`` of the ``target``."""
        self.ensure_one()
        model = TARGET_MODELS.get(target) or ENTITY_MODELS[self.entity]
        self.write(
            {
                "target": target,
                "field_id": self.env["ir.model.fields"]._get(model, field).id,
                "direction": direction,
                "owner": owner,
                "pictures_only": pictures_only,
            }
        )

    @api.model
    def _for_entity(self, account, entity):
        """Rows in use, in the environment of the caller."""
        return (
            self.with_context(active_test=True)
            .search(
                [
                    ("account_id", "=", account.id),
                    ("entity", "=", entity),
                    ("field_id", "!=", False),
                ]
            )
            .with_env(self.env)
        )

    @api.model
    @tools.ormcache("model")
    def _watched_fields(self, model):
        """Names of fields of ``model`` whose change is news for amoCRM."""
        rows = self.sudo().search(
            [
                ("direction", "in", ("out", "both")),
                ("field_id.model", "=", model),
                ("account_id.state", "!=", "draft"),
            ]
        )
        names = {name for row in rows for name in row._odoo_names()}
        if model == "crm.lead" and self.env["amocrm.account"].sudo().search_count(
            [("state", "!=", "draft")], limit=1
        ):
            names |= {"stage_id", "active", "lost_reason_id"}
        return frozenset(names)

    @api.model
    @tools.ormcache("target")
    def _is_target_used(self, target):
        """Whether fields of deals' orders or clients go to amoCRM."""
        domain = [
            ("target", "=", target),
            ("field_id", "!=", False),
            ("account_id.state", "!=", "draft"),
        ]
        return bool(self.sudo().search_count(domain, limit=1))

    # === WHERE THE VALUE LIVES === #

    def _holder(self, record):
        """The record that has the field: the exchanged one, its newest live order, its client."""
        self.ensure_one()
        if self.target == "client":
            return record.partner_id
        if self.target == "order":
            return self._live_orders(record)[-1:]
        return record

    def _live_orders(self, deal):
        """Orders of a deal that may hold a value, the newest one last."""
        return deal.order_ids.filtered(lambda order: order.state != "cancel").sorted("id")

    def _identity(self, record):
        """The Odoo field in a snapshot; another order is another story."""
        if self.target == "record":
            return self.field_name
        return f"{self.target}:{self._holder(record).id}.{self.field_name}"

    def _odoo_names(self):
        """Odoo fields that hold the value."""
        if self._is_address():
            return ADDRESS
        return (self.field_name, *(["phone_other"] if self._is_with_other_phones() else ()))

    def _is_address(self):
        return self.kind == "address" and self.field_name == "street"

    def _has_options(self):
        return self.kind in ("option", "options")

    def _attempt(self, state):
        """What amoCRM may have refused; with other options it may be accepted."""
        return [state, [enum["id"] for enum in self.enums or []]] if self._has_options() else state

    # === AMOCRM'S SIDE === #

    def _is_attribute(self):
        return not self.amo_field.isdigit()

    def _raw(self, remote):
        """The field's values in an entity as the API gave it."""
        if self.kind == "price" and remote.get("price_with_minor_units") is not None:
            return remote["price_with_minor_units"]
        if self._is_attribute():
            return remote.get(self.amo_field)
        for item in remote.get("custom_fields_values") or []:
            if str(item.get("field_id")) == self.amo_field:
                return item.get("values") or []
        return []

    def _read_amo(self, remote):
        """Python value of the field in an entity.

        :raise converter.Unusable: nothing sensible can be read
        """
        return converter.read(self.field_type, self._raw(remote), self.account_id.timezone or "UTC")

    def _write_amo(self, value, remote):
        """Values to send, ``None`` to clear."""
        if self.kind == "multitext":
            return converter.merge_multitext(self._raw(remote), value) or None
        if self.kind == "address":
            return address.write(value, self._raw(remote))
        return converter.write(
            self.field_type, value, self.account_id.timezone or "UTC", self.enums or ()
        )
