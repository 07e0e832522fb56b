from odoo import models


class ReportMetalTransfer(models.AbstractModel):
    _name = "report.jewel_stock_ext.metal_transfer"
    _description = "Sheet of Issue or Return"

    def _get_report_values(self, docids, data=None):
        """Sheets of the transfers that the user may see."""
        transfers = self.env["jewel.metal.transfer"].browse(docids).exists()
        transfers.check_access("read")
        return {
            "doc_ids": transfers.ids,
            "sheets": [transfer._prepare_sheet() for transfer in transfers.sudo()],
        }


class ReportMetalSheet(models.AbstractModel):
    _name = "report.jewel_stock_ext.metal_sheet"
    _description = "Movement of Metal on Paper"

    def _get_report_values(self, docids, data=None):
        """Rows of the movement that was computed on the screen."""
        sheet = self.env["jewel.metal.sheet"].browse(docids[:1]).exists()
        sheet.check_access("read")
        return {
            "doc_ids": sheet.ids,
            "company": self.env.company.name,
            "date_from": sheet.date_from.strftime("%d.%m.%Y"),
            "date_to": sheet.date_to.strftime("%d.%m.%Y"),
            "labels": sheet._get_column_labels(),
            "rows": sheet._prepare_report_rows(),
        }
