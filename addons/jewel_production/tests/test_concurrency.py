"""Two people at once, in two real transactions; what is committed here is removed at the end."""

from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, new_test_user, tagged
from odoo.tools import mute_logger

from .common import picture


@tagged("post_install", "-at_install")
class TestConcurrency(BaseCase):
    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.addCleanup(self._remove)
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True, "lang": "en_US"})
            self.user_ids = [
                new_test_user(
                    env, f"jewel_two_{name}", f"jewel_base.group_{role}", name=f"Two {name}"
                ).id
                for name, role in (
                    ("a", "jeweller"),
                    ("b", "jeweller"),
                    ("head", "production_head"),
                )
            ]
            stage = env["mrp.workcenter"].create({"name": "Two", "is_jewel_stage": True})
            route = env["jewel.route"].create(
                {"name": "Two", "line_ids": [(0, 0, {"workcenter_id": stage.id})]}
            )
            product = env["product.product"].create(
                {"name": "Two", "made_to_order": True, "jewel_route_id": route.id}
            )
            job = env["mrp.production"].create(
                {"product_id": product.id, "user_id": self.user_ids[2]}
            )
            job.action_confirm()
            self.ids = {record._name: record.ids for record in (stage, route, product, job)}
            self.order_id = job.workorder_ids.id

    def _remove(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            job = env["mrp.production"].browse(self.ids["mrp.production"])
            job.workorder_ids.time_ids.unlink()
            job.finish_photo_ids.unlink()
            product = env["product.product"].browse(self.ids["product.product"])
            if "done" in job.mapped("state"):
                cr.execute("DELETE FROM stock_move_line WHERE product_id = %s", product.ids)
                cr.execute("DELETE FROM stock_move WHERE product_id = %s", product.ids)
                cr.execute("DELETE FROM stock_quant WHERE product_id = %s", product.ids)
                cr.execute("DELETE FROM mrp_workorder WHERE production_id = %s", job.ids)
                cr.execute("DELETE FROM mrp_production WHERE id = %s", job.ids)
                env.invalidate_all()
            else:
                job.action_cancel()
                job.workorder_ids.unlink()
                job.unlink()
            env["jewel.route"].browse(self.ids["jewel.route"]).unlink()
            env["mrp.workcenter"].browse(self.ids["mrp.workcenter"]).unlink()
            product.bom_ids.unlink()
            product.product_tmpl_id.unlink()
            # Their names stay in the history of what they did, so their logins make room.
            for user in env["res.users"].browse(self.user_ids):
                user.write({"active": False, "login": f"{user.login}_{user.id}"})
                user.partner_id.active = False

    def _env(self, cr, number):
        return api.Environment(cr, self.user_ids[number], {"lang": "en_US"})

    def _both(self, model, record_id, method, first, second):
        """``first`` and ``second`` call at the same time; ``first`` commits earlier.

        Odoo's request layer repeats the transaction that fails on serialisation; so does this.
        """
        with self.registry.cursor() as one, self.registry.cursor() as two:
            mine = self._env(one, first)[model].browse(record_id)
            his = self._env(two, second)[model].browse(record_id)
            his.has_access("read")  # his view of the data begins before the other's commit
            getattr(mine, method)()
            one.commit()
            with self.assertRaises(SerializationFailure), mute_logger("odoo.sql_db"):
                getattr(his, method)()
            two.rollback()
            his.env.invalidate_all()
            return getattr(his, method)()

    def test_two_jewellers_take_the_same_work(self):
        with self.assertRaisesRegex(UserError, "already taken by Two a"):
            self._both("mrp.workorder", self.order_id, "action_jewel_take", 0, 1)
        with self.registry.cursor() as cr:
            order = self._env(cr, 0)["mrp.workorder"].browse(self.order_id)
            self.assertEqual(order.jeweller_id.id, self.user_ids[0])

    def test_two_clicks_on_finish_in_two_windows(self):
        with self.registry.cursor() as cr:
            self._env(cr, 0)["mrp.workorder"].browse(self.order_id).action_jewel_start()
        self._both("mrp.workorder", self.order_id, "action_jewel_finish", 0, 0)
        with self.registry.cursor() as cr:
            order = self._env(cr, 0)["mrp.workorder"].browse(self.order_id).sudo()
            self.assertEqual((order.state, len(order.time_ids)), ("done", 1))

    def test_a_line_that_is_written_while_its_batch_moves_is_refused(self):
        with self.registry.cursor() as cr:
            env = self._env(cr, 2)
            batch_id = env["jewel.hallmark.batch"].create({}).id
            line = env["jewel.hallmark.line"].create(
                {"batch_id": batch_id, "production_id": self.ids["mrp.production"][0]}
            )
            line_id = line.id
        self.addCleanup(self._remove_batch, batch_id)
        with self.registry.cursor() as one, self.registry.cursor() as two:
            line = self._env(two, 2)["jewel.hallmark.line"].browse(line_id)
            line.has_access("read")
            self._env(one, 2)["jewel.hallmark.batch"].browse(batch_id).action_cancel()
            one.commit()
            with self.assertRaises(SerializationFailure), mute_logger("odoo.sql_db"):
                line.gross_out = 5
            two.rollback()
            line.env.invalidate_all()
            with self.assertRaisesRegex(UserError, "has left"):
                line.gross_out = 5

    def _remove_batch(self, batch_id):
        with self.registry.cursor() as cr:
            cr.execute("DELETE FROM jewel_hallmark_batch WHERE id = %s", [batch_id])

    def test_two_windows_let_the_same_job_wait(self):
        [job_id] = self.ids["mrp.production"]
        with self.registry.cursor() as cr:
            env = self._env(cr, 2)
            reason = env.ref("jewel_production.wait_stone")
            wizard = env["jewel.wait.begin"].create(
                {"production_id": job_id, "reason_id": reason.id}
            )
            wizard_id = wizard.id
        self._both("jewel.wait.begin", wizard_id, "action_wait", 2, 2)
        with self.registry.cursor() as cr:
            job = self._env(cr, 2)["mrp.production"].browse(job_id)
            self.assertEqual((len(job.wait_ids), job.wait_reason_id.id), (1, reason.id))

    def test_two_hand_overs(self):
        with self.registry.cursor() as cr:
            self._env(cr, 0)["mrp.workorder"].browse(self.order_id).action_jewel_finish()
        [job_id] = self.ids["mrp.production"]
        with self.registry.cursor() as cr:
            photo = {"name": "photo.jpg", "datas": picture()}
            self._env(cr, 2)["mrp.production"].browse(job_id).write(
                {"final_weight": 8.25, "finish_photo_ids": [Command.create(photo)]}
            )
        self._both("mrp.production", job_id, "action_jewel_handover", 2, 2)
        with self.registry.cursor() as cr:
            job = self._env(cr, 2)["mrp.production"].browse(job_id)
            self.assertEqual((job.state, job.product_id.qty_available), ("done", 1))

    def test_risk_of_the_others_is_written_though_a_colleague_writes_one_job_meanwhile(self):
        """A job that was changed after the cron had read it is left to the next run."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            job = env["mrp.production"].browse(self.ids["mrp.production"])
            jobs = job | env["mrp.production"].create(
                [{"product_id": job.product_id.id, "user_id": self.user_ids[2]}] * 4
            )
            jobs.action_confirm()
            self.ids["mrp.production"] = jobs.ids
            env.flush_all()
            cr.execute(
                "UPDATE mrp_production SET date_projected = NULL WHERE id IN %s", [tuple(jobs.ids)]
            )
        with self.registry.cursor() as cr:
            cron = api.Environment(cr, SUPERUSER_ID, {})["mrp.production"]
            project = type(cron)._jewel_project

            def slowly(production, now):
                rows = project(production, now)
                self._touch(jobs.ids[1])
                return rows

            with patch.object(type(cron), "_jewel_project", slowly):
                cron._cron_update_risk()
        self.assertEqual(self._unprojected(), [jobs.ids[1]])
        with self.registry.cursor() as cr:
            api.Environment(cr, SUPERUSER_ID, {})["mrp.production"]._cron_update_risk()
        self.assertEqual(self._unprojected(), [])

    def test_escalation_steps_aside_for_a_colleague_and_tells_of_the_job_later(self):
        """In words: what somebody is just moving, or has moved since it was read, can wait."""
        [job_id] = self.ids["mrp.production"]
        with self.registry.cursor() as cr:
            cr.execute(
                "UPDATE mrp_production SET item_deadline = now() - interval '1 day' WHERE id = %s",
                [job_id],
            )
        with self.assertNoLogs("odoo.sql_db", "ERROR"):
            with self.registry.cursor() as colleague:
                self._env(colleague, 2)["mrp.production"].browse(job_id)._jewel_lock()
                self.assertEqual(self._escalate(job_id), 0, "while a colleague writes")
            self.assertEqual(self._escalate(job_id, meanwhile=self._touch), 0, "and after")
            self.assertEqual(self._escalate(job_id), 1)
            self.assertEqual(self._escalate(job_id), 1, "once")

    def test_who_waits_for_a_job_begins_anew(self):
        """Only locked, the row would let the second one decide by what it saw before."""
        [job_id] = self.ids["mrp.production"]
        with self.registry.cursor() as one, self.registry.cursor() as two:
            mine, his = (
                self._env(cr, user)["mrp.production"].browse(job_id)
                for user, cr in enumerate((one, two))
            )
            his.mapped("state")  # his view of the data begins before the other's commit
            mine._jewel_lock()
            one.commit()
            with self.assertRaises(SerializationFailure):
                his._jewel_lock()

    def _escalate(self, job_id, meanwhile=None):
        """Number of escalations of the job after the rule has run over it."""
        with self.registry.cursor() as cr:
            job = api.Environment(cr, SUPERUSER_ID, {})["mrp.production"].browse(job_id)
            job.mapped("state")  # the rule's view of the data begins
            if meanwhile:
                meanwhile(job_id)
            job._jewel_escalate("overdue")
            return len(job.escalation_ids)

    def _touch(self, job_id):
        with self.registry.cursor() as cr:
            cr.execute("UPDATE mrp_production SET origin = 'A colleague' WHERE id = %s", [job_id])

    def _unprojected(self):
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT id FROM mrp_production WHERE date_projected IS NULL AND id IN %s",
                [tuple(self.ids["mrp.production"])],
            )
            return [row[0] for row in cr.fetchall()]

    def test_two_finish_the_same_casting_tree(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True, "lang": "en_US"})
            env["mrp.workcenter"].browse(self.ids["mrp.workcenter"]).is_casting = True
            alloy = env.ref("jewel_base.alloy_ag925")
            env["mrp.production"].browse(self.ids["mrp.production"]).alloy_id = alloy
            tree = env["jewel.casting.tree"].create(
                {
                    "alloy_id": alloy.id,
                    "workcenter_id": self.ids["mrp.workcenter"][0],
                    "caster_id": self.user_ids[0],
                    "wax_mass": 1,
                }
            )
            tree._jewel_join(env["mrp.workorder"].browse(self.order_id))
            mine = tree.with_user(self.user_ids[0])
            mine.action_close()
            mine.action_pour()
            tree_id = tree.id
        self.addCleanup(self._remove_tree, tree_id)
        self._both("jewel.casting.tree", tree_id, "action_finish", 0, 2)
        with self.registry.cursor() as cr:
            order = self._env(cr, 0)["mrp.workorder"].browse(self.order_id).sudo()
            self.assertEqual((order.state, len(order.time_ids)), ("done", 1))
            self.assertEqual(order.casting_tree_id.state, "done")

    def _remove_tree(self, tree_id):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            tree = env["jewel.casting.tree"].browse(tree_id)
            tree.workorder_ids.write({"casting_tree_id": False})
            tree.state = "cancelled"
            tree.unlink()
