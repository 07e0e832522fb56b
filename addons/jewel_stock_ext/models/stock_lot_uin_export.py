import base64
import csv
import io

import xlsxwriter

from odoo import models

from odoo.addons.jewel_base.assay import milligrams

from ..metal import exact

_COLUMNS = ("name", "product", "article", "metal", "weight", "inserts", "uin", "state")


class StockLot(models.Model):
    """The register of УИН as a file."""

    _inherit = "stock.lot"

    def action_jewel_uin_csv(self):
        """Chosen pieces as CSV: semicolons and a byte order mark, as spreadsheets here expect."""
        stream = io.StringIO()
        writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
        writer.writerows([self._get_uin_head(), *self._get_uin_rows()])
        return self._download("uin.csv", stream.getvalue().encode("utf-8-sig"))

    def action_jewel_uin_xlsx(self):
        """Chosen pieces as XLSX; УИНы are text, or a spreadsheet rounds them."""
        stream = io.BytesIO()
        with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_numbers": False}) as book:
            page = book.add_worksheet()
            page.set_column(0, len(_COLUMNS), 20)
            page.freeze_panes(1, 0)
            page.write_row(0, 0, self._get_uin_head(), book.add_format({"bold": True}))
            for number, row in enumerate(self._get_uin_rows(), start=1):
                for column, value in enumerate(row):
                    page.write_string(number, column, value)
        return self._download("uin.xlsx", stream.getvalue())

    def _get_uin_head(self):
        return [
            self.env._("Piece"),
            self.env._("Product"),
            self.env._("Article"),
            self.env._("Metal"),
            self.env._("Weight, g"),
            self.env._("Inserts"),
            self.env._("UIN"),
            self.env._("State"),
        ]

    def _get_uin_rows(self):
        states = dict(self._fields["uin_state"]._description_selection(self.env))
        return [
            [
                lot.name,
                lot.product_id.name or "",
                lot.product_id.default_code or "",
                lot.product_id.alloy_id.name or "",
                f"{milligrams(exact(lot.final_weight))}".replace(".", ","),
                "; ".join(lot._get_tag_inserts()),
                lot.uin or "",
                states[lot.uin_state],
            ]
            for lot in self
        ]

    def _download(self, name, data):
        """A file of the user's own that goes away by itself."""
        attachment = self.env["ir.attachment"].create(
            {
                "name": name,
                "datas": base64.b64encode(data),
                "res_model": "res.users",
                "res_id": self.env.uid,
            }
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{attachment.id}?download=true",
            "target": "self",
        }
