from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.jewel_base.const import WEIGHT_DIGITS
from odoo.addons.jewel_stock_ext.metal import exact, pure, share, split_loss

# What is weighed around one pour, typed in a question and booked once.
METAL_FIELDS = (
    "metal_fresh",
    "metal_reused",
    "metal_cleaned",
    "metal_castings",
    "metal_sprue",
    "metal_filings",
)


class JewelCastingTree(models.Model):
    """Metal of a pour: what went into the flask, what came out, and who bears the loss."""

    _inherit = "jewel.casting.tree"

    metal_fresh = fields.Float("Fresh Metal, g", digits=WEIGHT_DIGITS, readonly=True, copy=False)
    metal_reused = fields.Float("Reused Metal, g", digits=WEIGHT_DIGITS, readonly=True, copy=False)
    metal_cleaned = fields.Float("Cleaned Tree, g", digits=WEIGHT_DIGITS, readonly=True, copy=False)
    metal_castings = fields.Float("Castings, g", digits=WEIGHT_DIGITS, readonly=True, copy=False)
    metal_sprue = fields.Float("Sprue, g", digits=WEIGHT_DIGITS, readonly=True, copy=False)
    metal_filings = fields.Float("Filings, g", digits=WEIGHT_DIGITS, readonly=True, copy=False)
    metal_loss = fields.Float(
        "Loss of Casting, g", digits=WEIGHT_DIGITS, compute="_compute_metal_loss"
    )
    metal_loss_percent = fields.Float(
        "Loss of Casting, %", digits=(6, 3), compute="_compute_metal_loss"
    )
    metal_entry_ids = fields.One2many(
        "jewel.metal.entry", "casting_tree_id", "Metal Entries", readonly=True, copy=False
    )
    is_metal_booked = fields.Boolean(compute="_compute_is_metal_booked", compute_sudo=True)

    @api.depends("metal_fresh", "metal_reused", "metal_cleaned")
    def _compute_metal_loss(self):
        for tree in self:
            issued = exact(tree.metal_fresh) + exact(tree.metal_reused)
            loss = issued - exact(tree.metal_cleaned) if tree.metal_cleaned else 0
            tree.metal_loss = float(loss)
            tree.metal_loss_percent = float(loss / issued * 100) if issued else 0.0

    @api.depends("metal_entry_ids.reversal_ids")
    def _compute_is_metal_booked(self):
        for tree in self:
            tree.is_metal_booked = bool(tree._get_booked_entries())

    @api.model
    def _jewel_bench_fields(self):
        return super()._jewel_bench_fields() | {
            *METAL_FIELDS,
            "metal_loss",
            "metal_loss_percent",
            "is_metal_booked",
        }

    def _check_by_action(self, *vals_list):
        if not self.env.su and any(set(METAL_FIELDS) & vals.keys() for vals in vals_list):
            raise UserError(self.env._("Metal of a casting tree is entered by “Weigh the Tree”."))
        return super()._check_by_action(*vals_list)

    def _get_booked_entries(self):
        """What the weighing of the tree has posted and nobody has reversed."""
        return (
            self.sudo()
            .metal_entry_ids._filter_standing()
            .filtered(lambda entry: entry.operation in ("weighing_out", "loss", "surplus"))
        )

    def _get_issued_entries(self):
        """What was issued for the tree by sheet and nobody has reversed."""
        return (
            self.sudo()
            .metal_entry_ids._filter_standing()
            .filtered(lambda entry: entry.operation == "issue")
        )

    def _get_metal_owners(self):
        """Owners (a partner, or the empty one for us) whose metal was issued for this tree."""
        return {entry.owner_id for entry in self._get_issued_entries()}

    def action_weigh_metal(self):
        """Ask for what the scales say about this pour."""
        self.ensure_one()
        self._jewel_at_hand()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jewel_production.jewel_casting_metal_action"
        )
        issued = self.sudo()._get_issued_grams()
        return {
            **action,
            "context": {
                "default_tree_id": self.id,
                "default_metal_fresh": issued["fresh"],
                "default_metal_reused": issued["reused"],
            },
        }

    def _get_issued_grams(self):
        """{"fresh", "reused"}: grams that were issued for this tree by sheet."""
        grams = {"fresh": 0.0, "reused": 0.0}
        for entry in self._get_issued_entries():
            kind = "reused" if entry.form in ("sprue", "scrap") else "fresh"
            grams[kind] += entry.gross_weight
        return grams

    def _jewel_book_metal(self, vals):
        """Keep what was weighed and book it, once: castings and loss of each job, sprue, filings.

        :param vals: grams by METAL_FIELDS; the castings of jobs that were weighed alone are on
            their work orders (`weight_out`), the rest is dealt out evenly
        :raise UserError: booked already, or not poured yet
        """
        self.ensure_one()
        if self.state not in ("poured", "done"):
            raise UserError(self.env._("Casting tree %s is not poured yet.", self.name))
        if self._get_booked_entries():
            raise UserError(
                self.env._(
                    "Metal of casting tree %s is booked already. To correct it, reverse its "
                    "entries first.",
                    self.name,
                )
            )
        self.write(vals)
        self._get_open_acts()._jewel_cancel(self.env._("The tree was weighed again"))
        holder = self._get_metal_place()
        members = self.workorder_ids.filtered(lambda order: order.state != "cancel").sorted("id")
        castings = share(exact(self.metal_castings), self._get_casting_weights(members))
        entries = self._prepare_casting_vals(holder, members, castings)
        entries += self._prepare_casting_loss_vals(holder, members, castings)
        posted = self.env["jewel.metal.entry"]._jewel_post(entries)
        self._post_jewel_metal_booked()
        return posted

    def _post_jewel_metal_booked(self):
        """Hook: called once after the metal of the tree has been weighed and booked."""

    def _jewel_caster(self):
        """Who answers for the pour; of one whose caster has left, whoever has its metal."""
        return self.caster_id or self._get_issued_place().responsible_id or self.env.user

    def _get_metal_place(self):
        """Who has the metal by the book, though another may pour it; else the caster's place."""
        place = self._get_issued_place()
        return place or self._jewel_caster()._make_metal_location(self.company_id)

    def _get_issued_place(self):
        """Where most of the metal is that was issued, or passed on; empty when by no sheet."""
        grams = defaultdict(float)
        for entry in self.sudo().metal_entry_ids._filter_standing().sorted("id"):
            if entry.operation in ("issue", "pass"):
                grams[entry.location_dest_id] += entry.gross_weight
                grams[entry.location_id] -= entry.gross_weight
        # Of equal parts that of whoever has got his first.
        return max(grams, key=grams.get, default=self.env["stock.location"])

    def _get_open_acts(self):
        """Acts of loss of an earlier weighing that nobody has decided about."""
        domain = [("casting_tree_id", "=", self.id), ("state", "in", ("open", "explained"))]
        return self.env["jewel.loss.act"].sudo().search(domain)

    def _get_casting_weights(self, members):
        """Masses by which castings and loss are dealt out; equal where nothing was weighed."""
        weights = [exact(order.weight_out) for order in members]
        return weights if all(weights) else [1] * len(members)

    def _prepare_tree_vals(self, operation, source, dest, gross, **vals):
        owners = self._get_metal_owners()
        owner = next(iter(owners)) if len(owners) == 1 else self.env["res.partner"]
        return {
            "operation": operation,
            "location_id": source.id,
            "location_dest_id": dest.id,
            "alloy_id": self.alloy_id.id,
            "gross_weight": float(gross),
            "owner_id": owner.id,
            "casting_tree_id": self.id,
            "ref": self.name,
            "user_id": self.env.user.id,
            "company_id": self.company_id.id,
            **vals,
        }

    def _prepare_casting_vals(self, holder, members, castings):
        parts = [("sprue", exact(self.metal_sprue)), ("filings", exact(self.metal_filings))]
        vals_list = [
            self._prepare_tree_vals("weighing_out", holder, holder, grams, form=form)
            for form, grams in parts
            if grams
        ]
        return vals_list + [
            self._prepare_tree_vals(
                "weighing_out",
                holder,
                holder,
                grams,
                form="casting",
                production_id=order.production_id.id,
                workorder_id=order.id,
            )
            for order, grams in zip(members, castings, strict=True)
            if grams
        ]

    def _get_losses(self):
        """(loss in the flask, loss in cutting) in grams; negative is a surplus."""
        issued = exact(self.metal_fresh) + exact(self.metal_reused)
        cleaned = exact(self.metal_cleaned)
        parts = exact(self.metal_castings) + exact(self.metal_sprue) + exact(self.metal_filings)
        return issued - cleaned, cleaned - parts

    def _prepare_casting_loss_vals(self, holder, members, castings):
        """Losses of the whole tree, to the last step of the scale on its jobs by mass."""
        places = self.env["stock.location"]
        losses = places._jewel_get_holder("loss", self.company_id)
        surplus = places._jewel_get_holder("surplus", self.company_id)
        flask, cutting = self._get_losses()
        total = flask + cutting
        if total < 0:
            return [self._prepare_tree_vals("surplus", surplus, holder, -total)]
        norm = self._get_casting_norm()
        within, over = total, exact(0)
        if norm:
            issued = exact(self.metal_fresh) + exact(self.metal_reused)
            base = norm._get_base(issued, exact(self.metal_castings))
            # Grams are booked in steps of the scale, so the norm is taken to such a step.
            over = exact(split_loss(total, base, norm._get_percent())[1])
            within = total - over
        if over:
            self._jewel_make_casting_act(holder, norm, total, over)
        return [
            self._prepare_tree_vals(
                "loss",
                holder,
                losses,
                grams,
                is_over_norm=is_over,
                production_id=order.production_id.id,
                workorder_id=order.id,
            )
            for whole, is_over in ((within, False), (over, True))
            for order, grams in self._share_loss(whole, members, castings)
            if grams
        ]

    def _share_loss(self, whole, members, castings):
        """[(work order, grams)]; all on the tree itself when its jobs have been cancelled."""
        if not members:
            return [(members, whole)]
        return zip(members, share(whole, castings), strict=True)

    def _get_casting_norm(self):
        return (
            self.env["jewel.loss.norm"]
            .with_company(self.company_id)
            ._jewel_find(
                self.alloy_id,
                fields.Date.context_today(self),
                workcenter_id=self.workcenter_id,
            )
        )

    def _jewel_make_casting_act(self, holder, norm, total, over):
        issued = exact(self.metal_fresh) + exact(self.metal_reused)
        self.env["jewel.loss.act"].sudo().create(
            {
                "location_id": holder.id,
                "responsible_id": self._jewel_caster().id,
                "operation": self.workcenter_id.name,
                "document": self.name,
                "casting_tree_id": self.id,
                "alloy_id": self.alloy_id.id,
                "base_weight": float(norm._get_base(issued, exact(self.metal_castings))),
                "loss_weight": float(total),
                "allowed_weight": float(total - over),
                "over_weight": float(over),
                "over_pure_weight": float(pure(over, exact(self.alloy_id.fineness, 1))),
                "norm_id": norm.id,
                "norm_percent": norm.percent,
                "company_id": self.company_id.id,
            }
        )
