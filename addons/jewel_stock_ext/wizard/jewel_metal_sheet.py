import base64
import io

import xlsxwriter

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.jewel_base.const import WEIGHT_DIGITS

# Columns of the sheet: incoming and outgoing by kind of operation.
COLUMNS = (
    "opening",
    "received",
    "passed_in",
    "surplus",
    "returned",
    "passed_out",
    "sold",
    "loss_norm",
    "loss_over",
    "other",
    "closing",
)


class JewelMetalSheet(models.TransientModel):
    """Movement of metal of a period: each person and alloy from opening to closing."""

    _name = "jewel.metal.sheet"
    _description = "Movement of Metal"

    date_from = fields.Date(
        "Period from",
        required=True,
        default=lambda self: fields.Date.context_today(self).replace(day=1),
    )
    date_to = fields.Date("Period to", required=True, default=fields.Date.context_today)
    location_ids = fields.Many2many(
        "stock.location",
        string="Holders",
        domain="[('metal_holder', 'in', ('vault', 'master', 'finished'))]",
        help="Empty: vaults, masters and finished pieces.",
    )
    alloy_ids = fields.Many2many("jewel.alloy", string="Alloys", help="Empty: all.")
    line_ids = fields.One2many("jewel.metal.sheet.line", "sheet_id", "Movement", readonly=True)
    xlsx = fields.Binary(readonly=True, attachment=False)

    @api.depends("date_from", "date_to")
    def _compute_display_name(self):
        for sheet in self:
            sheet.display_name = self.env._("Movement of Metal")

    def action_show(self):
        """Compute the rows and show them."""
        self.ensure_one()
        if self.date_to < self.date_from:
            raise UserError(self.env._("The period ends before it begins."))
        self.env["jewel.metal.entry"].check_access("read")
        self.line_ids.unlink()
        rows = self._get_rows()
        self.env["jewel.metal.sheet.line"].sudo().create(
            [{"sheet_id": self.id, **row} for row in rows]
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jewel_stock_ext.jewel_metal_sheet_action"
        )
        return {**action, "res_id": self.id, "target": "current"}

    def action_print(self):
        """The sheet as PDF."""
        self.action_show()
        return self.env.ref("jewel_stock_ext.action_report_metal_sheet").report_action(self)

    def action_export(self):
        """The sheet as XLSX."""
        self.action_show()
        self.xlsx = base64.b64encode(self._make_xlsx())
        name = f"metal-{self.date_from}-{self.date_to}.xlsx"
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/xlsx/{name}?download=true",
            "target": "self",
        }

    def _get_rows(self):
        """Values of the lines, in gross and pure grams; what a user may not see is left out."""
        places = self.location_ids or self.env["stock.location"].sudo().search(
            [
                ("metal_holder", "in", ("vault", "master", "finished")),
                ("company_id", "in", [self.env.company.id, False]),
            ]
        )
        if self.env.user._is_jewel_bench_only():
            places = places.filtered(lambda place: place.responsible_id == self.env.user)
        self.env["jewel.metal.entry"].flush_model()
        begin = fields.Datetime.to_datetime(self.date_from)
        end = fields.Datetime.add(fields.Datetime.to_datetime(self.date_to), days=1)
        begin, end = (self._to_utc(moment) for moment in (begin, end))
        alloys = SQL("AND alloy_id IN %s", tuple(self.alloy_ids.ids)) if self.alloy_ids else SQL()
        return self.env.execute_query_dict(
            SQL(
                _SHEET_QUERY,
                begin=begin,
                end=end,
                places=tuple(places.ids) or (0,),
                alloys=alloys,
                company=self.env.company.id,
            )
        )

    def _to_utc(self, moment):
        """Midnight of the user as the database keeps it."""
        shown = fields.Datetime.context_timestamp(self, moment)
        return moment - shown.utcoffset()

    def _prepare_report_rows(self):
        """Rows with names, in grams with four decimals, for paper."""
        measures = {"gross": self.env._("gross"), "pure": self.env._("pure")}
        return [
            {
                "holder": line.location_id.name,
                "alloy": line.alloy_id.name,
                "measure": measures[line.measure],
                "values": [f"{line[column]:.4f}".replace(".", ",") for column in COLUMNS],
            }
            for line in self.line_ids
        ]

    def _get_column_labels(self):
        names = self.env["jewel.metal.sheet.line"].fields_get(COLUMNS, ["string"])
        return [names[column]["string"] for column in COLUMNS]

    def _make_xlsx(self):
        stream = io.BytesIO()
        with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
            page = book.add_worksheet(self.env._("Movement of Metal")[:31])
            head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1})
            grams = book.add_format({"num_format": "0.0000"})
            line_fields = self.env["jewel.metal.sheet.line"].fields_get(
                ["location_id", "alloy_id", "measure"], ["string"]
            )
            labels = [field["string"] for field in line_fields.values()]
            page.write_row(0, 0, [*labels, *self._get_column_labels()], head)
            page.set_column(0, 1, 26)
            page.set_column(2, 2 + len(COLUMNS), 13)
            page.freeze_panes(1, 3)
            measures = dict(self.line_ids._fields["measure"]._description_selection(self.env))
            for number, line in enumerate(self.line_ids, start=1):
                page.write_row(
                    number,
                    0,
                    [line.location_id.name, line.alloy_id.name, measures[line.measure]],
                )
                page.write_row(number, 3, [line[column] for column in COLUMNS], grams)
        return stream.getvalue()


class JewelMetalSheetLine(models.TransientModel):
    _name = "jewel.metal.sheet.line"
    _description = "Row of the Movement of Metal"
    _order = "location_id, alloy_id, measure"

    sheet_id = fields.Many2one("jewel.metal.sheet", required=True, index=True, ondelete="cascade")
    location_id = fields.Many2one("stock.location", "Holder")
    location_name = fields.Char("Holder's Name", related="location_id.name")
    responsible_id = fields.Many2one(related="location_id.responsible_id")
    alloy_id = fields.Many2one("jewel.alloy")
    measure = fields.Selection([("gross", "Gross, g"), ("pure", "Pure, g")])
    opening = fields.Float(digits=WEIGHT_DIGITS)
    received = fields.Float("Received from Outside or Vault", digits=WEIGHT_DIGITS)
    passed_in = fields.Float("Taken Over in Work", digits=WEIGHT_DIGITS)
    surplus = fields.Float(digits=WEIGHT_DIGITS)
    returned = fields.Float("Issued, Returned", digits=WEIGHT_DIGITS)
    passed_out = fields.Float("Passed On in Work", digits=WEIGHT_DIGITS)
    sold = fields.Float(digits=WEIGHT_DIGITS)
    loss_norm = fields.Float("Loss within Norm", digits=WEIGHT_DIGITS)
    loss_over = fields.Float("Loss over Norm", digits=WEIGHT_DIGITS)
    other = fields.Float("Other (Net)", digits=WEIGHT_DIGITS)
    closing = fields.Float(digits=WEIGHT_DIGITS)


# opening + in − out = closing in every row: what no column names is in "other".
_SHEET_QUERY = """
WITH side AS (
    SELECT id, date, operation, location_dest_id AS place, alloy_id, 1 AS sign, is_over_norm,
           gross_weight, pure_weight
      FROM jewel_metal_entry
     WHERE location_dest_id IN %(places)s AND date < %(end)s AND company_id = %(company)s
       AND location_id != location_dest_id %(alloys)s
    UNION ALL
    SELECT id, date, operation, location_id, alloy_id, -1, is_over_norm,
           -gross_weight, -pure_weight
      FROM jewel_metal_entry
     WHERE location_id IN %(places)s AND date < %(end)s AND company_id = %(company)s
       AND location_id != location_dest_id %(alloys)s
), moved AS (
    SELECT place, alloy_id, measure, date, operation, sign, is_over_norm,
           CASE measure WHEN 'gross' THEN gross_weight ELSE pure_weight END AS grams
      FROM side CROSS JOIN (VALUES ('gross'), ('pure')) AS kinds (measure)
), summed AS (
    SELECT place AS location_id, alloy_id, measure,
           coalesce(sum(grams) FILTER (WHERE date < %(begin)s), 0) AS opening,
           coalesce(sum(grams) FILTER (WHERE date >= %(begin)s AND sign > 0
                    AND operation IN ('receipt', 'issue', 'return', 'pass')), 0) AS received,
           coalesce(sum(grams) FILTER (WHERE date >= %(begin)s AND sign > 0
                    AND operation IN ('weighing_in', 'weighing_out', 'findings')), 0) AS passed_in,
           coalesce(sum(grams) FILTER (WHERE date >= %(begin)s
                    AND operation = 'surplus'), 0) AS surplus,
           -coalesce(sum(grams) FILTER (WHERE date >= %(begin)s AND sign < 0
                    AND operation IN ('issue', 'return', 'pass')), 0) AS returned,
           -coalesce(sum(grams) FILTER (WHERE date >= %(begin)s AND sign < 0
                    AND operation IN ('weighing_in', 'weighing_out', 'findings')), 0) AS passed_out,
           -coalesce(sum(grams) FILTER (WHERE date >= %(begin)s
                    AND operation = 'sale'), 0) AS sold,
           -coalesce(sum(grams) FILTER (WHERE date >= %(begin)s
                    AND operation = 'loss' AND is_over_norm IS NOT TRUE), 0) AS loss_norm,
           -coalesce(sum(grams) FILTER (WHERE date >= %(begin)s
                    AND operation = 'loss' AND is_over_norm), 0) AS loss_over,
           sum(grams) AS closing
      FROM moved GROUP BY place, alloy_id, measure
)
SELECT *, closing - opening - received - passed_in - surplus + returned + passed_out + sold
            + loss_norm + loss_over AS other
  FROM summed WHERE opening != 0 OR closing != 0 OR received != 0 OR passed_in != 0
                 OR returned != 0 OR passed_out != 0 OR sold != 0 OR loss_norm != 0
                 OR loss_over != 0
"""
