from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.jewel_base.assay import carats_to_grams
from odoo.addons.jewel_base.const import CARAT_DIGITS, WEIGHT_DIGITS
from odoo.addons.jewel_stock_ext.metal import Passage, exact, split_loss

# What is typed at the second weighing, beside the weight of the piece.
METAL_FIELDS = (
    "metal_solder",
    "metal_findings",
    "metal_carats",
    "metal_scrap",
    "metal_filings",
)
_STAY = ("findings", "weighing_out")


class MrpWorkorder(models.Model):
    """Metal of one passage through a stage: what came, was added, came off, and is lost."""

    _inherit = "mrp.workorder"

    metal_solder = fields.Float("Solder Added, g", digits=WEIGHT_DIGITS, copy=False)
    metal_findings = fields.Float("Findings Added, g", digits=WEIGHT_DIGITS, copy=False)
    metal_carats = fields.Float(
        "Stones Set, ct",
        digits=CARAT_DIGITS,
        copy=False,
        help="Below zero: more were taken out than set.",
    )
    metal_scrap = fields.Float("Scrap, g", digits=WEIGHT_DIGITS, copy=False)
    metal_filings = fields.Float("Filings, g", digits=WEIGHT_DIGITS, copy=False)
    metal_loss = fields.Float("Loss, g", digits=WEIGHT_DIGITS, readonly=True, copy=False)
    metal_loss_base = fields.Float(
        "Base of the Norm, g", digits=WEIGHT_DIGITS, readonly=True, copy=False
    )
    metal_loss_over = fields.Float(
        "Loss over Norm, g", digits=WEIGHT_DIGITS, readonly=True, copy=False
    )
    metal_entry_ids = fields.One2many(
        "jewel.metal.entry", "workorder_id", "Metal", readonly=True, copy=False
    )

    _metal_positive = models.Constraint(
        "CHECK(metal_solder >= 0 AND metal_findings >= 0"
        " AND metal_scrap >= 0 AND metal_filings >= 0)",
        "A weight cannot be negative.",
    )

    @api.model
    def _jewel_bench_fields(self):
        return super()._jewel_bench_fields() | {*METAL_FIELDS, "metal_loss", "metal_loss_over"}

    def _post_jewel_weighing(self, kind):
        """Override: what the scale says is booked on the master who has weighed."""
        result = super()._post_jewel_weighing(kind)
        if self.production_id.alloy_id:
            if kind == "in":
                self._jewel_book_in()
            else:
                self._jewel_book_out()
        return result

    def _jewel_master(self):
        """Who weighs: whose work it is, or whoever is about to take it."""
        return self.jeweller_id or self.env.user

    def _prepare_metal_vals(self, operation, source, dest, gross, **vals):
        """Values of an entry about this piece at this stage; ``gross`` in `Decimal` grams."""
        job = self.production_id
        return {
            "operation": operation,
            "location_id": source.id,
            "location_dest_id": dest.id,
            "alloy_id": job.alloy_id.id,
            "gross_weight": float(gross),
            "owner_id": job._get_metal_owner().id,
            "production_id": job.id,
            "workorder_id": self.id,
            "ref": job.name,
            "user_id": self.env.user.id,
            "company_id": job.company_id.id,
            **vals,
        }

    # === IN === #

    def _jewel_book_in(self):
        """The piece goes from who had it last to this master.

        A piece that nobody has weighed before is made of what he has: from now on it is with him.
        One to be mended comes from its owner, or out of our stock.
        What the giver had beyond this weight stays with him, for the next съём to find.
        """
        job = self.production_id
        last = job._get_metal_whereabouts()
        holder = self._jewel_master()._make_metal_location(job.company_id)
        stones = job._prepare_stone_entry_vals(last.location_dest_id or holder)
        self.env["jewel.metal.entry"]._jewel_post(stones)
        self._jewel_take_over(last, holder)

    def _jewel_take_over(self, last, holder):
        """The piece, as it was weighed in, goes to ``holder`` from where ``last`` has left it."""
        if last.location_dest_id == holder:
            return
        gross, job = exact(self.weight_in), self.production_id
        outside = job._get_finished_place() if job.job_kind == "repair" else holder
        vals = self._prepare_metal_vals(
            "weighing_in",
            last.location_dest_id or outside,
            holder,
            gross,
            net_weight=float(max(gross - self._get_stone_grams_before(), 0)),
            form="piece",
        )
        self.env["jewel.metal.entry"]._jewel_post([vals])

    # === OUT === #

    def _get_passage(self):
        """Masses of this passage, or nothing when it was not weighed twice."""
        if not self.weight_in or not self.weight_out:
            return None
        return Passage(
            exact(self.weight_in),
            exact(self.weight_out),
            exact(self.metal_solder),
            exact(self.metal_findings),
            exact(self.metal_carats, 3),
            exact(self.metal_scrap),
            exact(self.metal_filings),
        )

    def _get_loss_norm(self):
        job = self.production_id
        return (
            self.env["jewel.loss.norm"]
            .with_company(job.company_id)
            ._jewel_find(
                job.alloy_id,
                fields.Date.context_today(self),
                job.metal_complexity,
                workcenter_id=self.workcenter_id,
            )
        )

    def _get_loss_base(self, passage, norm):
        """Net grams of which the norm is taken: issued, or left in the finished piece."""
        before = self._get_stone_grams_before()
        issued = passage.weight_in - before + passage.solder + passage.findings
        finished = passage.weight_out - before - passage.stones
        return norm._get_base(issued, finished)

    def _get_stone_grams_before(self):
        """Grams of the stones that were in the piece when it was weighed in, `Decimal`."""
        job = self.production_id
        if job.sudo().stone_entry_ids:
            return carats_to_grams(exact(self.stone_carats_in, 3))
        return job._get_stone_grams() - carats_to_grams(exact(self.metal_carats, 3))

    def _jewel_book_out(self):
        """What was added and came off is noted, and what is lost leaves the master's balance."""
        passage = self._get_passage()
        if passage is None:
            return
        norm = self._get_loss_norm()
        base = self._get_loss_base(passage, norm)
        lost, over = max(passage.loss, exact(0)), exact(0)
        if norm:
            # Grams are booked in steps of the scale, so the norm is taken to such a step.
            over = exact(split_loss(lost, base, norm._get_percent())[1])
        self.write(
            {
                "metal_loss": float(passage.loss),
                "metal_loss_base": float(base),
                "metal_loss_over": float(over),
            }
        )
        holder = self._jewel_master()._make_metal_location(self.company_id)
        # The work may have been given to somebody else since the piece was weighed in.
        self._jewel_take_over(self.production_id._get_metal_whereabouts(), holder)
        vals_list = self._prepare_out_vals(passage, holder)
        vals_list += self._prepare_loss_vals(passage, holder, lost - over, over)
        self.env["jewel.metal.entry"]._jewel_post(vals_list)
        if over:
            self._jewel_make_loss_act(passage, norm, holder)

    def _prepare_out_vals(self, passage, holder):
        """Entries that say what the piece weighs and what came off; stones come from outside."""
        job = self.production_id
        parts = [
            ("findings", "solder", passage.solder),
            ("findings", "findings", passage.findings),
            ("weighing_out", "scrap", passage.scrap),
            ("weighing_out", "filings", passage.filings),
        ]
        vals_list = [
            vals
            for operation, form, grams in parts
            if grams
            for vals in self._prepare_part_vals(operation, form, grams, holder)
        ]
        vals_list += job._prepare_stone_entry_vals(holder, self)
        net = max(passage.weight_out - job._get_stone_grams(), 0)
        vals_list.append(
            self._prepare_metal_vals(
                "weighing_out",
                holder,
                holder,
                passage.weight_out,
                net_weight=float(net),
                form="piece",
            )
        )
        return vals_list

    def _prepare_part_vals(self, operation, form, grams, holder):
        """What stays with the master is noted; what is ours and goes into a client's metal is his.

        :return: list of one dict, or of two: ours out to the client, his in
        """
        owner = self.production_id._get_metal_owner()
        if operation != "findings" or not owner:
            return [self._prepare_metal_vals(operation, holder, holder, grams, form=form)]
        client = self.env["stock.location"]._jewel_get_holder("client", self.company_id)
        return [
            self._prepare_metal_vals(operation, holder, client, grams, form=form, owner_id=False),
            self._prepare_metal_vals(operation, client, holder, grams, form=form),
        ]

    def _prepare_loss_vals(self, passage, holder, within, over):
        """Loss within the norm and over it are entries of their own; so is a surplus."""
        places = self.env["stock.location"]
        losses = places._jewel_get_holder("loss", self.company_id)
        surplus = places._jewel_get_holder("surplus", self.company_id)
        vals_list = [
            self._prepare_metal_vals("loss", holder, losses, grams, is_over_norm=is_over)
            for grams, is_over in ((within, False), (over, True))
            if grams
        ]
        if passage.loss < 0:
            vals_list.append(self._prepare_metal_vals("surplus", surplus, holder, -passage.loss))
        return vals_list

    def _jewel_make_loss_act(self, passage, norm, holder):
        job = self.production_id
        over = exact(self.metal_loss_over)
        self.env["jewel.loss.act"].sudo().create(
            {
                "location_id": holder.id,
                "responsible_id": self._jewel_master().id,
                "operation": self.name,
                "document": job.name,
                "workorder_id": self.id,
                "production_id": job.id,
                "alloy_id": job.alloy_id.id,
                "base_weight": self.metal_loss_base,
                "loss_weight": float(passage.loss),
                "allowed_weight": float(passage.loss - over),
                "over_weight": float(over),
                "over_pure_weight": float(over * exact(job.alloy_id.fineness, 1) / 1000),
                "norm_id": norm.id,
                "norm_percent": norm.percent,
                "company_id": job.company_id.id,
            }
        )

    # === TAKEN BACK === #

    def action_jewel_undo_finish(self):
        """Override: a stage finished by mistake was weighed by mistake, too."""
        result = super().action_jewel_undo_finish()
        order = self.sudo()
        entries = order.metal_entry_ids._filter_standing().filtered(
            lambda entry: entry.operation in (*_STAY, "loss", "surplus")
        )
        if order.is_finish_undone:
            if entries:
                entries.action_reverse(self.env._("Finished by mistake"))
            order._get_loss_acts()._jewel_cancel(self.env._("Finished by mistake"))
        return result

    def _jewel_check_undoable(self):
        """Override: what has been decided about a loss cannot be taken back by a tap."""
        result = super()._jewel_check_undoable()
        if decided := self._get_loss_acts().filtered(lambda act: act.state == "decided"):
            raise UserError(
                self.env._(
                    "The finish of “%(stage)s” cannot be taken back: act of loss %(act)s has been "
                    "decided about. Ask the head of production to send the piece back.",
                    stage=self.name,
                    act=", ".join(decided.mapped("name")),
                )
            )
        return result

    def _get_loss_acts(self):
        return self.env["jewel.loss.act"].sudo().search([("workorder_id", "in", self.ids)])
