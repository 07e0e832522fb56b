from odoo import models


class ReportBankInvoiceRequest(models.AbstractModel):
    _name = "report.jewel_invoicing.bank_invoice_request"
    _description = "Invoice for Payment of a Pay Request"

    _document = "jewel.pay.request"

    def _get_report_values(self, docids, data=None):
        """The invoices, checked and in Russian, whatever the language of the user."""
        documents = self.env[self._document].browse(docids).exists()
        russian = self.env["res.lang"]._get_data(code="ru_RU")
        if russian:
            documents = documents.with_context(lang="ru_RU")
        return {
            "doc_ids": documents.ids,
            "invoices": [document._get_bank_invoice() for document in documents],
            "invoice_lang": "ru_RU" if russian else self.env.lang,
        }


class ReportBankInvoiceMove(models.AbstractModel):
    _name = "report.jewel_invoicing.bank_invoice_move"
    _inherit = "report.jewel_invoicing.bank_invoice_request"
    _description = "Invoice for Payment of an Invoice"

    _document = "account.move"


class ReportBankInvoiceOrder(models.AbstractModel):
    _name = "report.jewel_invoicing.bank_invoice_order"
    _inherit = "report.jewel_invoicing.bank_invoice_request"
    _description = "Invoice for Payment of an Order"

    _document = "sale.order"
