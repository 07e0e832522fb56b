import base64

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import file_path

from .. import tag

FONT_FILE = "web/static/fonts/google/Roboto/Roboto-Regular.ttf"  # of Odoo itself, has Cyrillic


class JewelTagPrint(models.TransientModel):
    """Tags of the chosen pieces, all in one PDF."""

    _name = "jewel.tag.print"
    _description = "Print Tags"

    lot_ids = fields.Many2many(
        "stock.lot", string="Pieces", default=lambda self: self.env.context.get("active_ids")
    )
    size = fields.Selection(
        [("22x70", "22 × 70 mm"), ("25x35", "25 × 35 mm")], required=True, default="22x70"
    )
    with_price = fields.Boolean("Print the Price")
    pdf = fields.Binary(readonly=True, attachment=False)

    def action_print(self):
        """Draw the tags and note them as printed.

        :raise UserError: a tag would lack what the law demands; all such pieces are named
        """
        self.ensure_one()
        self.lot_ids.check_access("read")
        lots = self.lot_ids.sudo()
        if not lots:
            raise UserError(self.env._("Choose the pieces."))
        if gaps := [gap for lot in lots for gap in lot._get_tag_gaps()]:
            raise UserError("\n".join(gaps))
        self.pdf = base64.b64encode(self._make_pdf(lots))
        lots.tag_printed_on = fields.Datetime.now()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/pdf/tags-{self.size}.pdf?download=true",
            "close": True,
        }

    def _make_pdf(self, lots):
        tag.use_font(file_path(FONT_FILE))
        return tag.draw_tags([lot._prepare_tag(self.with_price) for lot in lots], self.size)
