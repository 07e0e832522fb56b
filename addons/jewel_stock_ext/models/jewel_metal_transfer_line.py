from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.jewel_base.const import WEIGHT_DIGITS

from ..const import FINENESS_DIGITS, FORMS, PURE_DIGITS
from ..metal import exact, pure
from ..weighing import doubts


class JewelMetalTransferLine(models.Model):
    """Some grams of an alloy on a sheet of issue or return."""

    _name = "jewel.metal.transfer.line"
    _description = "Metal on a Sheet"
    _order = "transfer_id, id"

    transfer_id = fields.Many2one(
        "jewel.metal.transfer", required=True, index=True, ondelete="cascade"
    )
    alloy_id = fields.Many2one("jewel.alloy", required=True, index=True, ondelete="restrict")
    form = fields.Selection(FORMS, required=True, default="granules")
    requested_weight = fields.Float("Asked for, g", digits=WEIGHT_DIGITS)
    gross_weight = fields.Float("Gross, g", digits=WEIGHT_DIGITS)
    fineness = fields.Float(
        "Fineness, ‰",
        digits=FINENESS_DIGITS,
        compute="_compute_fineness",
        store=True,
        readonly=False,
    )
    pure_weight = fields.Float("Pure, g", digits=PURE_DIGITS, compute="_compute_pure_weight")
    document = fields.Char("For", help="Number of the job or tree that it is for.")

    _weights_positive = models.Constraint(
        "CHECK(gross_weight >= 0 AND requested_weight >= 0)", "A weight cannot be negative."
    )

    @api.depends("alloy_id")
    def _compute_fineness(self):
        for line in self:
            line.fineness = line.alloy_id.fineness

    @api.depends("gross_weight", "fineness")
    def _compute_pure_weight(self):
        for line in self:
            line.pure_weight = float(line._get_pure())

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.transfer_id._jewel_check_draft()
        return lines

    def write(self, vals):
        """Neither taken from a sheet that was given, nor put on one."""
        self.transfer_id._jewel_check_draft()
        result = super().write(vals)
        self.transfer_id._jewel_check_draft()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_given(self):
        self.transfer_id._jewel_check_draft()

    def _get_gross(self):
        return exact(self.gross_weight)

    def _get_pure(self):
        fineness = min(max(exact(self.fineness, 1), Decimal(0)), Decimal(1000))
        return pure(self._get_gross(), fineness)

    def _get_doubts(self):
        """What looks like a slip after what was asked for."""
        gross = self._get_gross()
        if not gross:
            raise UserError(
                self.env._(
                    "%(transfer)s: enter the weight of %(alloy)s.",
                    transfer=self.transfer_id.name,
                    alloy=self.alloy_id.name,
                )
            )
        found = doubts(gross, exact(self.requested_weight), is_out=True)
        texts = {
            "heavier": self.env._("more than was asked for"),
            "point": self.env._("ten times more or less: is the comma in its place?"),
            "swapped": self.env._("two digits seem to have changed places"),
        }
        return [
            self.env._(
                "%(alloy)s, %(gross)s g after %(asked)s g: %(doubt)s.",
                alloy=self.alloy_id.name,
                gross=gross,
                asked=exact(self.requested_weight),
                doubt=texts[doubt],
            )
            for doubt in found
        ]

    def _prepare_entry_vals(self):
        """Values of the entry that this line posts when the taker has confirmed."""
        transfer = self.transfer_id
        return {
            "operation": transfer.kind,
            "location_id": transfer.location_id.id,
            "location_dest_id": transfer.location_dest_id.id,
            "alloy_id": self.alloy_id.id,
            "form": self.form,
            "gross_weight": self.gross_weight,
            "fineness": self.fineness,
            "owner_id": transfer.owner_id.id,
            "transfer_id": transfer.id,
            "ref": transfer.name,
            "note": self.document,
            "user_id": self.env.user.id,
            "company_id": transfer.company_id.id,
        }

    def _prepare_sheet_line(self):
        forms = dict(self._fields["form"]._description_selection(self.env))
        asked = exact(self.requested_weight)
        return {
            "alloy": self.alloy_id.name,
            "form": forms[self.form],
            "fineness": f"{exact(self.fineness, 1).normalize():f}",
            "requested": f"{asked:.4f}".replace(".", ",") if asked else "",
            "gross": f"{self._get_gross():.4f}".replace(".", ","),
            "pure": f"{self._get_pure():.4f}".replace(".", ","),
            "document": self.document or "",
        }
