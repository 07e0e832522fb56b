from decimal import Decimal

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from .metal import MetalWorkCase


@tagged("post_install", "-at_install")
@capability("F4")
class TestCastingMetal(MetalWorkCase):
    def _pour_tree(self, *jobs, **vals):
        tree = self._create_tree(*(jobs or [self._create_waxed()]), **vals)
        tree.action_close()
        tree.action_pour()
        return tree

    def test_loss_is_shared_by_mass_to_the_last_step(self):
        jobs = self.env["mrp.production"].union(*(self._create_waxed() for _i in range(3)))
        tree = self._pour_tree(*jobs)
        for order, grams in zip(tree.sudo().workorder_ids.sorted("id"), (10, 20, 40), strict=True):
            order.weight_out = grams
        self._weigh_tree(
            tree, metal_fresh=150, metal_cleaned=149, metal_castings=70, metal_sprue=79
        )
        losses = tree.sudo().metal_entry_ids.filtered(lambda e: e.operation == "loss").sorted("id")
        self.assertEqual(losses.mapped("gross_weight"), [0.1429, 0.2857, 0.5714])

    def test_tree_is_booked_once_and_again_after_a_reversal(self):
        tree = self._pour_tree()
        metal = {
            "metal_fresh": 40,
            "metal_cleaned": 39.8,
            "metal_castings": 20,
            "metal_sprue": 19.8,
        }
        self._weigh_tree(tree, **metal)
        with self.assertRefused("booked already"):
            self._weigh_tree(tree, **metal)
        tree.sudo()._get_booked_entries().action_reverse("Wrong scale")
        self._weigh_tree(tree, **metal)

    def test_slips_are_asked_about(self):
        tree = self._pour_tree()
        question = self._weigh_tree(
            tree,
            metal_fresh=10,
            metal_reused=30,
            metal_cleaned=41,
            metal_castings=20,
            metal_sprue=22,
        )
        for words in ("heavier than the metal", "weigh more than the tree", "More than half"):
            self.assertIn(words, question.doubt)
        with self.assertRefused("weigh what was poured"):
            self._weigh_tree(self._pour_tree(), metal_fresh=10)

    def test_loss_of_a_tree_over_the_norm_makes_an_act(self):
        self._create_norm(self.cast, 0.6)
        tree = self._pour_tree()
        self._weigh_tree(tree, metal_fresh=100, metal_cleaned=99, metal_castings=50, metal_sprue=49)
        act = self.env["jewel.loss.act"].search([("casting_tree_id", "=", tree.id)])
        self.assertEqual((act.responsible_id, act.over_weight), (self.caster, 0.4))

    def test_another_alloy_into_the_tree_is_refused(self):
        tree = self._create_tree(self._create_waxed())
        with self.assertRefused("must not go into it"):
            self._issue(5, self.caster, casting_tree_id=tree.id, alloy_id=self.red.id)

    @capability("F3")
    def test_metal_of_a_client_goes_into_no_melt_but_his_own(self):
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        holder = self.env["stock.location"]._jewel_get_holder("client")
        for owner in (stranger, self.client):
            self._post(holder, self.vault, 30, "receipt", owner_id=owner.id)
        tree = self._create_tree(self._create_waxed())
        line = {"casting_tree_id": tree.id, "alloy_id": self.alloy.id, "gross_weight": 10}

        def give(owner):
            transfer = (
                self.env["jewel.metal.transfer"]
                .with_user(self.keeper)
                .create(
                    {
                        "to_user_id": self.caster.id,
                        "owner_id": owner.id,
                        "line_ids": [(0, 0, line)],
                    }
                )
            )
            transfer.action_issue()
            transfer.with_user(self.caster).action_receive()

        with self.assertRefused("melted alone"):
            give(stranger)
        give(self.client)
        with self.assertRefused("melted alone"):
            give(self.env["res.partner"])

    def test_only_a_poured_tree_is_weighed(self):
        tree = self._create_tree(self._create_waxed())
        with self.assertRaises(UserError):
            self._weigh_tree(tree, metal_fresh=1, metal_cleaned=1, metal_castings=1)

    def test_tree_that_is_weighed_again_has_one_act_of_loss(self):
        self._create_norm(self.cast, 0.1)
        tree, _jobs = self._cast_six()
        acts = self.env["jewel.loss.act"].search([("casting_tree_id", "=", tree.id)])
        self.assertEqual(acts.state, "open")
        tree._get_booked_entries().with_user(self.head).action_reverse("Typed wrong")
        self._weigh_tree(
            tree, metal_cleaned=178.95, metal_castings=98.4, metal_sprue=80.1, metal_filings=0.42
        )
        again = self.env["jewel.loss.act"].search([("casting_tree_id", "=", tree.id)]) - acts
        self.assertEqual((acts.state, again.state), ("cancelled", "open"))

    def test_metal_of_a_caster_who_has_left_is_weighed_where_it_was_issued(self):
        job = self._create_waxed()
        tree = self._create_tree(job)
        tree.action_close()
        self._issue(30, self.caster, casting_tree_id=tree.id)
        tree.action_pour()
        self.caster.active = False
        tree.with_user(self.head).action_finish()
        self._weigh_tree(tree, self.head, metal_cleaned=29.9, metal_castings=16, metal_sprue=13.9)
        self.assertEqual(self._has(self.benches[self.caster]), Decimal("29.9"))
        self.assertFalse(self.head._get_metal_location())

    def test_loss_of_a_tree_whose_jobs_were_all_cancelled_is_booked(self):
        job = self._create_waxed()
        tree = self._create_tree(job)
        tree.action_close()
        self._issue(30, self.caster, casting_tree_id=tree.id)
        tree.action_pour()
        job.with_user(self.head).action_cancel()
        self._weigh_tree(tree, metal_cleaned=29.9, metal_castings=16, metal_sprue=13.9)
        self.assertEqual(self._has(self.benches[self.caster]), Decimal("29.9"))
        losses = tree.sudo().metal_entry_ids.filtered(lambda entry: entry.operation == "loss")
        self.assertEqual((losses.gross_weight, losses.production_id.id), (0.1, False))

    def test_metal_of_a_tree_that_changes_hands_is_weighed_where_it_was_issued(self):
        tree = self._pour_issued_tree()
        tree.with_user(self.head).caster_id = self.colleague
        self._weigh_tree(tree, self.head, metal_cleaned=29.9, metal_castings=16, metal_sprue=13.9)
        self.assertEqual(self._has(self.benches[self.caster]), Decimal("29.9"))
        self.assertEqual(self._has(self.benches[self.colleague]), 0)

    def test_metal_of_a_tree_that_was_passed_on_is_weighed_where_it_is(self):
        tree = self._pour_issued_tree()
        self._pass_on(tree, 30)
        tree.with_user(self.head).caster_id = self.colleague
        self._weigh_tree(tree, self.head, metal_cleaned=29.9, metal_castings=16, metal_sprue=13.9)
        self.assertEqual(self._has(self.benches[self.colleague]), Decimal("29.9"))
        self.assertEqual(self._has(self.benches[self.caster]), 0)

    def test_a_little_that_was_passed_on_does_not_take_the_tree_along(self):
        tree = self._pour_issued_tree()
        self._pass_on(tree, 2)
        self.assertEqual(tree._get_metal_place(), self.benches[self.caster])

    def _pass_on(self, tree, grams):
        """The caster gives metal of his tree to the colleague, who takes it."""
        line = {"alloy_id": self.alloy.id, "gross_weight": grams, "casting_tree_id": tree.id}
        sheet = (
            self.env["jewel.metal.transfer"]
            .with_user(self.keeper)
            .create(
                {
                    "kind": "pass",
                    "from_user_id": self.caster.id,
                    "to_user_id": self.colleague.id,
                    "line_ids": [Command.create(line)],
                }
            )
        )
        sheet.with_user(self.caster).action_issue()
        sheet.with_user(self.colleague).action_receive()

    def _pour_issued_tree(self):
        """Metal issued to the caster; a colleague may cast, too."""
        self.cast.jeweller_ids |= self.colleague
        tree = self._create_tree(self._create_waxed())
        tree.action_close()
        self._issue(30, self.caster, casting_tree_id=tree.id)
        tree.action_pour()
        return tree
