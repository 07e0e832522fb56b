from decimal import Decimal

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from .metal import MetalWorkCase


@tagged("post_install", "-at_install")
class TestMetalWork(MetalWorkCase):
    @capability("F1", "F4", "A44", "A45", "A46", "A47")
    def test_known_pair_comes_out_to_the_last_digit(self):
        """Tree of six pairs, then one pair through mounting, polishing, setting, hand-over."""
        tree, jobs = self._cast_six()
        self.assertEqual((tree.metal_fresh, tree.metal_reused), (120, 60))
        self.assertEqual((tree.metal_loss, tree.metal_loss_percent), (1.08, 0.6))
        shares = tree.metal_entry_ids.filtered(lambda e: e.operation == "loss")
        self.assertEqual(shares.production_id, jobs)
        self.assertEqual(set(shares.mapped("gross_weight")), {0.18})
        castings = tree.metal_entry_ids.filtered(lambda e: e.form == "casting")
        self.assertEqual(set(castings.mapped("gross_weight")), {16.4})
        self.assertEqual(self._has(self.benches[self.caster]), Decimal("178.92"))

        job = jobs[0]
        self._issue(0.1, self.jeweller, form="solder", production_id=job.id)
        self._issue(1.1, self.jeweller, form="findings", production_id=job.id)
        self._pass(
            job,
            self.mounting,
            self.jeweller,
            "16,4",
            "16,98",
            metal_solder=0.1,
            metal_findings=1.1,
            metal_filings=0.48,
        )
        self._pass(job, self.polish, self.colleague, "16,98", "16,64", metal_filings=0.24)
        self._pass(
            job,
            self.setting,
            self.setter,
            "16,64",
            "16,66",
            metal_carats=0.2,
            metal_filings=0.015,
        )
        orders = [self._order_of(job, s) for s in (self.mounting, self.polish, self.setting)]
        self.assertEqual([order.metal_loss for order in orders], [0.14, 0.1, 0.005])
        percents = [round(o.metal_loss / o.metal_loss_base * 100, 2) for o in orders]
        self.assertEqual(percents, [0.8, 0.59, 0.03])
        self.assertEqual(
            [self._has(self.benches[user]) for user in (self.jeweller, self.colleague)],
            [Decimal("0.48"), Decimal("0.24")],
            "filings are still at the masters",
        )
        self._note_result(job)
        job.sudo().final_weight = 16.66
        job.with_user(self.head).action_jewel_handover()
        done = job.sudo().metal_entry_ids.filtered(
            lambda entry: entry.location_dest_id == self.finished
        )
        self.assertEqual(
            (done.gross_weight, done.net_weight, done.pure_weight), (16.66, 16.62, 9.7227)
        )
        lost = job.sudo().metal_entry_ids.filtered(lambda entry: entry.operation == "loss")
        self.assertEqual(round(sum(lost.mapped("gross_weight")), 4), 0.425)
        self.assertEqual(self._has(self.benches[self.setter]), Decimal("0.015"))
        self.assertTrue(self.env["jewel.metal.check"]._jewel_check_ledger().is_right)

    def test_piece_goes_from_master_to_master(self):
        _tree, jobs = self._cast_six()
        self._weigh(jobs[0], self.mounting, self.jeweller, "in", "16,39")
        entry = jobs[0].sudo()._get_metal_whereabouts()
        self.assertEqual(
            (entry.operation, entry.location_id, entry.location_dest_id, entry.gross_weight),
            ("weighing_in", self.benches[self.caster], self.benches[self.jeweller], 16.39),
        )

    @capability("A47", "F18")
    def test_loss_over_the_norm_is_asked_about_booked_apart_and_explained(self):
        self._create_norm(self.mounting, 0.9)
        job = self._cast_six()[1][0]
        self._weigh(job, self.mounting, self.jeweller, "in", "16,4")
        pad = self._weigh(job, self.mounting, self.jeweller, "out", "16,0")
        self.assertIn("0.4000 g are lost, 0.1476 g are allowed", pad.doubt)
        order = self._order_of(job, self.mounting)
        losses = order.metal_entry_ids.filtered(lambda entry: entry.operation == "loss")
        self.assertEqual(
            sorted((entry.is_over_norm, entry.gross_weight) for entry in losses),
            [(False, 0.1476), (True, 0.2524)],
        )
        act = self.env["jewel.loss.act"].search([("workorder_id", "=", order.id)])
        self.assertEqual(
            (act.responsible_id, act.over_weight, act.norm_percent, act.state),
            (self.jeweller, 0.2524, 0.9, "open"),
        )

    @capability("F18")
    def test_act_of_a_loss_that_was_no_loss_is_cancelled_with_it(self):
        act, order = self._lose_over_the_norm()
        order.action_jewel_undo_finish()
        self.assertEqual(act.state, "cancelled")
        self.assertFalse(act.activity_ids)
        with self.assertRefused("cannot become"):
            act.with_user(self.head)._set_state("decided")
        self._weigh(order.production_id, self.mounting, self.jeweller, "out", "16,35")
        self.assertEqual(order.production_id.sudo()._get_metal_whereabouts().gross_weight, 16.35)

    def test_finish_whose_loss_has_been_decided_about_stays(self):
        act, order = self._lose_over_the_norm()
        act.sudo().write({"explanation": "Fell", "decision": "deduct", "state": "explained"})
        act.with_user(self.head).action_decide()
        with self.assertRefused("has been decided about"):
            order.action_jewel_undo_finish()
        self.assertEqual(act.state, "decided")

    def _lose_over_the_norm(self):
        """(act, work order of the jeweller) of a passage that lost 0.4 g, 0.1476 g allowed."""
        self._create_norm(self.mounting, 0.9)
        job = self._cast_six()[1][0]
        self._pass(job, self.mounting, self.jeweller, "16,4", "16,0")
        order = self._order_of(job, self.mounting, self.jeweller)
        act = self.env["jewel.loss.act"].search([("workorder_id", "=", order.id)])
        return act, order

    def test_norm_of_a_stage_is_none_for_a_count(self):
        norms, today = self.env["jewel.loss.norm"], fields.Date.today()
        before = norms._jewel_find(self.alloy, today)
        stage_norm = self._create_norm(self.polish, 50, alloy_id=self.alloy.id)
        found = norms._jewel_find(self.alloy, today, workcenter_id=self.polish)
        self.assertEqual(found, stage_norm)
        self.assertEqual(norms._jewel_find(self.alloy, today), before)

    def test_loss_within_the_norm_makes_no_act(self):
        self._create_norm(self.mounting, 0.9)
        job = self._cast_six()[1][0]
        pad = self._pass(job, self.mounting, self.jeweller, "16,4", "16,3")
        self.assertFalse(pad.doubt)
        self.assertFalse(self.env["jewel.loss.act"].search([("production_id", "=", job.id)]))

    def test_surplus_is_asked_about_and_never_netted_into_losses(self):
        job = self._cast_six()[1][0]
        pad = self._pass(job, self.mounting, self.jeweller, "16,4", "16,5")
        self.assertIn("heavier", pad.doubt)
        entry = self._order_of(job, self.mounting).metal_entry_ids.filtered(
            lambda e: e.operation in ("surplus", "loss")
        )
        self.assertEqual((entry.operation, entry.gross_weight), ("surplus", 0.1))

    def test_finish_taken_back_takes_its_metal_back(self):
        job = self._cast_six()[1][0]
        self._pass(job, self.mounting, self.jeweller, "16,4", "16,0", metal_filings=0.3)
        self.assertEqual(self._has(self.benches[self.jeweller]), Decimal("16.3"))
        self._order_of(job, self.mounting, self.jeweller).action_jewel_undo_finish()
        self.assertEqual(self._has(self.benches[self.jeweller]), Decimal("16.4"))
        self._weigh(job, self.mounting, self.jeweller, "out", "16,2")
        self.assertEqual(self._has(self.benches[self.jeweller]), Decimal("16.2"))

    def test_handover_taken_back_gives_the_piece_back(self):
        job = self._cast_six()[1][0]
        self._pass(job, self.mounting, self.jeweller, "16,4", "16,3")
        self._pass(job, self.polish, self.colleague, "16,3", "16,2")
        self._pass(job, self.setting, self.setter, "16,2", "16,2")
        self._note_result(job)
        job.sudo().final_weight = 16.2
        job.with_user(self.head).action_jewel_handover()
        self.assertEqual(self._has(self.finished), Decimal("16.2"))
        job.sudo()._post_jewel_undo_handover()
        self.assertEqual(self._has(self.finished), 0)
        self.assertEqual(self._has(self.benches[self.setter]), Decimal("16.2"))

    def test_metal_goes_along_with_work_that_is_given_to_somebody_else(self):
        job = self._cast_six()[1][0]
        self._weigh(job, self.mounting, self.jeweller, "in", "16,4")
        order = self._order_of(job, self.mounting)
        self.mounting.jeweller_ids |= self.setter
        order.with_user(self.jeweller).action_jewel_pause()
        order.sudo().jeweller_id = self.setter
        self._weigh(job, self.mounting, self.setter, "out", "16,3", metal_filings=0.06)
        self.assertEqual(self._has(self.benches[self.jeweller]), 0)
        self.assertEqual(self._has(self.benches[self.setter]), Decimal("16.36"))

    def test_metal_goes_along_with_the_first_work_on_a_piece_too(self):
        job = self._create_mounting_job()
        self._issue(20, self.jeweller, production_id=job.id)
        self._weigh(job, self.mounting, self.jeweller, "in", "20")
        self.mounting.jeweller_ids |= self.setter
        self.jeweller.active = False
        self._weigh_out_by(job, self.setter, "19,9")
        self.assertEqual(self._has(self.benches[self.jeweller]), 0)
        self.assertEqual(self._has(self.benches[self.setter]), Decimal("19.9"))

    def test_clients_metal_stays_his_when_the_piece_is_weighed(self):
        job = self._create_mounting_job()
        owner = job.sudo().deal_id.partner_id
        outside = self.env["stock.location"]._jewel_get_holder("client")
        self._post(outside, self.vault, 20, "receipt", owner_id=owner.id)
        self._post(
            self.vault,
            self.benches[self.jeweller],
            20,
            "issue",
            owner_id=owner.id,
            production_id=job.id,
        )
        self._weigh(job, self.mounting, self.jeweller, "in", "20")
        self._weigh(job, self.mounting, self.jeweller, "out", "19,9")
        balances = self.env["jewel.metal.balance"]
        bench = self.benches[self.jeweller]
        self.assertEqual(balances._get_balance(bench, self.alloy, owner)["gross"], Decimal("19.9"))
        self.assertEqual(self._has(bench), 0)

    def test_piece_that_comes_back_from_a_return_is_weighed_in_again(self):
        job = self._cast_six()[1][0]
        self._pass(job, self.mounting, self.jeweller, "16,4", "16,3")
        self._weigh(job, self.polish, self.colleague, "in", "16,3")
        self._send_back(job, self.mounting)
        self._pass(job, self.mounting, self.jeweller, "16,3", "15,3", metal_filings=0.9)
        self._pass(job, self.polish, self.colleague, "15,3", "15,2")
        self.assertEqual(self._order_of(job, self.polish).metal_loss, 0.1)
        self.assertEqual(self._has(self.benches[self.colleague]), Decimal("15.2"))
        self.assertEqual(self._has(self.benches[self.jeweller]), Decimal("0.9"))

    def test_piece_to_be_mended_comes_from_its_owner_and_goes_back_to_him(self):
        job = self._create_repair(
            jewel_type_id=self.type.id, alloy_id=self.alloy.id, complaint="The lock is loose"
        )
        self._post(self.vault, self.benches[self.jeweller], 1, "issue", form="solder")
        self._pass(job, self.mounting, self.jeweller, "10", "10,1", metal_solder=0.15)
        self._pass(job, self.polish, self.colleague, "10,1", "10,0")
        self._hand_over(job, 10)
        self.assertEqual(self._has(self.benches[self.jeweller]), Decimal("0.85"))
        self.assertEqual(self._has(self.benches[self.colleague]), 0)
        self.assertEqual(self._has(self.finished), 0)
        job.sudo()._post_jewel_undo_handover()
        self.assertEqual(self._has(self.benches[self.colleague]), 10)

    def test_piece_of_our_stock_is_mended_and_goes_back_there(self):
        origin = self._create_done_job()
        before = self._has(self.finished)
        job = self._create_repair(origin_job_id=origin.id, reason_id=self.reason.id)
        self._pass(job, self.mounting, self.jeweller, "8,25", "8,3", metal_solder=0.1)
        self.assertEqual(before - self._has(self.finished), Decimal("8.25"))
        self._pass(job, self.polish, self.colleague, "8,3", "8,2")
        self._hand_over(job, 8.2)
        self.assertEqual(before - self._has(self.finished), Decimal("0.05"))

    def test_piece_that_was_sold_is_mended_as_metal_of_its_client(self):
        origin = self._create_done_job()
        customer = self.env["stock.location"]._jewel_get_holder("customer")
        sold = {"form": "piece", "production_id": origin.id}
        self._post(self.finished, customer, 8.25, "sale", **sold)
        bench, balances = self.benches[self.jeweller], self.env["jewel.metal.balance"]
        before = self._has(bench)
        job = self._create_repair(origin_job_id=origin.id, reason_id=self.reason.id)
        self._pass(job, self.mounting, self.jeweller, "8,25", "8,3", metal_solder=0.1)
        self._pass(job, self.polish, self.colleague, "8,3", "8,2")
        self._hand_over(job, 8.2)
        self.assertEqual(before - self._has(bench), Decimal("0.1"), "our solder is in his piece")
        owner = origin.sudo().deal_id.partner_id
        for place in (bench, self.benches[self.colleague]):
            self.assertEqual(balances._get_balance(place, self.alloy, owner)["gross"], 0)
        self.assertEqual(self._has(self.finished), 0)

    def _create_done_job(self):
        self.company.jewel_route_id = self._create_route(self.mounting)
        job = self._create_job()
        self._work_through(job)
        job.with_user(self.head).action_jewel_handover()
        return job

    def _create_repair(self, **vals):
        product = self.env.ref("jewel_production.product_repair")
        product.jewel_route_id = self._create_route(self.mounting, self.polish)
        wizard = self.env["jewel.job.again"].with_user(self.head)
        vals = {"job_kind": "repair", "intake_weight": 10, **vals}
        return self.env["mrp.production"].browse(wizard.create(vals).action_create()["res_id"])

    def _hand_over(self, job, weight):
        self._note_result(job)
        job.sudo().final_weight = weight
        job.with_user(self.head).action_jewel_handover()

    def _create_mounting_job(self):
        """A job without casting: the first who weighs it has made it of what was issued to him."""
        self.company.jewel_route_id = self._create_route(self.mounting, self.polish)
        return self._create_job()

    def _weigh_out_by(self, job, user, text):
        order = self._order_of(job, self.mounting, user)
        order.action_jewel_take()
        order.with_context(jewel_no_weighing=True).action_jewel_start()
        return self._weigh(job, self.mounting, user, "out", text)

    def test_metal_of_the_ledger_is_no_component(self):
        """Issued by sheet and consumed at hand-over, the same grams would leave twice."""
        metal = self.alloy._get_metal_product()
        model = self._create_model()
        line = {"product_id": metal.id, "product_qty": 10, "product_uom_id": metal.uom_id.id}
        with self.assertRefused("booked out twice"):
            model.bom_ids.with_user(self.head).bom_line_ids = [Command.create(line)]
        job = self._create_job().with_user(self.head)
        move = {
            "product_id": metal.id,
            "product_uom_qty": 10,
            "product_uom": metal.uom_id.id,
            "location_id": job.location_src_id.id,
            "location_dest_id": job.production_location_id.id,
        }
        with self.assertRefused("booked out twice"):
            job.move_raw_ids = [Command.create(move)]

    def test_a_component_does_not_become_metal(self):
        """An older bill of materials that has it keeps nobody from producing."""
        component = self.alloy._get_metal_product().copy({"is_metal": False})
        model = self._create_model()
        model.bom_ids.bom_line_ids = [Command.create({"product_id": component.id})]
        with self.assertRefused("booked out twice"):
            component.is_metal = True
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE product_template SET is_metal = true WHERE id = %s",
            [component.product_tmpl_id.id],
        )
        self.env.invalidate_all()
        order = self._create_order((model, 1))
        order.action_confirm()
        job = self.env["mrp.production"].search([("sale_line_id", "in", order.order_line.ids)])
        self.assertEqual(job.move_raw_ids.product_id, component)

    def test_a_weighing_is_reversed_as_a_whole(self):
        self._create_norm(self.mounting, 0.1)
        self._issue(20, self.jeweller)
        self.company.jewel_route_id = self._create_route(self.mounting)
        job = self._create_job()
        self._pass(job, self.mounting, self.jeweller, "16,4", "16,2", metal_filings=0.1)
        bench = self.benches[self.jeweller]
        self.assertEqual(float(self._has(bench)), 19.9)
        lost = job.sudo().metal_entry_ids.filtered(lambda entry: entry.operation == "loss")
        self.assertEqual(len(lost), 2, "within the norm and over it")
        question = lost[:1].with_user(self.head).action_reverse()
        asked = self.entries.browse(question["context"]["default_entry_ids"])
        self.assertLess(lost, asked)
        lost[:1].with_user(self.head).action_reverse("Typed wrong")
        self.assertEqual(self._has(bench), 20)
        self.assertTrue(all(entry.reversal_ids for entry in asked))
