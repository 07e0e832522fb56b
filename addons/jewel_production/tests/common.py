"""Workshop of four stages and deals that go into production, for tests here and in later addons."""

import base64
import io

from PIL import Image

from odoo.exceptions import RedirectWarning
from odoo.fields import Command

from odoo.addons.jewel_base.tests.common import JewelCase


def picture(color="gold"):
    """A small JPEG in base64, for sketches."""
    stream = io.BytesIO()
    Image.new("RGB", (64, 48), color).save(stream, "JPEG")
    return base64.b64encode(stream.getvalue())


class ProductionCase(JewelCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head = cls.users["production_head"]
        cls.jeweller = cls.users["jeweller"]
        cls.manager = cls.users["sales_manager"]
        cls.colleague = cls._create_role_user("jeweller", login="jewel_test_colleague")
        cls.company = cls.env.company
        cls.cast, cls.file, cls.enamel, cls.polish = (
            cls._create_stage(name, is_optional=name == "Enamel")
            for name in ("Casting", "Filing", "Enamel", "Polishing")
        )
        cls.handover = cls.env.ref("jewel_production.stage_handover")
        cls.route = cls._create_route(cls.cast, cls.file, cls.enamel, cls.polish)
        cls.company.write({"jewel_route_id": cls.route.id, "production_head_id": cls.head.id})
        cls.type = cls.env["jewel.product.type"].create({"name": "Test ring"})
        cls.alloy = cls.env.ref("jewel_base.alloy_au585_white")
        cls.client = cls.env["res.partner"].create({"name": "Client"})
        cls.reason = cls.env["jewel.rework.reason"].create({"name": "Scratched"})
        # Work that is in the database already waits for nobody of these tests.
        waiting = cls.env["mrp.workorder"].search(
            [("state", "=", "ready"), ("jeweller_id", "=", False)]
        )
        waiting.jeweller_id = cls.env.ref("base.user_admin")

    @classmethod
    def _create_stage(cls, name, **vals):
        return cls.env["mrp.workcenter"].create({"name": name, "is_jewel_stage": True, **vals})

    @classmethod
    def _create_route(cls, *stages, minutes=30):
        lines = [
            Command.create({"workcenter_id": stage.id, "minutes": minutes}) for stage in stages
        ]
        return cls.env["jewel.route"].create({"name": "Test route", "line_ids": lines})

    @classmethod
    def _create_model(cls, name="Anchor", **vals):
        """A ready model that is made to order."""
        return cls.env["product.product"].create(
            {
                "name": name,
                "default_code": "SZ-1",
                "jewel_type_id": cls.type.id,
                "made_to_order": True,
                **vals,
            }
        )

    @classmethod
    def _create_deal(cls, **vals):
        return cls.env["crm.lead"].create(
            {
                "name": "Deal",
                "type": "opportunity",
                "partner_id": cls.client.id,
                "user_id": cls.manager.id,
                "jewel_type_id": cls.type.id,
                "alloy_id": cls.alloy.id,
                "item_description": "As drawn",
                "expected_revenue": 1000,
                **vals,
            }
        )

    @classmethod
    def _create_job(cls, **vals):
        """Job of a deal that has just gone into production."""
        deal = cls._create_deal(**vals)
        deal._jewel_set_stage("production")
        return deal.job_ids

    @classmethod
    def _create_order(cls, *lines, deal=None):
        return cls.env["sale.order"].create(
            {
                "partner_id": cls.client.id,
                "opportunity_id": deal and deal.id,
                "order_line": [
                    Command.create({"product_id": product.id, "product_uom_qty": quantity})
                    for product, quantity in lines
                ],
            }
        )

    def _order_of(self, job, stage, user=None):
        """Open (or last) work order of ``job`` at ``stage``, as ``user``."""
        orders = job.sudo()._jewel_ordered_orders().filtered(lambda o: o.workcenter_id == stage)
        order = orders.filtered(lambda o: o.state not in ("done", "cancel"))[:1] or orders[-1:]
        return order.with_user(user) if user else order

    def _drag(self, job, stage, user=None, why="Not needed"):
        """Drag a card; when the board asks why stages are skipped, say ``why``."""
        job = job.with_user(user or self.head)
        try:
            job.write({"stage_id": stage.id})
        except RedirectWarning as question:
            if "default_production_ids" not in question.args[3]:
                raise
            wizard = self.env["jewel.job.move"].with_user(job.env.user)
            wizard.with_context(**question.args[3]).create({"note": why}).action_move()

    def _send_back(self, job, stage, user=None, **vals):
        """Through the wizard, as a person does."""
        wizard = (
            self.env["jewel.job.return"]
            .with_user(user or self.head)
            .create(
                {
                    "production_id": job.id,
                    "stage_id": stage.id,
                    "rework_reason_id": self.reason.id,
                    **vals,
                }
            )
        )
        wizard.action_return()

    def _work_through(self, job, user=None):
        """The jeweller passes all stages of ``job`` and weighs at none; the result is noted."""
        while order := job.sudo()._jewel_open_orders()[:1]:
            work = order.with_user(user or self.jeweller).with_context(jewel_no_weighing=True)
            work.action_jewel_start()
            work.action_jewel_finish()
        self._note_result(job)

    @classmethod
    def _note_result(cls, job):
        """What hand-over asks for: the final weight and a photo of the finished piece."""
        photo = cls.env["ir.attachment"].create({"name": "photo.jpg", "datas": picture()})
        job.sudo().write({"final_weight": 8.25, "finish_photo_ids": [Command.link(photo.id)]})

    def _states(self, job):
        return [(o.workcenter_id.name, o.state) for o in job.sudo()._jewel_ordered_orders()]
