from odoo import models

from odoo.addons.account.models.chart_template import template

CODE = "ru_94n"


class AccountChartTemplate(models.AbstractModel):
    """Plan of accounts by order 94н of the Ministry of Finance; rows are in data/template."""

    _inherit = "account.chart.template"

    @template("ru_94n")
    def _get_ru_94n_template_data(self):
        return {
            "name": self.env._("Plan of accounts, order 94n"),
            "code_digits": "2",
            "property_account_receivable_id": "ru62",
            "property_account_payable_id": "ru60",
            "display_invoice_amount_total_words": True,
        }

    @template("ru_94n", "res.company")
    def _get_ru_94n_res_company(self):
        return {
            self.env.company.id: {
                "account_fiscal_country_id": "base.ru",
                "anglo_saxon_accounting": True,
                "tax_calculation_rounding_method": "round_per_line",
                "bank_account_code_prefix": "51.",
                "cash_account_code_prefix": "50.",
                "transfer_account_code_prefix": "57.",
                "account_journal_suspense_account_id": "ru5709",
                "income_currency_exchange_account_id": "ru9101",
                "expense_currency_exchange_account_id": "ru9102",
                "account_journal_early_pay_discount_gain_account_id": "ru9101",
                "account_journal_early_pay_discount_loss_account_id": "ru9102",
                "default_cash_difference_income_account_id": "ru9101",
                "default_cash_difference_expense_account_id": "ru9102",
                "transfer_account_id": "ru57",
                "account_sale_tax_id": "vat_22_sale_incl",
                "account_purchase_tax_id": "vat_22_purchase_excl",
                "income_account_id": "ru9001",
                "expense_account_id": "ru9102",
                "downpayment_account_id": "ru6202",
                "account_stock_journal_id": "inventory_valuation",
                "account_stock_valuation_id": "ru10",
                "account_production_wip_account_id": "ru20",
                "account_production_wip_overhead_account_id": "ru25",
            },
        }

    @template("ru_94n", "account.account")
    def _get_ru_94n_account_account(self):
        """What goes out of stock becomes the cost of sales; revenue is with VAT unless said."""
        stock = ("ru10", "ru41", "ru43")
        return {
            **{account: {"account_stock_variation_id": "ru9002"} for account in stock},
            "ru9001": {"tax_ids": "vat_22_sale_incl"},
        }

    @template("ru_94n", "account.journal")
    def _get_ru_94n_account_journal(self):
        return {
            "bank": {"default_account_id": "ru51"},
            "cash": {
                "name": self.env._("Cash"),
                "type": "cash",
                "default_account_id": "ru50",
                "show_on_dashboard": True,
                "sequence": 8,
            },
        }

    def _post_load_data(self, template_code, company, template_data):
        """Override of `account`: the sign of the rouble, and VAT on products that exist already."""
        result = super()._post_load_data(template_code, company, template_data)
        if template_code == CODE and not company.root_id._existing_accounting():
            self.env.ref("base.RUB").symbol = "₽"
            company._give_products_default_taxes()
        return result

    def _create_outstanding_accounts(self, company, bank_prefix, code_digits):
        """Override of `account`: money on its way is kept on account 57, not beside the bank's."""
        if company.chart_template == CODE:
            bank_prefix, code_digits = "57.", 5
        return super()._create_outstanding_accounts(company, bank_prefix, code_digits)
