from collections import defaultdict
from decimal import Decimal

from odoo import fields, models

from ..metal import exact, pure, split_loss


class JewelMetalCount(models.Model):
    """What the scale shows against the book: surplus, loss by the norm, and an act beyond it."""

    _inherit = "jewel.metal.count"

    def _jewel_book(self):
        """Entries that bring the book to the scale: surplus, loss within and over the norm."""
        differences = defaultdict(Decimal)
        for line in self.line_ids:
            differences[line.alloy_id, line.fineness, line.owner_id] += line._get_difference()
        vals_list, unregulated = [], self.env["jewel.alloy"]
        used = defaultdict(Decimal)  # a norm is that of the alloy, whatever its fineness
        for (alloy, fineness, owner), grams in differences.items():
            within, over = -grams, Decimal(0)
            if grams < 0:
                norm, base, allowed = self._get_allowed(alloy, owner)
                if norm:
                    within = min(-grams, allowed - used[alloy, owner])
                    over = -grams - within
                    used[alloy, owner] += within
                else:
                    unregulated |= alloy
                if over:
                    self._jewel_make_act(alloy, fineness, norm, base, within, over)
            vals_list += self._prepare_difference_vals(alloy, fineness, owner, grams, within, over)
        self.env["jewel.metal.entry"]._jewel_post(vals_list)
        if unregulated:
            self._jewel_tell_unregulated(unregulated)

    def _prepare_difference_vals(self, alloy, fineness, owner, grams, within, over):
        places = self.env["stock.location"]
        losses = places._jewel_get_holder("loss", self.company_id)
        surplus = places._jewel_get_holder("surplus", self.company_id)
        bench = self.location_id
        if grams > 0:
            rows = [("surplus", surplus, bench, grams, False)]
        else:
            rows = [("loss", bench, losses, within, False), ("loss", bench, losses, over, True)]
        return [
            {
                "operation": operation,
                "location_id": source.id,
                "location_dest_id": dest.id,
                "alloy_id": alloy.id,
                "gross_weight": float(weight),
                "fineness": fineness,
                "owner_id": owner.id,
                "is_over_norm": is_over,
                "count_id": self.id,
                "ref": self.name,
                "user_id": self.weighed_by_id.id or self.env.user.id,
                "company_id": self.company_id.id,
            }
            for operation, source, dest, weight, is_over in rows
            if weight
        ]

    def _get_allowed(self, alloy, owner):
        """(norm, its base, grams still allowed): the norm of what he got since the last count.

        What has been booked as lost meanwhile, at the stages, has used it up already.
        """
        norm = (
            self.env["jewel.loss.norm"]
            .with_company(self.company_id)
            ._jewel_find(alloy, fields.Date.context_today(self))
        )
        last = self.search(
            [
                ("location_id", "=", self.location_id.id),
                ("state", "=", "done"),
                ("id", "!=", self.id),
            ],
            order="confirmed_on desc, id desc",
            limit=1,
        )
        entries = self.env["jewel.metal.entry"]
        common = [
            ("alloy_id", "=", alloy.id),
            ("owner_id", "=", owner.id),
            ("date", ">", last.confirmed_on or fields.Datetime.from_string("1970-01-01")),
        ]
        place = self.location_id.id
        lost_at = ("location_dest_id.metal_holder", "=", "loss")
        [(came,)] = entries._read_group(
            [
                *common,
                ("location_dest_id", "=", place),
                ("location_id", "!=", place),
                ("operation", "in", ("issue", "pass", "weighing_in", "findings")),
            ],
            aggregates=["net_weight:sum"],
        )
        [(lost,)] = entries._read_group(
            [*common, ("location_id", "=", place), lost_at, ("is_over_norm", "=", False)],
            aggregates=["net_weight:sum"],
        )
        base = exact(came)
        within, _over = split_loss(base, base, norm._get_percent()) if norm else (Decimal(0), None)
        return norm, base, max(exact(within) - exact(lost), Decimal(0))

    def _jewel_make_act(self, alloy, fineness, norm, base, within, over):
        his = self.with_context(lang=self.user_id.lang)  # he reads it, and explains
        self.env["jewel.loss.act"].create(
            {
                "location_id": self.location_id.id,
                "responsible_id": self.user_id.id,
                "operation": his.env._("Count at the master"),
                "document": self.name,
                "count_id": self.id,
                "alloy_id": alloy.id,
                "base_weight": float(base),
                "loss_weight": float(within + over),
                "allowed_weight": float(within),
                "over_weight": float(over),
                "over_pure_weight": float(pure(over, exact(fineness, 1))),
                "norm_id": norm.id,
                "norm_percent": norm.percent,
                "company_id": self.company_id.id,
            }
        )

    def _jewel_tell_unregulated(self, alloys):
        """A loss for which the workshop has no norm is looked at by whoever counted."""
        self.activity_schedule(
            "mail.mail_activity_data_warning",
            user_id=self.weighed_by_id.id or self.env.uid,
            summary=self.env._("Loss without a norm"),
            note=self.env._(
                "There is no norm of loss for %s: it was booked as lost, nothing says whether "
                "that is much.",
                ", ".join(alloys.mapped("name")),
            ),
        )
