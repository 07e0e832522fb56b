from odoo import api, fields, models, tools

from .. import converter

ENTITY_MODELS = {"leads": "crm.lead", "contacts": "res.partner", "companies": "res.partner"}


class AmocrmFieldMap(models.Model):
    """A field of amoCRM and the field of ours that holds the same thing."""

    _name = "amocrm.field.map"
    _description = "amoCRM Field"
    _inherit = ["amocrm.map.mixin"]
    _order = "entity desc, sequence, id"

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
    enums = fields.Json()
    sequence = fields.Integer(default=10)
    model = fields.Char(compute="_compute_model")
    field_id = fields.Many2one(
        "ir.model.fields",
        string="Odoo Field",
        ondelete="cascade",
        domain="[('model', '=', model)]",
    )
    field_name = fields.Char(related="field_id.name", store=True, string="Technical Name")
    direction = fields.Selection(
        [("in", "amoCRM → Odoo"), ("out", "Odoo → amoCRM"), ("both", "Both ways")],
        default="in",
        required=True,
    )
    owner = fields.Selection(
        [("amo", "amoCRM"), ("odoo", "Odoo")],
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

    @api.depends("entity")
    def _compute_model(self):
        for row in self:
            row.model = ENTITY_MODELS.get(row.entity)

    @property
    def kind(self):
        return converter.kind_of(self.field_type)

    def _set_field(self, field, direction="in", owner="amo", pictures_only=False):
        """Pair with the Odoo field named ``field``."""
        self.ensure_one()
        self.write(
            {
                "field_id": self.env["ir.model.fields"]._get(self.model, field).id,
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
        names = set(rows.mapped("field_name"))
        if model == "crm.lead" and self.env["amocrm.account"].sudo().search_count(
            [("state", "!=", "draft")], limit=1
        ):
            names |= {"stage_id", "active", "lost_reason_id"}
        return frozenset(names)

    # === AMOCRM'S SIDE === #

    def _is_attribute(self):
        return not self.amo_field.isdigit()

    def _raw(self, remote):
        """The field's values in an entity as the API gave it."""
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
        return converter.write(
            self.field_type, value, self.account_id.timezone or "UTC", self.enums or ()
        )
