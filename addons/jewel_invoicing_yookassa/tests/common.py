from datetime import timedelta

from odoo import Command, fields
from odoo.tests import HttpCase

from odoo.addons.jewel_invoicing.tests.common import PRICE, JewelInvoicingCase
from odoo.addons.payment_yookassa.tests.common import YookassaMixin


class ReceiptCase(YookassaMixin, JewelInvoicingCase):
    """A workshop with VAT whose YooKassa sends receipts; clients pay by the link."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not issubclass(cls, HttpCase):  # which has done it
            cls.registry_enter_test_mode_cls()
        journal = cls.provider.journal_id
        cls.set_up_shop()
        cls.provider.write(
            {
                "yookassa_vat": "22",
                "yookassa_receipts": "yookassa",
                "is_published": True,
                "journal_id": journal.id,
            }
        )
        cls.card.active = True
        cls.vat22 = cls._create_vat(22, "11", valid_from="2026-01-01")
        cls.vat20 = cls._create_vat(20, "4", valid_to="2025-12-31", replaced_by_id=cls.vat22.id)

    @classmethod
    def _create_vat(cls, amount, code, **values):
        return cls.env["account.tax"].create(
            {
                "name": f"VAT {amount} of the tests",
                "amount": amount,
                "price_include_override": "tax_included",
                "receipt_vat_code": code,
                "country_id": cls.company.account_fiscal_country_id.id,
                **values,
            }
        )

    @classmethod
    def _create_priced_deal(cls, *prices, tax=None, **values):
        """A deal with one order: a line for each price; the last one of several is a service."""
        deal = cls._create_deal(stage="prepayment", expected_revenue=sum(prices), **values)
        kinds = ["consu"] * len(prices[:-1]) + ["service" if prices[1:] else "consu"]
        products = cls.env["product.product"].create(
            [
                {"name": f"Thing {number}", "type": kind, "taxes_id": False}
                for number, kind in enumerate(kinds, 1)
            ]
        )
        order = cls.env["sale.order"].create(
            {
                "partner_id": cls.client_partner.id,
                "opportunity_id": deal.id,
                "user_id": cls.manager.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "price_unit": price,
                            "tax_ids": (tax or cls.vat22).ids,
                        }
                    )
                    for product, price in zip(products, prices, strict=True)
                ],
            }
        )
        order.order_line.item_description = False
        return deal

    # === STEPS === #

    def _press(self, request):
        """The client goes to YooKassa: the transaction."""
        with self.worker() as env:
            sent = env["jewel.pay.request"].browse(request.id).sudo()
            provider = env["payment.provider"].browse(self.provider.id)
            method = env["payment.method"].browse(self.card.id)
            tx = sent._start_transaction(provider, method)
            tx._get_processing_values()
            tx_id = tx.id
        return self.env["payment.transaction"].browse(tx_id)

    def _pay(self, request, amount=None):
        """The client pays at YooKassa, it is booked, and the register takes the receipt."""
        tx = self._press(request)
        self.yoo.pay(tx.yookassa_object_id)
        self.look(tx)
        self.assertEqual(tx.state, "done")
        self.run_receipts()
        tx._post_process()
        return tx

    def run_receipts(self):
        rows = self.env["payment.yookassa.receipt"].search([("next_check_at", "!=", False)])
        rows.next_check_at = fields.Datetime.now() - timedelta(seconds=1)
        with self.worker() as env:
            env["payment.yookassa.receipt"]._cron_follow()

    def _move(self, deal, *stages):
        for stage in stages:
            deal.with_user(self.manager)._jewel_set_stage(stage)

    def _get_body(self, path):
        """Body of the last call to ``path``."""
        return self.yoo.sent("POST", path)[-1]["body"]

    def _get_closing(self, deal):
        return self.env["payment.yookassa.receipt"].search(
            [
                ("type", "=", "settlement"),
                ("settled_transaction_ids.pay_request_id.deal_id", "=", deal.id),
            ]
        )


__all__ = ["PRICE", "ReceiptCase"]
