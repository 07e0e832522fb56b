from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.jewel_base.const import WEIGHT_DIGITS


class StockLot(models.Model):
    _inherit = "stock.lot"

    final_weight = fields.Float(
        "Weight, g", digits=WEIGHT_DIGITS, help="Mass of the piece, or of the pieces of a lot."
    )
    uin = fields.Char(
        "UIN",
        copy=False,
        help="Unique identification number of the piece, 16 digits, as on the tag.",
    )

    _uin_uniq = models.UniqueIndex(
        "(uin) WHERE uin <> ''", "Another piece has this UIN already: check the tag."
    )

    @api.constrains("uin")
    def _check_uin(self):
        for lot in self.filtered("uin"):
            if not (lot.uin.isascii() and lot.uin.isdigit() and len(lot.uin) == 16):
                raise ValidationError(
                    self.env._(
                        "UIN %(uin)s of %(lot)s is wrong: it has 16 digits. Check the tag.",
                        uin=lot.uin,
                        lot=lot.name,
                    )
                )
