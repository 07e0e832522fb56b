from odoo import fields, models


class StockMove(models.Model):
    """A piece that leaves for a customer is sold with its УИН; one that comes back is not."""

    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        done = super()._action_done(cancel_backorder=cancel_backorder)
        lines = done.sudo().move_line_ids.filtered("lot_id.uin")
        sold = lines.filtered(lambda line: line.location_dest_id.usage == "customer")
        back = lines.filtered(lambda line: line.location_id.usage == "customer")
        sold.lot_id.uin_sold_on = fields.Datetime.now()
        (back.lot_id - sold.lot_id).uin_sold_on = False
        return done
