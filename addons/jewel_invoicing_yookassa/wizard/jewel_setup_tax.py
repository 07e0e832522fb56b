from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.l10n_ru_jewel.models.template_ru_94n import CODE

from ..const import REGIMES


class JewelSetupTax(models.TransientModel):
    """Which tax the workshop's prices contain: the accounts, the models and receipts follow."""

    _name = "jewel.setup.tax"
    _description = "Set-up: Tax"

    regime = fields.Selection(
        [
            ("general", "General system: VAT 22 % in the price"),
            ("usn", "Simplified system, without VAT"),
            ("usn_5", "Simplified system with VAT 5 %"),
            ("usn_7", "Simplified system with VAT 7 %"),
        ],
        "Tax System",
        required=True,
        default=lambda self: self._default_regime(),
    )

    def _default_regime(self):
        now = self.env.company.account_sale_tax_id
        return next((regime for regime in REGIMES if now and self._get_tax(regime) == now), None)

    def _get_tax(self, regime):
        """The tax of sales in this regime; empty when the company has other accounts."""
        chart = self.env["account.chart.template"].with_company(self.env.company)
        tax = chart.ref(REGIMES[regime][0], raise_if_not_found=False)
        return tax or self.env["account.tax"]

    def action_apply(self):
        self.ensure_one()
        company = self.env.company
        if company._is_chart_undecided():
            company._load_russian_chart()
        if company.chart_template != CODE:
            raise UserError(
                self.env._(
                    "%s keeps its books by another plan of accounts, which its accountant has"
                    " chosen. Choose the taxes in Settings → Invoicing, and skip this step.",
                    company.name,
                )
            )
        before, tax = company.account_sale_tax_id, self._get_tax(self.regime)
        company.account_sale_tax_id = tax
        if before and before != tax:
            self._replace_tax(before, tax)
        providers = self.env["payment.provider"].search(
            [("code", "=", "yookassa"), ("company_id", "=", company.id)]
        )
        providers.yookassa_vat = REGIMES[self.regime][1]
        return {"type": "ir.actions.act_window_close"}

    def _replace_tax(self, before, tax):
        """Where sales had the one tax by default they get the other: products and revenue."""
        for model, field in (("product.template", "taxes_id"), ("account.account", "tax_ids")):
            records = self.env[model].with_context(active_test=False)
            records = records.search([(field, "in", before.ids)])
            records.write({field: [Command.unlink(before.id), Command.link(tax.id)]})
