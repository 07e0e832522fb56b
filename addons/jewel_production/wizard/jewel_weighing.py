from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.jewel_base.const import CARAT_DIGITS, WEIGHT_DIGITS
from odoo.addons.jewel_stock_ext.metal import Passage, exact, split_loss
from odoo.addons.jewel_stock_ext.weighing import doubts, parse_weight

from ..models.mrp_workorder_metal import METAL_FIELDS


class JewelWeighing(models.TransientModel):
    """The pad that asks for the weight, and asks again when the number looks like a slip."""

    _name = "jewel.weighing"
    _description = "Weighing"

    workorder_id = fields.Many2one("mrp.workorder", "Work", required=True, readonly=True)
    kind = fields.Selection([("in", "In"), ("out", "Out")], required=True, readonly=True)
    weight_text = fields.Char("Weight, g")
    weight_previous = fields.Float(
        "Weighed before, g", compute="_compute_weight_previous", digits=(16, 4)
    )
    metal_solder = fields.Float("Solder Added, g", digits=WEIGHT_DIGITS)
    metal_findings = fields.Float("Findings Added, g", digits=WEIGHT_DIGITS)
    metal_carats = fields.Float("Stones Set, ct", digits=CARAT_DIGITS)
    metal_scrap = fields.Float("Scrap, g", digits=WEIGHT_DIGITS)
    metal_filings = fields.Float("Filings, g", digits=WEIGHT_DIGITS)
    doubt = fields.Text(readonly=True)
    doubted_text = fields.Char(readonly=True)

    @api.depends("workorder_id", "kind")
    def _compute_weight_previous(self):
        for wizard in self:
            order = wizard._jewel_order()
            wizard.weight_previous = order._jewel_previous_weight(wizard.kind)

    def _jewel_order(self):
        """The work order as superuser; who may not see it learns no weight of it."""
        self.workorder_id.check_access("read")
        return self.workorder_id.sudo()

    def action_weigh(self):
        """Keep the weight and go on, or show the pad again with what looks wrong."""
        self.ensure_one()
        weight = self._parse()
        if self.doubted_text != self.weight_text and (doubt := self._get_doubt(weight)):
            self.write({"doubt": doubt, "doubted_text": self.weight_text})
            return self._reopen()
        order = self.workorder_id._jewel_bench()
        if order:
            order._jewel_check_ready()
            if self.kind == "out":
                order.write({fname: self[fname] for fname in METAL_FIELDS})
            order._jewel_weigh(self.kind, weight)
        return self._go_on()

    def action_without(self):
        """Go on, the weight stays empty: work must not stand still for scales out of order."""
        self.ensure_one()
        return self._go_on()

    def _go_on(self):
        order = self.workorder_id.with_context(jewel_no_weighing=True)
        if self.kind == "in":
            order.action_jewel_start()
        else:
            order.action_jewel_finish()
        return {"type": "ir.actions.act_window_close"}

    def _reopen(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jewel_production.jewel_weighing_action"
        )
        return {**action, "res_id": self.id}

    def _parse(self):
        try:
            return parse_weight(self.weight_text)
        except ValueError:
            raise UserError(
                self.env._(
                    "“%s” is no weight. Type grams, for example 12,345: above zero, "
                    "at most four digits after the comma.",
                    self.weight_text or "",
                )
            ) from None

    def _get_doubt(self, weight):
        """Questions to the jeweller, or nothing."""
        passage = self._get_passage(weight)
        expected = passage.expected if passage else exact(self.weight_previous)
        found = doubts(weight, expected, is_out=self.kind == "out")
        texts = {
            "heavier": self.env._("It is heavier than it went in."),
            "point": self.env._("It is ten times more or less: is the comma in its place?"),
            "swapped": self.env._("Two digits seem to have changed places."),
        }
        lines = [texts[doubt] for doubt in found]
        return "\n".join([*lines, *(self._get_loss_doubts(passage) if passage else ())])

    def _get_passage(self, weight):
        """Masses of the whole passage at the second weighing of a piece that was weighed in."""
        order = self._jewel_order()
        if self.kind == "in" or not order.weight_in:
            return None
        grams = [exact(self[fname]) for fname in METAL_FIELDS if fname != "metal_carats"]
        solder, findings, scrap, filings = grams
        carats = exact(self.metal_carats, 3)
        return Passage(exact(order.weight_in), weight, solder, findings, carats, scrap, filings)

    def _get_loss_doubts(self, passage):
        """A loss over the norm is asked about before it is booked."""
        order = self._jewel_order()
        norm = order._get_loss_norm() if order.production_id.alloy_id else None
        if not norm:
            return []
        base = order._get_loss_base(passage, norm)
        _within, over = split_loss(passage.loss, base, norm._get_percent())
        if not over:
            return []
        return [
            self.env._(
                "%(loss)s g are lost, %(allowed)s g are allowed. Have filings and scrap been "
                "weighed?",
                loss=exact(passage.loss),
                allowed=exact(passage.loss - over),
            )
        ]
