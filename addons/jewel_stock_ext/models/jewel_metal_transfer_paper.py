from odoo import fields, models


class JewelMetalTransfer(models.Model):
    """The sheet on paper: M-11 for an issue, return sheet otherwise."""

    _inherit = "jewel.metal.transfer"

    def action_print(self):
        """The sheet: M-11 for an issue, return sheet otherwise."""
        return self.env.ref("jewel_stock_ext.action_report_metal_transfer").report_action(self)

    def _prepare_sheet(self):
        """Plain values for the sheet."""
        self.ensure_one()
        company = self.company_id
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return {
            "title": kinds[self.kind],
            "kind": self.kind,
            "name": self.name,
            "date": fields.Datetime.context_timestamp(self, self.date).strftime("%d.%m.%Y %H:%M"),
            "company": company.name,
            "giver": self.location_id.name or "",
            "taker": self.location_dest_id.name or "",
            "issued_by": self.issued_by_id.name or "",
            "received_by": self.received_by_id.name or "",
            "is_client_metal": self.is_client_metal,
            "scale_no": self.scale_no or "",
            "note": self.note or "",
            "lines": [line._prepare_sheet_line() for line in self.line_ids],
            "gross": f"{sum(line._get_gross() for line in self.line_ids):.4f}".replace(".", ","),
            "pure": f"{sum(line._get_pure() for line in self.line_ids):.4f}".replace(".", ","),
        }
