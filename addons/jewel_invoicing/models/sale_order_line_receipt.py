from decimal import Decimal

from odoo import models

from ..sales_receipt import grams_text, number_text
from .jewel_bank_invoice_mixin import exact, roubles


class SaleOrderLine(models.Model):
    """What a sales receipt says about goods."""

    _inherit = "sale.order.line"

    def _prepare_receipt_vals(self):
        """Texts of the line for the paper; amounts with taxes."""
        self.ensure_one()
        marks = self._get_item_marks()
        quantity, gross = Decimal(str(self.product_uom_qty)), self._get_receipt_gross()
        discount = self._get_receipt_discount()
        is_piece = self._is_receipt_piece()
        return {
            "name": self._get_receipt_name(),
            "article": marks["article"],
            "alloy": self._get_receipt_alloy() if is_piece else "",
            "details": self._get_receipt_details(),
            "uins": marks["uins"],
            "inserts": self._get_receipt_inserts(),
            "grams": grams_text(marks["grams"]) if is_piece else "",
            "quantity": number_text(quantity),
            "unit": self._get_receipt_unit(),
            "price": roubles(exact(gross / quantity)),
            "discount": roubles(discount) if discount else "",
            "amount": roubles(exact(self.price_total)),
        }

    def _get_receipt_unit(self):
        """шт., пара: the way a paper writes a unit after a number."""
        unit = self.product_uom_id
        pieces = self.env["ir.model.data"]._xmlid_to_res_id("uom.product_uom_unit")
        return self.env._("pcs") if unit.id == pieces else (unit.name or "").lower()

    def _get_receipt_name(self):
        """The first line of what the order says, without the article, which has its own column."""
        name = (self.item_description or self.name or self.product_id.name).split("\n")[0]
        return name.removeprefix(f"[{self.product_id.default_code}] ")

    def _get_receipt_alloy(self):
        """Золото белое 585, with the fineness said once."""
        alloy = self.alloy_id or self.product_id.alloy_id
        fineness = f"{alloy.fineness:g}" if alloy else ""
        if not alloy or fineness in alloy.name:
            return alloy.name or ""
        return self.env._("%(alloy)s, fineness %(fineness)s", alloy=alloy.name, fineness=fineness)

    def _get_receipt_details(self):
        """Size and engraving, by which the buyer knows his piece."""
        details = [
            (self.item_size, self.env._("size %s", self.item_size)),
            (self.engraving, self.env._("engraving «%s»", self.engraving)),
        ]
        return ", ".join(text for value, text in details if value)

    def _get_receipt_inserts(self):
        """Inserts as on the tag; of a piece of no catalogue, its composition."""
        return "; ".join(self._get_set_notations()) or self.composition or ""

    def _get_receipt_gross(self):
        """Roubles of the line before its discount, with taxes."""
        if not self.discount:
            return exact(self.price_total)
        taxes = self.tax_ids.compute_all(
            self.price_unit,
            currency=self.currency_id,
            quantity=self.product_uom_qty,
            product=self.product_id,
            partner=self.order_id.partner_shipping_id,
        )
        return exact(taxes["total_included"])

    def _get_receipt_discount(self):
        return self._get_receipt_gross() - exact(self.price_total)

    # === WHAT IS MISSING === #

    def _is_receipt_piece(self):
        """Whether the line sells jewellery, which has fineness, mass and article."""
        return self._is_jewel_line() and not self.product_id.is_jewel_accessory

    def _lacks_uin(self):
        uins = self._get_item_marks()["uins"]
        return self._is_receipt_piece() and self.product_id.uin_required and not uins

    def _get_receipt_gaps(self):
        """What the receipt must say of the goods and nobody has entered, with where to do it."""
        env, marks = self.env, self._get_item_marks()
        alloy = self.alloy_id or self.product_id.alloy_id
        grams, article, price = marks["grams"], marks["article"], self._get_receipt_gross()
        checks = [(price, env._("price (line of the order)"))]
        if self._is_receipt_piece():
            checks += [
                (alloy.fineness, env._("fineness (alloy in the specification of the line)")),
                (grams, env._("mass (weigh it: its job, lot or card of the product)")),
                (article, env._("article (card of the product)")),
            ]
        return [words for value, words in checks if not value]
