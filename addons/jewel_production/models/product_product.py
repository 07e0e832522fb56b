from odoo import models
from odoo.exceptions import ValidationError


class ProductProduct(models.Model):
    """Metal goes to a job by sheets and scales, not among its components."""

    _inherit = "product.product"

    def _jewel_check_component_of(self, made):
        """Issued by sheet and consumed at hand-over, the same grams would leave twice.

        :param made: product, or its template, that this is a component of
        """
        if self.is_metal and not made.is_metal:
            raise ValidationError(
                self.env._(
                    "%s is metal of the ledger, issued by sheet and weighed: as a component it "
                    "would be booked out twice. Take it off the components.",
                    self.display_name,
                )
            )
