from odoo import models
from odoo.exceptions import UserError

# Odoo's type for a kind of :mod:`converter`. Options become text: amoCRM's lists change any day.
_TTYPES = {
    "text": "text",
    "number": "float",
    "bool": "boolean",
    "option": "char",
    "options": "char",
    "date": "date",
    "datetime": "datetime",
}


class AmocrmFieldMap(models.Model):
    """Fields that only amoCRM has get a custom field in Odoo."""

    _inherit = "amocrm.field.map"

    def action_make_field(self):
        """Make a custom field for each row that has no pair, and fill it from amoCRM.

        :raise UserError: a field of this type cannot be made
        """
        rows = self.filtered(lambda row: not row.field_id)
        for row in rows:
            if not row._odoo_type():
                raise UserError(
                    self.env._(
                        "“%(field)s” (%(type)s) cannot be made in Odoo by itself. Choose an Odoo "
                        "field for it, or leave it without a pair.",
                        field=row.name,
                        type=row.type_label,
                    )
                )
        model = self.env["ir.model.fields"]
        for row in rows:
            vals = row._prepare_field_vals()
            field = model._get(vals["model"], vals["name"]) or model.create(vals)
            row._set_field(field.name)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _odoo_type(self):
        if self.field_type == "monetary" and self.entity == "leads":
            return "monetary"
        if self.field_type in ("text", "url"):
            return "char"
        return not self._is_attribute() and _TTYPES.get(self.kind)

    def _prepare_field_vals(self):
        """Values of the custom field; its name holds amoCRM's number, which never changes."""
        model = self.env["ir.model"]._get(self.model)
        vals = {
            "model_id": model.id,
            "model": model.model,
            "name": f"x_amocrm_{self.amo_field}",
            "field_description": self.name,
            "ttype": self._odoo_type(),
            "copied": False,
        }
        if vals["ttype"] == "monetary":
            vals["currency_field"] = "company_currency"
        return vals
