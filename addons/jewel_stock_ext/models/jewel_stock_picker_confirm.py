from decimal import InvalidOperation

from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain
from odoo.tools import SQL, float_round

from ..metal import exact


class JewelStockPicker(models.AbstractModel):
    """What was chosen becomes a transfer of Odoo, or a sheet of metal: no other way to stock."""

    _inherit = "jewel.stock.picker"

    @api.model
    def picker_confirm(self, operation, product_id, quantity, **chosen):
        """Do the operation.

        :param operation: key of `_picker_operations`
        :param quantity: in the item's unit
        :param chosen: ``user_id`` (the master), ``place_id`` (where to), ``production_id``
        :return: {"text": what has been done, "action": what is still asked, or nothing}
        :raises UserError: nothing was chosen, or there is less than that
        """
        production_id = chosen.get("production_id")
        self = self._picker_enter(production_id)
        operations = {row["key"]: row for row in self._picker_operations(production_id)}
        if operation not in operations:
            raise ValidationError(self.env._("There is no operation “%s”.", operation))
        product = self.env["product.product"].search(
            self._picker_domain() & Domain("id", "=", int(product_id))
        )
        if not product:
            raise UserError(self.env._("This item is not kept in stock any more: choose another."))
        amount = self._picker_amount(product, quantity)
        chosen = self._picker_chosen(operations[operation], chosen)
        if product.is_metal and operation in ("issue", "return"):
            return self._picker_do_metal(operation, product, amount, chosen)
        return getattr(self, f"_picker_do_{operation}")(product, amount, chosen)

    @api.model
    def _picker_amount(self, product, quantity):
        """The quantity as a `Decimal` in steps of the unit."""
        try:
            amount = exact(float(quantity))
        except (TypeError, ValueError, InvalidOperation) as error:
            raise UserError(self.env._("“%s” is no quantity.", quantity)) from error
        if not amount.is_finite() or not 0 < amount < 10**9:
            raise UserError(
                self.env._("%s: the quantity must be above zero.", product.display_name)
            )
        step = product.uom_id._jewel_step()
        whole = float_round(float(amount), precision_rounding=step)
        if product.uom_id.compare(whole, float(amount)):
            raise UserError(
                self.env._(
                    "%(item)s is counted in whole steps of %(step)s %(unit)s.",
                    item=product.display_name,
                    step=step,
                    unit=product.uom_id.name,
                )
            )
        return amount

    @api.model
    def _picker_chosen(self, row, chosen):
        """Records of the person and the place, checked against what the screen offers."""
        people = {person["id"] for person in self._picker_people()}
        places = {place["id"] for place in self._picker_places()}
        user_id, place_id = chosen.get("user_id"), chosen.get("place_id")
        if row["asks"] == "person" and user_id not in people:
            raise UserError(self.env._("Choose the master."))
        if row["asks"] == "place" and place_id not in places:
            raise UserError(self.env._("Choose the place where it goes."))
        return {
            "user": self.env["res.users"].browse(user_id or []),
            "place": self.env["stock.location"].browse(place_id or []),
            "production_id": chosen.get("production_id"),
        }

    # === METAL === #

    @api.model
    def _picker_do_metal(self, operation, product, amount, chosen):
        """A sheet of the ledger; its own doors ask about doubts and for the PIN."""
        end = "to_user_id" if operation == "issue" else "from_user_id"
        sheet = self.env["jewel.metal.transfer"].create(
            {
                "kind": operation,
                end: chosen["user"].id,
                "line_ids": [Command.create(self._prepare_metal_line(product, amount, chosen))],
            }
        )
        answer = sheet.action_issue()
        return {
            "text": self.env._(
                "%(sheet)s: %(amount)s g of %(alloy)s, %(person)s",
                sheet=sheet.name,
                amount=format(amount.normalize(), "f"),
                alloy=product.alloy_id.name,
                person=chosen["user"].name,
            ),
            "action": answer if isinstance(answer, dict) else False,
        }

    @api.model
    def _prepare_metal_line(self, product, amount, chosen):
        return {"alloy_id": product.alloy_id.id, "gross_weight": float(amount)}

    # === GOODS === #

    @api.model
    def _picker_vault(self):
        return self.env["stock.location"]._jewel_get_holder("vault").sudo(self.env.su)

    @api.model
    def _picker_do_issue(self, product, amount, chosen):
        bench = chosen["user"]._make_metal_location().sudo(self.env.su)
        return self._picker_transfer(
            "internal", product, amount, (self._picker_vault(), bench), chosen
        )

    @api.model
    def _picker_do_return(self, product, amount, chosen):
        bench = chosen["user"]._make_metal_location().sudo(self.env.su)
        return self._picker_transfer(
            "internal", product, amount, (bench, self._picker_vault()), chosen
        )

    @api.model
    def _picker_do_move(self, product, amount, chosen):
        vault = self._picker_vault()
        if chosen["place"] == vault:
            raise UserError(
                self.env._("%s is where it lies: choose another place.", vault.display_name)
            )
        return self._picker_transfer("internal", product, amount, (vault, chosen["place"]), chosen)

    @api.model
    def _picker_do_receipt(self, product, amount, chosen):
        supplier = self.env["stock.location"]._jewel_get_holder("supplier").sudo(self.env.su)
        return self._picker_transfer(
            "incoming", product, amount, (supplier, self._picker_vault()), chosen
        )

    @api.model
    def _picker_do_scrap(self, product, amount, chosen):
        if product.is_metal:
            raise UserError(
                self.env._(
                    "%s is not written off by hand: losses are weighed and explained.",
                    product.display_name,
                )
            )
        vault = self._picker_vault()
        self._picker_check_there(product, amount, vault)
        scrap = self.env["stock.scrap"].create(
            {
                "product_id": product.id,
                "scrap_qty": float(amount),
                "location_id": vault.id,
                "company_id": self.env.company.id,
                **self._prepare_picker_vals(chosen),
            }
        )
        answer = scrap.action_validate()
        return self._picker_answer(scrap.name, product, amount, answer)

    @api.model
    def _picker_check_there(self, product, amount, place):
        """Nothing goes below zero, not even when two take the last ones at the same moment."""
        self._picker_lock(product, place)
        there = product.with_context(location=place.id).qty_available
        if product.uom_id.compare(float(amount), there) > 0:
            raise UserError(
                self.env._(
                    "%(place)s has %(there)s %(unit)s of %(item)s, and %(asked)s are asked for.",
                    place=place.display_name,
                    there=there,
                    unit=product.uom_id.name,
                    item=product.display_name,
                    asked=format(amount.normalize(), "f"),
                )
            )

    @api.model
    def _picker_lock(self, product, place):
        """Core steps over rows that are locked; whoever waits here is repeated, and counts anew."""
        self.env["stock.quant"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                SELECT quant.id FROM stock_quant quant
                  JOIN stock_location at ON at.id = quant.location_id
                 WHERE quant.product_id = %s AND at.parent_path LIKE %s
                 ORDER BY quant.id FOR NO KEY UPDATE OF quant
                """,
                product.id,
                f"{place.parent_path}%",
            )
        )

    @api.model
    def _prepare_picker_vals(self, chosen):
        """Hook: what else the transfer or the write-off is to say, beside goods and places."""
        return {}

    @api.model
    def _picker_transfer(self, code, product, amount, places, chosen):
        """A transfer of core, done at once; core asks when it wants to know more (a lot)."""
        source, dest = places
        if source.usage == "internal":
            self._picker_check_there(product, amount, source)
        # The warehouse's own types: core hides that of internal transfers, and has more of them.
        house = self.env["stock.warehouse"].search(
            [("company_id", "=", self.env.company.id)], limit=1
        )
        kind = house.in_type_id if code == "incoming" else house.int_type_id
        ends = {"location_id": source.id, "location_dest_id": dest.id}
        move = {
            **ends,
            "product_id": product.id,
            "product_uom_qty": float(amount),
            "product_uom": product.uom_id.id,
        }
        picking = self.env["stock.picking"].create(
            {
                **ends,
                **self._prepare_picker_vals(chosen),
                "picking_type_id": kind.id,
                "move_ids": [Command.create(move)],
            }
        )
        picking.action_confirm()
        picking.action_assign()
        if product.tracking != "none" and code == "incoming":
            return self._picker_answer(
                picking.name, product, amount, picking._get_records_action(target="current")
            )
        picking.move_ids.write({"quantity": float(amount), "picked": True})
        return self._picker_answer(picking.name, product, amount, picking.button_validate())

    @api.model
    def _picker_answer(self, document, product, amount, answer):
        return {
            "text": self.env._(
                "%(document)s: %(item)s, %(amount)s %(unit)s",
                document=document,
                item=product.name,
                amount=format(amount.normalize(), "f"),
                unit=product.uom_id.name,
            ),
            "action": answer if isinstance(answer, dict) else False,
        }
