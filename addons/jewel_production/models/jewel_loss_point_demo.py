from datetime import timedelta
from random import Random

from odoo import api, fields, models

_SEED = 27
_JOBS = 26
_STAGES = ("grinding", "polishing")


class JewelLossPoint(models.Model):
    _inherit = "jewel.loss.point"

    @api.model
    def _demo_half_year(self):
        """A weighed job for each of the last weeks, for the demo database only.

        The master at polishing drifts in the end, the one at grinding once loses too much.
        """
        dice = Random(_SEED)
        output = self.env["jewel.output.report"]
        alloy = self.env.ref("jewel_base.alloy_au585_white")
        masters = [
            self.env.ref("jewel_base.user_demo_jeweller"),
            self.env.ref("jewel_base.user_demo_jeweller2"),
        ]
        jobs = output._demo_create_jobs(_JOBS, alloy, _STAGES, dice)
        today = fields.Date.today()
        for number, job in enumerate(jobs):
            weight = dice.uniform(9, 18)
            for order, master in zip(job._jewel_ordered_orders(), masters, strict=True):
                order.jeweller_id = master
                order.button_start()
                order.button_finish()
                weight = self._demo_lose(order, weight, number, dice)
            job.final_weight = weight
            job._jewel_close()
            output._demo_set_back(job, today - timedelta(weeks=_JOBS - number), dice)
        self.env.flush_all()
        self._cron_signals()

    @api.model
    def _demo_lose(self, order, weight, number, dice):
        """What is left of ``weight``: the loss is a share of what the norm allows."""
        share = dice.uniform(0.60, 0.76)
        if order.workcenter_id == self.env.ref("jewel_production.stage_polishing"):
            share += 0.02 * max(number - _JOBS // 2, 0)
        elif number == _JOBS - 6:
            share = 1.35
        norm = self.env["jewel.loss.norm"]._jewel_find(
            order.production_id.alloy_id, fields.Date.today(), workcenter_id=order.workcenter_id
        )
        allowed = weight * norm.percent / 100
        loss = share * allowed
        order.write(
            {
                "weight_out": weight - loss,
                "metal_loss_base": weight,
                "metal_loss": loss,
                "metal_loss_over": max(loss - allowed, 0),
            }
        )
        return weight - loss
