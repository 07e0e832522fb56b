from odoo import models
from odoo.exceptions import UserError, ValidationError


class JewelMetalTransfer(models.Model):
    """What is asked, and what is refused, before a signature."""

    _inherit = "jewel.metal.transfer"

    def _jewel_ask(self, step):
        """The question to the user, when there is one: doubts about weights, or a PIN."""
        self.ensure_one()
        self.check_access("read")
        transfer = self.sudo()
        end = "from" if step == "issue" else "to"
        person = transfer._jewel_end(end)
        doubt = transfer._get_doubt() if step == "issue" else ""
        needs_pin = person and person != self.env.user and self._jewel_is_keeper()
        if not doubt and not needs_pin:
            return None
        transfer._jewel_check_ready()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jewel_stock_ext.jewel_metal_confirm_action"
        )
        return {
            **action,
            "context": {
                "default_transfer_id": self.id,
                "default_step": step,
                "default_doubt": doubt,
            },
        }

    def _get_doubt(self):
        """What looks wrong in the weights, in words; empty when nothing does."""
        lines = [doubt for line in self.line_ids for doubt in line._get_doubts()]
        return "\n".join([*lines, *self._get_balance_doubts()])

    def _get_balance_doubts(self):
        """More of our metal than the giver has by the book."""
        return [
            self.env._(
                "%(holder)s has %(has)s g of %(alloy)s by the book, and %(gives)s g are given.",
                holder=self.location_id.name,
                has=has,
                alloy=alloy.name,
                gives=gives,
            )
            for alloy, gives, has in self._get_shortages()
            if not self.owner_id
        ]

    def _get_shortages(self):
        """(alloy, grams given, grams there) where more is given than the giver has.

        What he has given already and nobody has confirmed yet is his by the book only.
        """
        balances = self.env["jewel.metal.balance"]
        found = []
        for alloy, lines in self.line_ids.grouped("alloy_id").items():
            gives = sum(line._get_gross() for line in lines)
            has = balances._get_balance(self.location_id, alloy, self.owner_id)["gross"]
            if self.state == "draft":
                has -= self._get_given(alloy)
            if gives > has:
                found.append((alloy, gives, has))
        return found

    def _get_given(self, alloy):
        """Grams of ``alloy`` on the giver's other sheets that wait for the taker."""
        domain = [
            ("transfer_id.state", "=", "issued"),
            ("transfer_id.location_id", "=", self.location_id.id),
            ("transfer_id.owner_id", "=", self.owner_id.id),
            ("transfer_id.company_id", "=", self.company_id.id),
            ("alloy_id", "=", alloy.id),
        ]
        waiting = self.env["jewel.metal.transfer.line"].search(domain)
        return sum(line._get_gross() for line in waiting)

    def _jewel_check_ready(self):
        """Both ends have a holder, and there is something to give."""
        for transfer in self:
            ends = [("issue", transfer.from_user_id), ("return", transfer.to_user_id)]
            for at_vault, person in ends:
                if transfer.kind != at_vault:
                    transfer._jewel_check_person(person)
            transfer.invalidate_recordset(["location_id", "location_dest_id"])
            transfer._compute_ends()
            if transfer.location_id == transfer.location_dest_id:
                raise ValidationError(
                    self.env._("%s: metal cannot be given to who has it.", transfer.name)
                )
            if not transfer.line_ids:
                raise UserError(
                    self.env._("%s: enter what is given, and its weight.", transfer.name)
                )
            transfer._jewel_check_owner()

    def _jewel_check_person(self, person):
        if not person:
            raise UserError(self.env._("%s: choose the master.", self.name))
        person._require_metal_location(self.company_id)

    def _jewel_check_owner(self):
        """A client's metal is never made up for with ours, nor with another client's."""
        for alloy, gives, has in self._get_shortages() if self.owner_id else ():
            raise UserError(
                self.env._(
                    "%(transfer)s: %(holder)s holds %(has)s g of %(alloy)s of this client, and "
                    "%(gives)s g are to be given. A client's metal is not mixed with other metal.",
                    transfer=self.name,
                    holder=self.location_id.name,
                    has=has,
                    alloy=alloy.name,
                    gives=gives,
                )
            )
