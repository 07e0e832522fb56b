from odoo.addons.account.tests.common import AccountTestInvoicingCommon


class RussianAccountsCase(AccountTestInvoicingCommon):
    """A Russian company of its own with the plan of accounts, in ``cls.env.company``."""

    @classmethod
    @AccountTestInvoicingCommon.setup_country("ru")
    @AccountTestInvoicingCommon.setup_chart_template("ru_94n")
    def setUpClass(cls):
        super().setUpClass()
        cls.chart = cls.env["account.chart.template"].with_company(cls.env.company)

    def _create_invoice_of(self, amount, tax, date="2026-11-26", move_type="out_invoice"):
        """A posted invoice with one line; ``tax`` is a name in the chart."""
        move = self.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": self.partner_a.id,
                "invoice_date": date,
                "invoice_line_ids": [
                    (
                        0,
                        0,
                        {
                            "name": "Cuff-links",
                            "price_unit": amount,
                            "tax_ids": [(6, 0, self.chart.ref(tax).ids)],
                        },
                    )
                ],
            }
        )
        move.action_post()
        return move
