from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from odoo.addons.jewel_base.const import CARAT_DIGITS

from ..stone import STONE_HOLDERS, STONE_OPERATIONS, balance_fault, carats_of


class JewelStoneEntry(models.Model):
    """Stones of a lot that went from one holder to another. Never changed, only reversed.

    Pieces and carats go together; each row takes from one holder what it gives to another.
    """

    _name = "jewel.stone.entry"
    _inherit = "jewel.append.only.mixin"
    _description = "Movement of Stones"
    _order = "date desc, id desc"
    _rec_name = "ref"

    date = fields.Datetime(required=True, index=True, default=fields.Datetime.now)
    operation = fields.Selection(STONE_OPERATIONS, required=True)
    lot_id = fields.Many2one("stock.lot", "Stones", required=True, index=True, ondelete="restrict")
    stone_name = fields.Char("Stone", compute="_compute_stone_name", compute_sudo=True)
    location_id = fields.Many2one(
        "stock.location", "From", required=True, index=True, ondelete="restrict"
    )
    location_dest_id = fields.Many2one(
        "stock.location", "To", required=True, index=True, ondelete="restrict"
    )
    pieces = fields.Integer(required=True)
    carats = fields.Float(digits=CARAT_DIGITS, required=True)
    is_client_stone = fields.Boolean("Client's Stones", required=True, default=False)
    user_id = fields.Many2one(
        "res.users",
        "Booked by",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    ref = fields.Char("Document", index="trigram")
    note = fields.Char()
    reversed_entry_id = fields.Many2one(
        "jewel.stone.entry", "Reverses", index="btree_not_null", ondelete="restrict"
    )
    reversal_ids = fields.One2many("jewel.stone.entry", "reversed_entry_id", "Reversed by")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company,
    )

    _sane = models.Constraint(
        "CHECK(pieces >= 0 AND carats >= 0 AND pieces + carats > 0"
        " AND (pieces > 0 AND carats > 0 OR operation IN ('inventory', 'reversal'))"
        " AND location_id != location_dest_id)",
        "Stones are moved in pieces and carats, from one holder to another.",
    )
    _reversed_once = models.UniqueIndex(
        "(reversed_entry_id) WHERE reversed_entry_id IS NOT NULL",
        "This movement has been reversed already.",
    )

    @api.depends("lot_id.name", "lot_id.stone_text")
    def _compute_stone_name(self):
        for entry in self:
            entry.stone_name = f"{entry.lot_id.name}: {entry.lot_id.stone_text}"

    # === THE DOOR === #

    @api.model
    def _jewel_post(self, vals_list):
        """Post movements, all or none.

        :param vals_list: as for `create`: operation, lot, from, to, pieces, carats
        :return: the entries, as superuser
        :raise UserError: stones that are no stones, or more than a holder has
        """
        return self.sudo().create(vals_list)

    @api.model_create_multi
    def create(self, vals_list):
        self.browse().check_access("create")
        lots = self.env["stock.lot"].sudo().browse({vals["lot_id"] for vals in vals_list})
        lots._jewel_take_turn()
        entries = super().create([self._prepare_entry_vals(vals) for vals in vals_list])
        entries.sudo()._jewel_check_posted()
        entries.sudo()._post_jewel_entries()
        return entries

    @api.model
    def _prepare_entry_vals(self, vals):
        lot = self.env["stock.lot"].sudo().browse(vals["lot_id"])
        pieces, carats = vals.get("pieces") or 0, carats_of(vals.get("carats"))
        if not lot.jewel_stone_id:
            raise UserError(self.env._("%s is no lot of stones.", lot.display_name))
        if lot.stone_kind == "single" and (pieces, carats) != (1, carats_of(lot.stone_carats)):
            raise UserError(
                self.env._(
                    "%(lot)s is one stone of %(carats)s ct: it is moved as a whole.",
                    lot=lot.name,
                    carats=carats_of(lot.stone_carats),
                )
            )
        is_correction = vals.get("operation") in ("inventory", "reversal")
        if min(pieces, carats) < 0 or not (pieces and carats or is_correction):
            raise UserError(self.env._("Of %s enter pieces and carats, both above zero.", lot.name))
        return {
            **vals,
            "pieces": pieces,
            "carats": float(carats),
            "is_client_stone": lot.is_client_stone,
        }

    def _jewel_check_posted(self):
        for entry in self:
            for place in entry.location_id | entry.location_dest_id:
                entry._check_stone_holder(place)
        for lot, place, pieces, carats in self._get_touched_balances():
            fault = balance_fault(pieces, carats)
            if fault == "short":
                raise UserError(self._get_short_refusal(lot, place, pieces, carats))
            if fault == "residue":
                raise UserError(
                    self.env._(
                        "At %(place)s there would be %(pieces)s pieces of %(lot)s with "
                        "%(carats)s ct: weigh what is left, or move all of it.",
                        place=place.display_name,
                        pieces=pieces,
                        lot=lot.name,
                        carats=carats,
                    )
                )

    def _check_stone_holder(self, place):
        if not place.metal_holder:
            raise UserError(
                self.env._("%s holds no stones: nobody there answers for them.", place.display_name)
            )
        if place.company_id and place.company_id != self.company_id:
            raise UserError(self.env._("%s belongs to another company.", place.display_name))

    def _get_short_refusal(self, lot, place, pieces, carats):
        """What is missing, in words; ``pieces`` and ``carats`` are the balance as it would be."""
        mine = self.filtered(lambda entry: entry.lot_id == lot and entry.location_id == place)
        had_pieces = pieces + sum(mine.mapped("pieces"))
        had_carats = carats + sum(carats_of(entry.carats) for entry in mine)
        return self.env._(
            "%(place)s has %(pieces)s pieces, %(carats)s ct of %(lot)s: no more can be taken. "
            "Somebody may have taken them a moment ago.",
            place=place.display_name,
            pieces=had_pieces,
            carats=had_carats,
            lot=lot.name,
        )

    def _get_touched_balances(self):
        """(lot, place, pieces, `Decimal` carats) of all that these entries have changed."""
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT lot_id, place, sum(pieces), sum(carats)::text FROM (
                    SELECT lot_id, location_dest_id AS place, pieces, carats
                      FROM jewel_stone_entry WHERE lot_id IN %(lots)s
                    UNION ALL
                    SELECT lot_id, location_id, -pieces, -carats
                      FROM jewel_stone_entry WHERE lot_id IN %(lots)s) side
                  JOIN stock_location ON stock_location.id = place AND metal_holder IN %(holders)s
                 WHERE place IN %(places)s
                 GROUP BY lot_id, place
                """,
                lots=tuple(self.lot_id.ids),
                holders=STONE_HOLDERS,
                places=tuple((self.location_id | self.location_dest_id).ids),
            )
        )
        lots, places = self.env["stock.lot"], self.env["stock.location"]
        return [
            (lots.browse(lot), places.browse(place), pieces, carats_of(carats))
            for lot, place, pieces, carats in rows
        ]

    def _post_jewel_entries(self):
        """Hook: called once for movements that have just been posted, as superuser."""

    # === HISTORY STAYS === #

    def _get_append_only_refusal(self):
        return self.env._(
            "The stone ledger is never rewritten. To correct a movement, reverse it and book "
            "the right one."
        )

    def action_reverse(self):
        """Post the opposite of these movements.

        :raise UserError: one has been reversed already, or is a reversal itself
        """
        user = self.env.user
        if not (
            self.env.su
            or user.has_group("jewel_base.group_storekeeper")
            or user.has_group("jewel_base.group_production_head")
        ):
            raise AccessError(
                self.env._("Movements are reversed by the storekeeper or the head of production.")
            )
        self.check_access("read")
        for entry in self.sudo():
            if entry.reversed_entry_id or entry.reversal_ids:
                raise UserError(
                    self.env._("Movement %s is a reversal or has been reversed.", entry.id)
                )
        return self._jewel_post([entry._prepare_reversal_vals() for entry in self.sudo()])

    def _prepare_reversal_vals(self):
        return {
            "operation": "reversal",
            "lot_id": self.lot_id.id,
            "location_id": self.location_dest_id.id,
            "location_dest_id": self.location_id.id,
            "pieces": self.pieces,
            "carats": self.carats,
            "ref": self.ref,
            "user_id": self.env.user.id,
            "reversed_entry_id": self.id,
            "company_id": self.company_id.id,
        }
