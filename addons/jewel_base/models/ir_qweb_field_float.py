from odoo import api, models

_QUANTITY = "Product Unit"
# As Odoo prints them before grams get their four digits.
_PRINTED_DIGITS = 2


class IrQwebFieldFloat(models.AbstractModel):
    """A printed quantity is «1.00», not «1.0000»; grams show all of their digits."""

    _inherit = "ir.qweb.field.float"

    @api.model
    def value_to_html(self, value, options):
        if options.get("decimal_precision") == _QUANTITY:
            options = {"min_precision": _PRINTED_DIGITS, **options}
        return super().value_to_html(value, options)

    @api.model
    def record_to_html(self, record, field_name, options):
        digits = getattr(record._fields[field_name], "_digits", None)
        if digits == _QUANTITY and "precision" not in options:
            options = {"min_precision": _PRINTED_DIGITS, **options}
        return super().record_to_html(record, field_name, options)
