from datetime import datetime, time, timedelta
from random import Random

from odoo import api, fields, models
from odoo.fields import Command

_WEEKS = 12
_SEED = 19
_STAGES = ("waxwork", "casting", "mounting", "grinding", "polishing")


class JewelOutputReport(models.Model):
    _inherit = "jewel.output.report"

    @api.model
    def _demo_quarter(self):
        """A finished job of two masters for each of the last weeks, for the demo database only.

        The jobs pass their stages as any others; their days are set back afterwards. They name no
        base of the loss, so they are no points of the control chart.
        """
        dice = Random(_SEED)
        alloys = self.env["jewel.alloy"].search([], order="id", limit=3)
        jobs = self._demo_create_jobs(_WEEKS, alloys, _STAGES, dice)
        today = fields.Date.today()
        for week, job in enumerate(jobs):
            self._demo_pass(job, week, dice)
            self._demo_set_back(job, today - timedelta(weeks=_WEEKS - week), dice)

    @api.model
    def _demo_create_jobs(self, count, alloys, names, dice):
        """Confirmed jobs of ready models, each with the named stages."""
        products = self.env["product.product"].search(
            [("made_to_order", "=", True), ("jewel_type_id", "!=", False)], order="id"
        )
        stages = [self.env.ref(f"jewel_production.stage_{name}") for name in names]
        jobs = self.env["mrp.production"].create(
            [self._demo_prepare_job(products, alloys, stages, dice) for _number in range(count)]
        )
        jobs.action_confirm()
        return jobs

    @api.model
    def _demo_prepare_job(self, products, alloys, stages, dice):
        return {
            "product_id": dice.choice(products).id,
            "product_qty": dice.choice([1, 1, 2]),
            "alloy_id": dice.choice(alloys).id,
            "workorder_ids": [
                Command.create(
                    {
                        "name": stage.name,
                        "workcenter_id": stage.id,
                        "sequence": place,
                        "duration_expected": dice.choice([45, 60, 90]),
                    }
                )
                for place, stage in enumerate(stages, 1)
            ],
        }

    @api.model
    def _demo_pass(self, job, week, dice):
        """From stage to stage, a little lighter at each, and into stock."""
        masters = [
            self.env.ref("jewel_base.user_demo_jeweller"),
            self.env.ref("jewel_base.user_demo_jeweller2"),
        ]
        weight = dice.uniform(9, 18) * job.product_qty
        for place, order in enumerate(job._jewel_ordered_orders()):
            order.jeweller_id = masters[(place + week) % 2]
            order.button_start()
            order.button_finish()
            if place:  # wax is not weighed
                loss = weight * dice.uniform(0.001, 0.008)
                weight -= loss
                over = max(loss - weight * 0.006, 0.0)
                order.write({"weight_out": weight, "metal_loss": loss, "metal_loss_over": over})
        job.final_weight = weight
        job._jewel_close()

    @api.model
    def _demo_set_back(self, job, day, dice):
        """A stage a day from this day on."""
        for place, order in enumerate(job._jewel_ordered_orders()):
            begin = datetime.combine(day + timedelta(days=place), time(6 + place))
            end = begin + timedelta(minutes=order.duration_expected * dice.uniform(0.7, 1.5))
            order.time_ids.write({"date_start": begin, "date_end": end})
            order.write({"date_opened": begin, "date_taken": begin, "date_closed": end})
            order.write({"date_start": begin, "date_finished": end})
        job.with_context(force_date=True).write({"date_finished": end, "date_stage": end})
