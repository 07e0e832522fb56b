from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.jewel_base.const import WEIGHT_DIGITS

from ..const import FINENESS_DIGITS, FORMS, OPERATIONS, OWNER_GROUPS, PURE_DIGITS
from ..metal import exact, pure

# Entries whose pure metal is found by assay and not by their own mass.
_FOUND_BY_ASSAY = ("assay", "surplus")


class JewelMetalEntry(models.Model):
    """Some grams of an alloy that went from one holder to another. Never changed, only reversed.

    Each row takes from one holder what it gives to another, so the sum over all holders is zero
    for every alloy and in pure grams, whatever is posted.
    """

    _name = "jewel.metal.entry"
    _inherit = "jewel.append.only.mixin"
    _description = "Entry of the Metal Ledger"
    _order = "date desc, id desc"
    _rec_name = "ref"

    date = fields.Datetime(required=True, index=True, default=fields.Datetime.now)
    operation = fields.Selection(OPERATIONS, required=True)
    location_id = fields.Many2one(
        "stock.location", "From", required=True, index=True, ondelete="restrict"
    )
    location_dest_id = fields.Many2one(
        "stock.location", "To", required=True, index=True, ondelete="restrict"
    )
    alloy_id = fields.Many2one("jewel.alloy", required=True, index=True, ondelete="restrict")
    form = fields.Selection(FORMS)
    gross_weight = fields.Float("Gross, g", digits=WEIGHT_DIGITS, required=True)
    net_weight = fields.Float(
        "Net, g", digits=WEIGHT_DIGITS, required=True, help="Mass of the alloy, without stones."
    )
    fineness = fields.Float("Fineness, ‰", digits=FINENESS_DIGITS, required=True)
    pure_weight = fields.Float(
        "Pure, g", digits=PURE_DIGITS, required=True, help="Net × fineness / 1000, not rounded."
    )
    owner_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        ondelete="restrict",
        groups=OWNER_GROUPS,
        help="Whose metal it is; empty: ours.",
    )
    is_client_metal = fields.Boolean(
        "Client's Metal", compute="_compute_is_client_metal", compute_sudo=True
    )
    is_over_norm = fields.Boolean("Over the Norm", help="A loss beyond what the norm allows.")
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
    transfer_id = fields.Many2one(
        "jewel.metal.transfer", index="btree_not_null", ondelete="restrict"
    )
    reversed_entry_id = fields.Many2one(
        "jewel.metal.entry", "Reverses", index="btree_not_null", ondelete="restrict"
    )
    reversal_ids = fields.One2many("jewel.metal.entry", "reversed_entry_id", "Reversed by")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company,
    )

    _weights_sane = models.Constraint(
        "CHECK(gross_weight >= net_weight AND net_weight >= 0 AND pure_weight >= 0)",
        "A weight cannot be negative, and no metal weighs more than the whole.",
    )
    _pure_exact = models.Constraint(
        "CHECK(pure_weight = net_weight * fineness / 1000"
        " OR (net_weight = 0 AND operation IN ('assay', 'surplus')))",
        "Pure metal is net × fineness / 1000.",
    )
    _reversed_once = models.UniqueIndex(
        "(reversed_entry_id) WHERE reversed_entry_id IS NOT NULL",
        "This entry has been reversed already.",
    )
    _from_idx = models.Index("(location_id, alloy_id, date)")
    _to_idx = models.Index("(location_dest_id, alloy_id, date)")

    @api.depends("owner_id")
    def _compute_is_client_metal(self):
        for entry in self:
            entry.is_client_metal = bool(entry.owner_id)

    # === THE DOOR === #

    @api.model
    def _jewel_post(self, vals_list):
        """Post entries, all or none.

        :param vals_list: as for `create`: operation, from, to, alloy, grams. What is left out:
            net is gross, fineness that of the alloy, pure net × fineness / 1000 (only an assay or
            a surplus without mass names its pure grams), date now, owner ours.
        :return: the entries, as superuser
        :raise UserError: a weight, a date or a holder that cannot be
        """
        return self.sudo().create(vals_list)

    @api.model_create_multi
    def create(self, vals_list):
        self.browse().check_access("create")
        entries = super().create([self._prepare_entry_vals(vals) for vals in vals_list])
        entries.sudo()._jewel_check_posted()
        entries.sudo()._post_jewel_entries()
        return entries

    @api.model
    def _prepare_entry_vals(self, vals):
        vals = {"date": fields.Datetime.now(), **vals}
        alloy = self.env["jewel.alloy"].browse(vals.get("alloy_id"))
        gross = exact(vals.get("gross_weight"))
        net = exact(vals.get("net_weight", gross))
        fineness = exact(vals.get("fineness", alloy.fineness), 1)
        if net < 0 or gross < net or not 0 <= fineness <= 1000:
            raise UserError(
                self.env._(
                    "%(gross)s g gross, %(net)s g net of %(fineness)s ‰ is no weight of metal: "
                    "nothing may be negative, net may not exceed gross, fineness not 1000.",
                    gross=gross,
                    net=net,
                    fineness=fineness,
                )
            )
        pure_grams = pure(net, fineness)
        if not net and vals.get("operation") in _FOUND_BY_ASSAY:
            pure_grams = exact(vals.get("pure_weight"), PURE_DIGITS[1])
        if not gross and not pure_grams:
            raise UserError(self.env._("To book %s, enter its weight.", alloy.name or "?"))
        return {
            **vals,
            "gross_weight": float(gross),
            "net_weight": float(net),
            "fineness": float(fineness),
            "pure_weight": float(pure_grams),
        }

    def _jewel_check_posted(self):
        now = fields.Datetime.now()
        for entry in self:
            lock = entry.company_id.metal_lock_date
            here = entry.with_context(tz=entry.company_id._get_jewel_tz())
            if lock and fields.Datetime.context_timestamp(here, entry.date).date() <= lock:
                raise UserError(
                    self.env._(
                        "Metal is closed up to %(date)s: date the entry later, or have the "
                        "director open the period.",
                        date=fields.Date.to_string(lock),
                    )
                )
            if entry.date > now:
                raise UserError(self.env._("An entry of the metal ledger cannot lie ahead of us."))
            for place in entry.location_id | entry.location_dest_id:
                entry._check_holder(place)

    def _check_holder(self, place):
        if not place.metal_holder:
            raise ValidationError(
                self.env._(
                    "%s is no holder of metal: nobody there answers for it. Choose a vault, a "
                    "master or another holder.",
                    place.display_name,
                )
            )
        if place.company_id and place.company_id != self.company_id:
            raise ValidationError(self.env._("%s belongs to another company.", place.display_name))

    def _post_jewel_entries(self):
        """Hook: called once for entries that have just been posted, as superuser."""
        if not self.env.context.get("jewel_metal_from_stock"):
            self.env["stock.move"]._jewel_follow_entries(self)

    # === HISTORY STAYS === #

    def _get_append_only_refusal(self):
        return self.env._(
            "The metal ledger is never rewritten. To correct an entry, reverse it and book "
            "the right one."
        )

    def _filter_standing(self):
        """What still counts of these entries: neither reversed, nor the reversal of another."""
        return self.filtered(lambda entry: not entry.reversed_entry_id and not entry.reversal_ids)

    def _check_may_reverse(self):
        user = self.env.user
        if not (
            self.env.su
            or user.has_group("jewel_base.group_storekeeper")
            or user.has_group("jewel_base.group_production_head")
        ):
            raise AccessError(
                self.env._("Entries are reversed by the storekeeper or the head of production.")
            )

    def action_reverse(self, reason=None):
        """Post the opposite of these entries; without a reason ask for it.

        :return: the action of the question, or the reversals
        :raise UserError: an entry has been reversed already, or is a reversal itself
        """
        self._check_may_reverse()
        self.check_access("read")
        entries = self._get_reversed_together()
        if not reason:
            action = self.env["ir.actions.act_window"]._for_xml_id(
                "jewel_stock_ext.jewel_metal_reverse_action"
            )
            return {**action, "context": {"default_entry_ids": entries.ids}}
        entries = entries.sudo()
        if undone := (entries - entries._filter_standing())[:1]:
            raise UserError(
                self.env._(
                    "Entry %(id)s of %(date)s is a reversal or has been reversed: it is done "
                    "once. Book the right entry instead.",
                    id=undone.id,
                    date=fields.Datetime.to_string(undone.date),
                )
            )
        return self._jewel_post([entry._prepare_reversal_vals(reason) for entry in entries])

    def _get_reversed_together(self):
        """Hook: these entries, and those that stand and fall with them."""
        return self

    def _prepare_reversal_vals(self, reason):
        names = (
            "operation",
            "form",
            "ref",
            "is_over_norm",
            "gross_weight",
            "net_weight",
            "fineness",
        )
        links = ("alloy_id", "owner_id", "company_id", "transfer_id")
        return {
            **{name: self[name] for name in (*names, "pure_weight")},
            **{name: self[name].id for name in links},
            "location_id": self.location_dest_id.id,
            "location_dest_id": self.location_id.id,
            "reversed_entry_id": self.id,
            "user_id": self.env.user.id,
            "note": reason,
        }
