from datetime import date

from odoo.addons.jewel_invoicing.tests.common import JewelInvoicingCase

MONTH = date(2026, 10, 1)


class JewelFinmonitorCase(JewelInvoicingCase):
    """Payments in cash and by transfer, a month to reconcile, and files of a source."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cash = cls.env.ref("jewel_finmonitor.source_cash")
        cls.account = cls.env.ref("jewel_finmonitor.source_account")
        cls.accountant = cls.users["accountant"]
        cls.director = cls.users["director"]
        cls.row = cls.deal.finance_ids
        journals = cls.env["account.journal"].search([("company_id", "=", cls.company.id)])
        cls.cash_journal = journals.filtered(lambda one: one.type == "cash")[:1] or journals.create(
            {"name": "Till", "type": "cash", "code": "TILL", "company_id": cls.company.id}
        )
        cls.bank_journal = journals.filtered(lambda one: one.type == "bank")[:1]

    @classmethod
    def _receive(cls, amount, day, way="cash", deal=None, **values):
        """A payment of the deal, booked by hand as the wizard does."""
        deal = deal or cls.deal
        request = deal._create_pay_request("other")
        request.amount_total = amount
        request._open()
        journal = cls.bank_journal if way == "transfer" else cls.cash_journal
        payment = request._book_by_hand(amount, journal, day, way)
        payment.write(values)
        return payment

    @classmethod
    def _return(cls, amount, day, way="cash", deal=None):
        payment = cls.env["account.payment"].create(
            {
                "payment_type": "outbound",
                "partner_type": "customer",
                "partner_id": cls.client_partner.id,
                "amount": amount,
                "date": day,
                "journal_id": cls.cash_journal.id,
                "pay_way": way,
                "deal_id": (deal or cls.deal).id,
            }
        )
        payment.action_post()
        return payment

    @classmethod
    def _reconciliation(cls, source=None, month=MONTH):
        return cls.env["jewel.reconciliation"].create(
            {"source_id": (source or cls.account).id, "month": month, "company_id": cls.company.id}
        )

    def _facts(self, row=None):
        row = row or self.row
        self.env.flush_all()
        row.invalidate_recordset()
        return (row.amount_total, row.amount_paid, row.amount_due)


def csv_file(*lines, heading="Дата;Сумма;Плательщик;Назначение;Идентификатор", encoding="utf-8"):
    return "\n".join([heading, *lines, ""]).encode(encoding)
