from odoo import api, fields, models


class JewelPayRequestLine(models.Model):
    """One thing that the client pays for, as he sees it."""

    _name = "jewel.pay.request.line"
    _description = "Line of a Pay Request"
    _order = "sequence, id"

    request_id = fields.Many2one("jewel.pay.request", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    name = fields.Text("Description", required=True)
    image = fields.Image("Picture", max_width=1024, max_height=1024)
    product_id = fields.Many2one("product.product", index="btree_not_null", ondelete="restrict")
    sale_line_id = fields.Many2one(
        "sale.order.line", index="btree_not_null", ondelete="set null", copy=True, readonly=True
    )
    alloy_id = fields.Many2one("jewel.alloy", ondelete="restrict")
    item_size = fields.Char("Size")
    engraving = fields.Char()
    composition = fields.Text("Inserts")
    quantity = fields.Float(digits="Product Unit", default=1, required=True)
    # Finer than money: three pieces may cost 25,000.00 together.
    price_unit = fields.Float("Price", digits=(16, 6), help="With all taxes.")
    amount = fields.Monetary(compute="_compute_amount", store=True)
    currency_id = fields.Many2one(related="request_id.currency_id")
    is_individual = fields.Boolean(
        "Individual",
        help="Made to this client's wish (engraving, size, design): it cannot be returned only"
        " because he has changed his mind. The client is told so before he pays.",
    )

    _quantity_positive = models.Constraint("CHECK(quantity > 0)", "The quantity must be positive.")
    _price_not_negative = models.Constraint(
        "CHECK(price_unit >= 0)", "The price cannot be negative."
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.request_id._check_editable(["line_ids"])
        return lines

    def write(self, vals):
        self.request_id._check_editable(["line_ids"])
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_of_drafts(self):
        self.request_id._check_editable(["line_ids"])

    @api.depends("quantity", "price_unit")
    def _compute_amount(self):
        for line in self:
            line.amount = line.currency_id.round(line.quantity * line.price_unit)
