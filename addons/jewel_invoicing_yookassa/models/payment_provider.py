from odoo import api, fields, models

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

    # === DEMO === #

    @api.model
    def _demo_connect(self, api_url):
        """Extension: the shop of the fake that sends receipts."""
        provider = super()._demo_connect(api_url)
        provider.write(
            {
                "yookassa_shop_id": "100002",
                "yookassa_secret_key": "test_demo-secret-key-fiscal",
                "yookassa_vat": "22",
                "yookassa_receipts": "yookassa",
            }
        )
        provider.action_yookassa_test()
        return provider
