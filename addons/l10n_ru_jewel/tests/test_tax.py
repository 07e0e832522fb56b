from datetime import date

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .common import RussianAccountsCase

CODES = {"none": "1", "0": "2", "10": "3", "20": "4", "5": "7", "7": "8", "22": "11"}
CALCULATED = {"10": "5", "20": "6", "5": "9", "7": "10", "22": "12"}


@tagged("post_install_l10n", "post_install", "-at_install")
class TestTax(RussianAccountsCase):
    def test_receipt_codes(self):
        for use in ("sale", "purchase"):
            for rate, code in CODES.items():
                kinds = ("incl", "excl") if rate not in ("0", "none") else ("",)
                for kind in kinds:
                    tax = self.chart.ref("_".join(filter(None, ("vat", rate, use, kind))))
                    self.assertEqual(tax.receipt_vat_code, code, tax.name)
                    self.assertEqual(tax.price_include, kind == "incl", tax.name)
            for rate, code in CALCULATED.items():
                self.assertEqual(self.chart.ref(f"vat_{rate}_{use}_calc").receipt_vat_code, code)

    def test_calculated_rate_of_an_advance(self):
        invoice = self._create_invoice_of(60000, "vat_22_sale_calc")
        self.assertEqual((invoice.amount_total, invoice.amount_tax), (60000, 10819.67))

    def test_rate_on_a_day(self):
        for kind in ("sale_incl", "sale_excl", "sale_calc", "purchase_excl"):
            old, new = self.chart.ref(f"vat_20_{kind}"), self.chart.ref(f"vat_22_{kind}")
            for tax in (old, new):
                self.assertEqual(tax._get_valid_at(date(2025, 12, 31)), old)
                self.assertEqual(tax._get_valid_at(date(2026, 1, 1)), new)

    def test_rate_without_dates_is_always_valid(self):
        taxes = self.chart.ref("vat_10_sale_incl") | self.chart.ref("vat_none_sale")
        self.assertEqual(taxes._get_valid_at(date(2015, 1, 1)), taxes)

    def test_no_tax_is_lost_where_none_is_valid(self):
        tax = self.chart.ref("vat_22_sale_incl")
        self.assertEqual(tax._get_valid_at(date(2010, 1, 1)), tax)

    def test_invoice_of_last_year_has_last_years_rate(self):
        self.product_a.taxes_id = self.chart.ref("vat_22_sale_incl")
        rates = {}
        for day in ("2025-12-31", "2026-01-01"):
            with Form(
                self.env["account.move"].with_context(default_move_type="out_invoice")
            ) as form:
                form.partner_id = self.partner_a
                form.invoice_date = day
                with form.invoice_line_ids.new() as line:
                    line.product_id = self.product_a
            rates[day] = form.record.invoice_line_ids.tax_ids.amount
        self.assertEqual(rates, {"2025-12-31": 20, "2026-01-01": 22})

    def test_ended_rate_is_not_offered(self):
        self.assertFalse(self.chart.ref("vat_20_sale_incl").active)

    def test_dates_the_wrong_way_round(self):
        with self.assertRaisesRegex(ValidationError, "before it begins"):
            self.chart.ref("vat_22_sale_incl").valid_to = "2025-01-01"

    def test_tax_does_not_replace_itself(self):
        with self.assertRaisesRegex(ValidationError, "replace itself"):
            self.chart.ref("vat_22_sale_incl").replaced_by_id = self.chart.ref("vat_20_sale_incl")
