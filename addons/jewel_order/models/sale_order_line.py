from decimal import Decimal

from odoo import api, fields, models

from odoo.addons.jewel_base.assay import weight


class SaleOrderLine(models.Model):
    _name = "sale.order.line"
    _inherit = ["jewel.item.spec.mixin", "sale.order.line"]

    sketch_ids = fields.Many2many(relation="sale_order_line_jewel_sketch_rel")

    @api.model_create_multi
    def create(self, vals_list):
        # Before the line exists: in a confirmed order its creation starts the job at once.
        return super().create([{**vals, **self._deal_spec_for(vals)} for vals in vals_list])

    def _deal_spec_for(self, vals):
        """The specification of the deal for a new line that has none of its own."""
        if any(vals.get(fname) for fname in self._item_spec_fields()):
            return {}
        line = self.new({key: vals.get(key) for key in ("order_id", "product_id", "display_type")})
        line.is_downpayment = vals.get("is_downpayment")
        deal = line.order_id.opportunity_id.sudo()
        return deal._prepare_item_spec_vals() if deal and line._is_jewel_line() else {}

    def _take_deal_spec(self):
        """Fill the lines that have no specification from the deal of their order."""
        for line in self.filtered(lambda line: line._is_jewel_line() and not line._has_item_spec()):
            line.write(line.order_id.opportunity_id.sudo()._prepare_item_spec_vals())

    def action_jewel_open_spec(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Specification of the Piece"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(self.env.ref("jewel_order.sale_order_line_view_form_spec").id, "form")],
            "target": "new",
        }

    def _is_jewel_line(self):
        """Whether the line is for a thing: not a note, a service or a down payment."""
        return bool(
            not self.display_type
            and not self.is_downpayment
            and self.product_id
            and self.product_id.type == "consu"
        )

    def _get_item_marks(self):
        """Hook: what scales and tags say of the pieces that this line sells.

        :return: dict with ``article``, ``grams`` (mass of all its pieces together, `Decimal`, 0
            when not known), ``uins`` (their unique identification numbers)
        """
        self.ensure_one()
        product = self.product_id
        return {
            "article": product.default_code or "",
            "grams": weight(product.gross_weight) * Decimal(str(self.product_uom_qty)),
            "uins": [],
        }

    def _get_set_notations(self):
        """Hook: inserts of the pieces that this line sells, each as a tag writes it.

        :return: list of texts; by default the inserts of the model
        """
        self.ensure_one()
        return self.product_id.insert_ids.filtered("tag_notation").mapped("tag_notation")

    def _set_exact_total(self, total):
        """Make this line cost exactly ``total``, its taxes included; see the order's method."""
        self.ensure_one()
        quantity = self.product_uom_qty or 1
        # A technical price of its own tells core that a person has set the price: core keeps it.
        self.write({"price_unit": total / quantity, "technical_price_unit": -1, "discount": 0})
        if self.currency_id.compare_amounts(self.price_total, total) != 0:
            self.write(self._prepare_taxes_inside_vals(total))

    def _prepare_taxes_inside_vals(self, total):
        """Price without taxes and amounts of taxes that add up to ``total``."""
        taxes = self.env["account.tax"]
        company = self.company_id or self.env.company
        base_line = self._prepare_base_line_for_taxes_computation(special_mode="total_included")
        taxes._add_tax_details_in_base_line(base_line, company)
        taxes._round_base_lines_tax_details([base_line], company)
        self._settle_rest(base_line, company, total)
        taxes._fix_base_lines_tax_details_on_manual_tax_amounts([base_line], company)
        return {
            "price_unit": base_line["price_unit"],
            "extra_tax_data": taxes._export_base_line_extra_tax_data(base_line),
        }

    def _settle_rest(self, base_line, company, total):
        """Put the kopeck that rounding has left over into the amount without taxes."""
        details = base_line["tax_details"]
        rate = base_line["rate"] or 1
        for suffix, currency, target in (
            ("_currency", self.currency_id, total),
            ("", company.currency_id, total / rate),
        ):
            taxes = sum(tax[f"tax_amount{suffix}"] for tax in details["taxes_data"])
            excluded = currency.round(target - taxes)
            rest = excluded - details[f"total_excluded{suffix}"]
            details[f"total_excluded{suffix}"] = excluded
            details[f"delta_total_excluded{suffix}"] = 0
            for tax in details["taxes_data"]:
                tax[f"base_amount{suffix}"] = currency.round(tax[f"base_amount{suffix}"] + rest)
        base_line["price_unit"] = details["total_excluded_currency"] / base_line["quantity"]
