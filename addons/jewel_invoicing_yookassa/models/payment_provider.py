from odoo import fields, models

# What is past the hand-over, by the stage where it happens.
_PAST = {"shipping": ("shipping", "done"), "done": ("done",)}


class PaymentProvider(models.Model):
    _inherit = "payment.provider"

    yookassa_handover = fields.Selection(
        [("shipping", "With the deal's stage «Shipping»"), ("done", "When the deal is completed")],
        string="Hand-over",
        default="shipping",
        required=True,
        help="When the piece counts as handed over to the client: a fully paid deal then gets its"
        " closing receipt.",
    )

    def _yookassa_is_handed_over(self, deal):
        """Whether ``deal`` has come to the stage that counts as hand-over."""
        return deal.jewel_stage_key in _PAST[self.yookassa_handover]
