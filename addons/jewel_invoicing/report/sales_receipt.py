from odoo import models


class ReportSalesReceipt(models.AbstractModel):
    _name = "report.jewel_invoicing.sales_receipt"
    _description = "Sales Receipt, Both Copies"

    def _get_report_values(self, docids, data=None):
        """Printed versions as they were printed, in Russian; a void one says that it is void."""
        versions = self.env["jewel.sales.receipt.version"].browse(docids).exists()
        versions.check_access("read")
        russian = versions.receipt_id[:1]._in_russian()
        return {
            "doc_ids": versions.ids,
            "sheets": [
                version.receipt_id._prepare_sheet(version.content, version) for version in versions
            ],
            "sheet_lang": russian.env.lang,
        }
