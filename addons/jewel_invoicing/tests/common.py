from datetime import timedelta

from odoo import Command, fields

from odoo.addons.jewel_order.tests.common import JewelOrderCase

PRICE = 245000.0


class JewelInvoicingCase(JewelOrderCase):
    """A company with a chart of accounts, a deal at a price, and a provider that only redirects."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        if not cls.company.chart_template:
            cls.env["account.chart.template"].try_loading("generic_coa", cls.company)
        cls.company.account_sale_tax_id = False  # prices are what they seem
        cls.client_partner.write({"email": "client@example.com", "phone": "+79990001122"})
        cls.company.write({"name": "Workshop", "pay_terms": "Ready in three weeks."})
        cls.deal = cls._create_deal(stage="prepayment", expected_revenue=PRICE)
        cls.provider = cls._create_provider()
        cls.method = cls.provider.payment_method_ids

    @classmethod
    def _create_deal(cls, stage="new", **values):
        return super()._create_deal(stage, **{"company_id": cls.company.id, **values})

    @classmethod
    def _create_provider(cls, **values):
        form = cls.env["ir.ui.view"].create(
            {
                "name": "Redirect to a page of payment",
                "type": "qweb",
                "arch": '<form action="https://provider.example/pay" method="get">'
                '<input type="hidden" name="reference" value="1"/></form>',
            }
        )
        method = cls.env.ref("payment.payment_method_unknown")
        journal = cls.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", cls.company.id)], limit=1
        )
        provider = cls.env["payment.provider"].create(
            {
                "name": "Provider of the tests",
                "code": "none",
                "state": "test",
                "is_published": True,
                "company_id": cls.company.id,
                "payment_method_ids": [Command.set(method.ids)],
                "redirect_form_view_id": form.id,
                **values,
            }
        )
        provider.journal_id = journal
        cls.env["account.payment.method.line"].create(
            {
                "name": provider.name,
                "payment_method_id": cls.env.ref("account.account_payment_method_manual_in").id,
                "journal_id": journal.id,
                "payment_provider_id": provider.id,
            }
        )
        method.active = True
        return provider

    @classmethod
    def _open(cls, part="prepayment", deal=None, **values):
        """A request of the deal that has been sent to its client."""
        request = (deal or cls.deal).with_user(cls.manager)._create_pay_request(part)
        request.write(values)
        request.action_open()
        return cls.env["jewel.pay.request"].browse(request.id)

    def _run_cron(self, name):
        """What the scheduled job ``expire`` or ``remind`` does; nothing is committed in a test."""
        cron = self.env.ref(f"jewel_invoicing.ir_cron_{name}")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()

    def _make_older(self, tx, **age):
        self.env.cr.execute(
            "UPDATE payment_transaction SET create_date = %s WHERE id = %s",
            [fields.Datetime.now() - timedelta(**age), tx.id],
        )
        self.env.invalidate_all()

    def _press(self, request):
        """The transaction that a press of «Pay» makes."""
        return request.sudo()._start_transaction(self.provider, self.method)

    def _pay(self, request, amount=None):
        """The client has paid, and what follows has been done."""
        tx = self._press(request)
        if amount:
            tx.amount = amount
        tx._set_done()
        tx._post_process()
        return tx
