from odoo.tests import tagged

from .. import const
from .common import YookassaCase, capability


@tagged("post_install", "-at_install")
class TestMethods(YookassaCase):
    """Ways to pay and their limits."""

    def method(self, code):
        return (
            self.env["payment.method"].with_context(active_test=False).search([("code", "=", code)])
        )

    @capability("A21")
    def test_each_method_is_asked_for_by_yookassas_name(self):
        self.provider.yookassa_b2b_vat = "22"
        for code, method_type in const.METHOD_TYPES.items():
            with self.subTest(code=code):
                body = self.new_tx(1000, self.method(code))._yookassa_payment_body()
                self.assertEqual(body["payment_method_data"]["type"], method_type)
        body = self.new_tx(1000, self.method("yookassa_page"))._yookassa_payment_body()
        self.assertNotIn("payment_method_data", body)

    def test_brand_is_asked_for_as_its_primary_method(self):
        body = self.new_tx(1000, self.method("mir"))._yookassa_payment_body()
        self.assertEqual(body["payment_method_data"], {"type": "bank_card"})

    @capability("A21")
    def test_limits_are_refused_before_anything_is_sent(self):
        for code, amount, refused in (
            ("card", 350000, False),
            ("card", 350000.01, True),
            ("mir", 350000.01, True),
            ("card", 0.99, True),
            ("sbp", 350000.01, False),
            ("sbp", 700000.01, True),
            ("tpay", 700000.01, True),
            ("sberpay", 5000000, False),
        ):
            with self.subTest(code=code, amount=amount):
                tx = self.new_tx(amount, self.method(code))
                self.yoo.journal.clear()
                values = self.press_pay(tx)
                self.assertEqual(values["state"] == "error", refused)
                self.assertEqual(bool(self.yoo.journal), not refused)
                if refused:
                    self.assertRegex(values["state_message"], "(largest|smallest) payment")

    def test_raised_limit_counts(self):
        self.sbp.yookassa_max_amount = 3000000
        self.assertEqual(self.press_pay(self.new_tx(2000000, self.sbp))["state"], "pending")

    def test_other_currency_is_refused(self):
        tx = self.new_tx(100, currency_id=self.env.ref("base.USD").id)
        self.assertIn("only roubles", self.press_pay(tx)["state_message"])
        self.assertFalse(self.yoo.journal)

    def test_business_payment_needs_a_vat_rate(self):
        method = self.method("b2b_sberbank")
        self.assertIn("VAT", self.press_pay(self.new_tx(1220, method))["state_message"])
        self.provider.yookassa_b2b_vat = "22"
        body = self.new_tx(1220, method)._yookassa_payment_body()
        self.assertEqual(
            body["payment_method_data"]["vat_data"],
            {
                "type": "calculated",
                "rate": "22",
                "amount": {"value": "220.00", "currency": "RUB"},
            },
        )
        self.provider.yookassa_b2b_vat = "untaxed"
        body = self.new_tx(1220, method)._yookassa_payment_body()
        self.assertEqual(body["payment_method_data"]["vat_data"], {"type": "untaxed"})

    def test_hold_is_asked_for_only_where_there_is_one(self):
        self.allow_holds()
        self.assertFalse(self.new_tx(100)._yookassa_payment_body()["capture"])
        self.assertTrue(self.new_tx(100, self.sbp)._yookassa_payment_body()["capture"])

    def test_business_payment_is_offered_to_companies_only(self):
        method = self.method("b2b_sberbank")
        method.write({"active": True, "provider_ids": [(4, self.provider.id)]})
        methods = self.env["payment.method"]
        company = self.env["res.partner"].create({"name": "Firm", "is_company": True})
        clerk = self.env["res.partner"].create({"name": "Clerk", "parent_id": company.id})
        for payer, offered in ((self.client, False), (company, True), (clerk, True)):
            with self.subTest(payer=payer.name):
                report = {}
                found = methods._get_compatible_payment_methods(
                    self.provider.ids, payer.id, report=report
                )
                self.assertEqual(method in found, offered)
                self.assertIn(self.card, found)
                self.assertEqual(report["payment_methods"][method]["available"], offered)
