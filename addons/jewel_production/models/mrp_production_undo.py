from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError


class MrpProduction(models.Model):
    """Hand-over taken back: the piece leaves stock again and the job goes on as rework.

    Components stay consumed, since they are in the piece. The finished move is returned by a move
    of its own, so stock and value end where they were; it is then kept beside the job (not among
    its open production), and a new finished move waits for the next hand-over.
    """

    _inherit = "mrp.production"

    undone_move_ids = fields.One2many(
        "stock.move", "jewel_undone_job_id", "Hand-overs Taken Back", readonly=True
    )
    undone_count = fields.Integer("Hand-overs Undone", readonly=True, copy=False)
    can_undo_handover = fields.Boolean(compute="_compute_can_undo_handover", compute_sudo=True)

    @api.depends("state", "date_finished", "company_id.handover_undo_hours")
    def _compute_can_undo_handover(self):
        now = fields.Datetime.now()
        for job in self:
            window = timedelta(hours=job.company_id.handover_undo_hours)
            job.can_undo_handover = (
                job.state == "done"
                and job.is_jewel_job
                and bool(job.date_finished)
                and now <= job.date_finished + window
            )

    def _jewel_undo_handover(self, note):
        """Open the handed over job again; the caller sends it back to a stage, which needs that.

        :param note: why, kept with the job
        """
        self.ensure_one()
        self._check_production_head()
        self._jewel_lock()
        job = self.sudo()
        job._check_undo(note)
        job._jewel_take_from_stock()
        job.write({"state": "to_close", "date_finished": job.item_deadline or job.date_start})
        job.undone_count += 1
        job.message_post(body=self.env._("Hand-over undone: %s", note))
        job._jewel_reopen_deal()
        self._post_jewel_undo_handover()

    def _check_undo(self, note):
        if not self.can_undo_handover:
            raise UserError(
                self.env._(
                    "Hand-over of job %(job)s cannot be undone: this is possible for %(hours)s "
                    "hours after it. Make a repair or a remake instead.",
                    job=self.name,
                    hours=self.company_id.handover_undo_hours,
                )
            )
        if not (note or "").strip():
            raise UserError(self.env._("Say why the hand-over of job %s is undone.", self.name))
        gone = self.move_finished_ids.move_dest_ids.filtered(lambda move: move.state == "done")
        if gone or self.deal_id.jewel_stage_key in ("shipping", "done"):
            raise UserError(
                self.env._(
                    "The piece of job %s is with the client or on its way already. "
                    "Make a repair or a remake instead.",
                    self.name,
                )
            )

    def _jewel_take_from_stock(self):
        finished = self.move_finished_ids.filtered(lambda move: move.state == "done")
        waiting = finished.move_dest_ids.filtered(lambda move: move.state != "cancel")
        waiting._do_unreserve()
        returns = finished.browse()
        for move in finished:
            back = move.create(self._prepare_undo_move_vals(move))
            back._action_confirm(merge=False)
            for line in move.move_line_ids:
                self.env["stock.move.line"].create(self._prepare_undo_line_vals(back, line))
            back.picked = True
            returns |= back._action_done()
        if any(move.state != "done" for move in returns) or len(returns) != len(finished):
            raise UserError(self.env._("The piece of job %s is not in stock any more.", self.name))
        finished.write({"move_dest_ids": [(5,)], "jewel_undone_job_id": self.id})
        finished.production_id = False
        self.write({"state": "progress", "qty_producing": 0})
        moves = finished.create(
            [{**vals, "move_dest_ids": False} for vals in self._get_moves_finished_values()]
        )
        moves.filtered(lambda move: move.product_id == self.product_id).move_dest_ids = waiting
        moves._action_confirm(merge=False)
        waiting._recompute_state()

    def _prepare_undo_move_vals(self, move):
        return {
            "product_id": move.product_id.id,
            "product_uom_qty": move.quantity,
            "product_uom": move.product_uom.id,
            "location_id": move.location_dest_id.id,
            "location_dest_id": move.location_id.id,
            "procure_method": "make_to_stock",
            "company_id": move.company_id.id,
            "origin": self.name,
            "origin_returned_move_id": move.id,
        }

    def _prepare_undo_line_vals(self, back, line):
        return {
            "move_id": back.id,
            "product_id": line.product_id.id,
            "product_uom_id": line.product_uom_id.id,
            "quantity": line.quantity,
            "lot_id": line.lot_id.id,
            "location_id": back.location_id.id,
            "location_dest_id": back.location_dest_id.id,
            "company_id": back.company_id.id,
        }

    def _are_finished_serials_already_produced(self, lots, excluded_sml=None):
        """Override of `mrp`: the number of a piece that came back is given to it again."""
        returned = self.undone_move_ids.move_line_ids.lot_id
        return super()._are_finished_serials_already_produced(lots - returned, excluded_sml)

    def _cal_price(self, consumed_moves):
        """Override of `mrp`: what was consumed before the first hand-over is in the piece still."""
        if self.undone_move_ids:
            consumed_moves |= self.move_raw_ids.filtered(lambda move: move.state == "done")
        return super()._cal_price(consumed_moves)

    def _jewel_reopen_deal(self):
        deal = self.deal_id
        if deal.jewel_stage_key == "ready":
            deal._jewel_set_stage("production")
            deal.activity_unlink(["jewel_order.mail_activity_prepare_shipping"])

    def _post_jewel_undo_handover(self):
        """Hook: called once after the hand-over of a job was undone."""
