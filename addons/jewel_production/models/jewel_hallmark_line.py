import re

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.jewel_base.const import WEIGHT_DIGITS
from odoo.addons.jewel_stock_ext.metal import exact, pure
from odoo.addons.jewel_stock_ext.uin import is_uin


class JewelHallmarkLine(models.Model):
    """The piece, or pieces, of one job in a hallmark batch."""

    _name = "jewel.hallmark.line"
    _description = "Pieces of a Hallmark Batch"
    _rec_name = "production_id"

    batch_id = fields.Many2one(
        "jewel.hallmark.batch", required=True, index=True, ondelete="cascade"
    )
    batch_state = fields.Selection(related="batch_id.state")
    production_id = fields.Many2one(
        "mrp.production", "Job", required=True, index=True, ondelete="restrict"
    )
    workorder_id = fields.Many2one(
        "mrp.workorder", "Stage", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    product_id = fields.Many2one(related="production_id.product_id", compute_sudo=True)
    article = fields.Char(related="production_id.article", compute_sudo=True)
    alloy_id = fields.Many2one(related="production_id.alloy_id", compute_sudo=True)
    pieces = fields.Float(related="production_id.product_qty", compute_sudo=True)
    gross_out = fields.Float(
        "Sent, g",
        digits=WEIGHT_DIGITS,
        compute="_compute_gross_out",
        store=True,
        readonly=False,
        compute_sudo=True,
    )
    gross_back = fields.Float("Back, g", digits=WEIGHT_DIGITS)
    loss = fields.Float("Difference, g", compute="_compute_loss", digits=WEIGHT_DIGITS)
    is_over = fields.Boolean("Over the Norm", compute="_compute_loss")
    mark = fields.Char(help="Hallmark as it was set: office, year, fineness.")
    uins = fields.Char("UIN", help="16 digits for each piece, parted by spaces or commas.")
    location_id = fields.Many2one("stock.location", "Taken from", readonly=True)

    _job_once = models.Constraint(
        "UNIQUE(batch_id, production_id)", "This job is in the batch already."
    )
    _weights_positive = models.Constraint(
        "CHECK(gross_out >= 0 AND gross_back >= 0)", "A weight cannot be negative."
    )

    @api.depends("production_id")
    def _compute_gross_out(self):
        for line in self:
            last = line.production_id._get_metal_whereabouts() if line.production_id else None
            line.gross_out = line.gross_out or (last and last.gross_weight)

    @api.depends("gross_out", "gross_back", "batch_id.loss_norm", "production_id.product_qty")
    def _compute_loss(self):
        for line in self:
            difference = exact(line.gross_out) - exact(line.gross_back)
            norm = exact(line.batch_id.loss_norm) * exact(line.pieces or 1)
            line.loss = float(difference) if line.gross_back else 0
            line.is_over = bool(line.gross_back) and not 0 <= difference <= norm

    def write(self, vals):
        """What has left is not weighed again, what is back is history."""
        closed = {"sent": {"production_id", "gross_out", "batch_id"}}
        if not self.env.su:
            self.batch_id._lock()  # it may be leaving, or be booked as back, right now
        for line in self if not self.env.su else ():
            state = line.batch_id.state
            if state in ("returned", "cancelled") or closed.get(state, set()) & vals.keys():
                raise UserError(
                    self.env._(
                        "Batch %s has left: its pieces and masses stay as they were sent.",
                        line.batch_id.name,
                    )
                )
        result = super().write(vals)
        if "batch_id" in vals and not self.env.su:
            self._check_draft()
        return result

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_draft()
        return lines

    @api.ondelete(at_uninstall=False)
    def _unlink_draft_only(self):
        self._check_draft()

    def _check_draft(self):
        self.batch_id._lock()
        if left := self.batch_id.filtered(lambda batch: batch.state != "draft"):
            raise UserError(
                self.env._(
                    "Batch %s has left: its pieces and masses stay as they were sent.",
                    ", ".join(left.mapped("name")),
                )
            )

    # === OUT === #

    def _jewel_check_sendable(self):
        self.production_id._jewel_lock()
        for line in self:
            job = line.production_id
            order = job._jewel_open_orders()[:1]
            if order.workcenter_id.wait_reason_id.party != "assay":
                raise UserError(
                    self.env._("Job %s does not stand at the stage of hallmarking.", job.name)
                )
            if not line.gross_out:
                raise UserError(self.env._("Job %s: weigh the piece before it leaves.", job.name))
            domain = [("production_id", "=", job.id), ("batch_id.state", "=", "sent")]
            if other := self.search(domain, limit=1):
                raise UserError(
                    self.env._(
                        "Job %(job)s has left with batch %(batch)s already.",
                        job=job.name,
                        batch=other.batch_id.name,
                    )
                )
        self._check_weighed()

    def _check_weighed(self):
        """The office gets metal from somebody; of a piece that was never weighed nobody has it."""
        jobs = self.production_id.with_context(jewel_job_name=True)
        if unknown := jobs.filtered(lambda job: not job.alloy_id):
            raise UserError(
                self.env._(
                    "These pieces have no alloy, so their metal cannot be booked:\n%s\n"
                    "Enter the alloy in the specification of the job.",
                    "\n".join(unknown.mapped("display_name")),
                )
            )
        if unweighed := jobs.filtered(lambda job: not job._get_metal_whereabouts()):
            raise UserError(
                self.env._(
                    "These pieces nobody has weighed at a stage, so the ledger does not know who "
                    "has their metal:\n%s\nHave the head of production return each to a stage "
                    "that weighs and finish it there with a weight, or take them off the batch.",
                    "\n".join(unweighed.mapped("display_name")),
                )
            )

    def _jewel_send(self):
        """Metal goes to the office from whoever had the piece; the stage waits by itself."""
        office = self.env["stock.location"]._jewel_get_holder("assay", self.batch_id.company_id)
        vals_list = []
        for line in self:
            job = line.production_id
            last = job._get_metal_whereabouts()
            line.workorder_id = job._jewel_open_orders()[:1]
            line.location_id = last.location_dest_id
            job._jewel_settle_wait()
            vals_list += [
                *job._prepare_stone_entry_vals(last.location_dest_id, line.workorder_id),
                line._prepare_piece_vals(
                    "weighing_in", last.location_dest_id, office, line.gross_out
                ),
            ]
        self.env["jewel.metal.entry"]._jewel_post(vals_list)
        self._make_lots().uin_requested_on = fields.Datetime.now()

    def _prepare_piece_vals(self, operation, source, dest, gross):
        gross = exact(gross)
        net = max(gross - self.production_id._get_stone_grams(), exact(0))
        return self._prepare_vals(
            operation, source, dest, gross, net_weight=float(net), form="piece"
        )

    def _prepare_vals(self, operation, source, dest, gross, **vals):
        return self.workorder_id._prepare_metal_vals(
            operation, source, dest, gross, ref=self.batch_id.name, **vals
        )

    def _jewel_unsend(self):
        for line in self:
            entries = line.production_id.metal_entry_ids._filter_standing().filtered_domain(
                [("ref", "=", line.batch_id.name)]
            )
            if entries:
                entries.action_reverse(self.env._("Not taken by the assay office"))
        self._get_lots().uin_requested_on = False

    # === BACK === #

    def _jewel_check_returnable(self):
        for line in self:
            job, uins = line.production_id, line._get_uins()
            if not line.gross_back:
                raise UserError(self.env._("Job %s: weigh the piece that came back.", job.name))
            if wrong := [uin for uin in uins if not is_uin(uin)]:
                raise UserError(
                    self.env._(
                        "Job %(job)s: “%(uin)s” is no UIN, which has 16 digits.",
                        job=job.name,
                        uin=wrong[0],
                    )
                )
            if uins and len(uins) != len(line._get_lots() or line._make_lots()):
                raise UserError(
                    self.env._(
                        "Job %(job)s: %(uins)s UINs for %(pieces)s pieces.",
                        job=job.name,
                        uins=len(uins),
                        pieces=len(line._get_lots()),
                    )
                )

    def _get_uins(self):
        return [uin for uin in re.split(r"[\s,;]+", self.uins or "") if uin]

    def _get_lots(self):
        """Pieces of the register that these jobs have."""
        return self.production_id.lot_producing_ids | self.env["stock.lot"].sudo().search(
            [("jewel_job_id", "in", self.production_id.ids)]
        )

    def _make_lots(self):
        """The pieces in the register; a job that makes no lots of its own gets one."""
        lots = self._get_lots()
        for job in self.production_id:
            if not job.lot_producing_ids and job not in lots.jewel_job_id:
                lots |= lots.sudo().create(
                    {
                        "name": job.name,
                        "product_id": job.product_id.id,
                        "company_id": job.company_id.id,
                        "jewel_job_id": job.id,
                    }
                )
                if job.product_tracking != "none":
                    job.lot_producing_ids = [fields.Command.link(lots[-1].id)]
        return lots

    def _jewel_return(self):
        """Masses, marks and УИНы are booked, and the stage of each job is over."""
        vals_list = []
        for line in self:
            if line.location_id:
                vals_list += line._prepare_return_vals()
            lots = line._get_lots()
            for lot, uin in zip(lots, line._get_uins(), strict=False):
                lot.uin = uin
            if len(lots) == 1:
                lots.final_weight = line.gross_back
        self.env["jewel.metal.entry"]._jewel_post(vals_list)
        orders = self.workorder_id.filtered(lambda order: order.state not in ("done", "cancel"))
        for order in orders.with_context(jewel_no_weighing=True):
            order.button_finish()
            order._post_jewel_finish()

    def _prepare_return_vals(self):
        """What the office took is a loss, what it weighs more a surplus; the rest goes back."""
        places, company = self.env["stock.location"], self.batch_id.company_id
        office = places._jewel_get_holder("assay", company)
        lost = exact(self.gross_out) - exact(self.gross_back)
        norm = exact(self.batch_id.loss_norm) * exact(self.pieces)
        vals_list = []
        if lost > 0:
            losses = places._jewel_get_holder("loss", company)
            within = min(lost, exact(norm))
            vals_list += [
                self._prepare_vals("loss", office, losses, grams, is_over_norm=is_over)
                for grams, is_over in ((within, False), (lost - within, True))
                if grams
            ]
        elif lost < 0:
            surplus = places._jewel_get_holder("surplus", company)
            vals_list.append(self._prepare_vals("surplus", surplus, office, -lost))
        return [
            *vals_list,
            self._prepare_piece_vals("weighing_out", office, self.location_id, self.gross_back),
        ]

    # === TEXTS === #

    def _get_difference_text(self):
        return self.env._(
            "%(job)s: sent %(sent)s g, back %(back)s g",
            job=self.production_id.name,
            sent=exact(self.gross_out),
            back=exact(self.gross_back),
        )

    def _get_net_out(self):
        """Grams of metal, `Decimal`: as booked when the piece left; before that, as it is now."""
        job = self.production_id
        sent = job.metal_entry_ids._filter_standing().filtered_domain(
            [("ref", "=", self.batch_id.name), ("operation", "=", "weighing_in")]
        )
        if sent:
            return exact(sent[-1:].net_weight)
        return max(exact(self.gross_out) - job._get_stone_grams(), exact(0))

    def _get_row(self):
        job, alloy = self.production_id, self.alloy_id
        metals = dict(alloy._fields["metal"]._description_selection(self.env))
        net, grams_text = self._get_net_out(), self.batch_id._get_grams_text
        inserts = job._get_set_notations() or (job.insert_text or "").split("\n")
        return [
            job.name,
            self.article or "",
            self.product_id.name or "",
            metals.get(alloy.metal, ""),
            f"{alloy.fineness:g}".replace(".", ","),
            f"{self.pieces:g}",
            grams_text(self.gross_out),
            f"{pure(net, exact(alloy.fineness, 1)):.4f}".replace(".", ","),
            "; ".join(filter(None, inserts)),
            grams_text(self.gross_back) if self.gross_back else "",
            self.mark or "",
            self.uins or "",
        ]
