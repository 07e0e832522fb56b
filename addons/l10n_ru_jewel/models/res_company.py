from odoo import models

from .template_ru_94n import CODE

# What Odoo loads when nobody has said where the company is; it then takes it for American.
GENERIC_CHART = "generic_coa"


class ResCompany(models.Model):
    _inherit = "res.company"

    def _is_chart_undecided(self):
        """Whether this company may get the Russian chart without being asked.

        True when it has no chart, or the generic one, not a single entry, and is in Russia or has
        no address yet. A company with another chart, with entries or abroad is left alone.
        """
        self.ensure_one()
        partner = self.partner_id
        is_nowhere = not (partner.street or partner.city or partner.zip or partner.vat)
        return (
            self.chart_template in (False, GENERIC_CHART)
            and not self._existing_accounting()
            and (self.country_id == self.env.ref("base.ru") or is_nowhere)
        )

    def _load_russian_chart(self):
        """Put the company in Russia, with roubles, the Russian accounts and VAT."""
        self.ensure_one()
        self.country_id = self.env.ref("base.ru")
        self.env["account.chart.template"].try_loading(CODE, self)

    def _give_products_default_taxes(self):
        """Products without taxes get the company's: those of an earlier chart went with it.

        Core does this only for products that have a tax in another company.
        """
        self.ensure_one()
        products = self.env["product.template"].with_company(self)
        products = products.search(products._check_company_domain(self))
        products.filtered(lambda product: not product.taxes_id)._force_default_sale_tax(self)
        untaxed = products.filtered(lambda product: not product.supplier_taxes_id)
        untaxed._force_default_purchase_tax(self)
