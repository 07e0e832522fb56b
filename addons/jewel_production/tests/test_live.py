import json

from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from ..models import mrp_production_live, mrp_workorder_live
from .common import ProductionCase

CHANNELS = (mrp_production_live.LIVE, mrp_workorder_live.LIVE)


@tagged("post_install", "-at_install")
class TestLive(ProductionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cast.jeweller_ids = cls.jeweller
        cls.file.jeweller_ids = cls.colleague
        cls.job = cls._create_job()

    def _messages(self, work):
        """(model, id of the channel, type) of the messages that ``work`` sends; all are empty."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        last = self.env["bus.bus"].search([], order="id desc", limit=1).id
        work()
        self.env.flush_all()
        self.env.cr.precommit.run()
        sent = set()
        for row in self.env["bus.bus"].search([("id", ">", last)]):
            channel, message = json.loads(row.channel), json.loads(row.message)
            if message["type"] in CHANNELS:
                self.assertFalse(message["payload"], "nothing is told but the fact")
                sent.add((channel[1], channel[2], message["type"]))
        return sent

    def _boards(self):
        groups = (
            self.env.ref("mrp.group_mrp_user"),
            self.env.ref("sales_team.group_sale_salesman"),
        )
        return {("res.groups", group.id, CHANNELS[0]) for group in groups}

    def _bench(self, user):
        return ("res.partner", user.partner_id.id, CHANNELS[1])

    @capability("A9")
    def test_boards_learn_of_a_move_by_the_head(self):
        sent = self._messages(lambda: self._drag(self.job, self.file))
        self.assertLessEqual(self._boards(), sent)
        self.assertIn(self._bench(self.colleague), sent, "work has come to his stage")

    @capability("A9", "A10")
    def test_boards_learn_of_work_at_the_bench(self):
        order = self._order_of(self.job, self.cast, self.jeweller)
        self.assertLessEqual(self._boards(), self._messages(order.action_jewel_finish))

    @capability("A14", "C3")
    def test_jeweller_learns_of_his_own_list_only(self):
        order = self._order_of(self.job, self.cast, self.jeweller)
        sent = self._messages(order.action_jewel_start)
        self.assertIn(self._bench(self.jeweller), sent)
        self.assertNotIn(self._bench(self.colleague), sent)
        everybody = self.env.ref("jewel_base.group_jeweller")
        self.assertNotIn(("res.groups", everybody.id, CHANNELS[1]), sent)
        self.assertFalse(self.env.ref("mrp.group_mrp_user") & self.jeweller.all_group_ids)

    def test_who_loses_work_learns_it_too(self):
        self._order_of(self.job, self.polish).jeweller_id = self.colleague
        order = self._order_of(self.job, self.polish)
        sent = self._messages(lambda: order.write({"jeweller_id": self.jeweller.id}))
        self.assertLessEqual({self._bench(self.colleague), self._bench(self.jeweller)}, sent)

    def test_one_message_a_transaction(self):
        def move():
            self._drag(self.job, self.file)
            self.job.with_user(self.head).priority = "1"

        self._messages(lambda: None)
        before = self.env["bus.bus"].search_count([])
        sent = self._messages(move)
        mine = [one for one in sent if one[2] == CHANNELS[0]]
        self.assertEqual(len(mine), 2)
        rows = self.env["bus.bus"].search(
            [], limit=self.env["bus.bus"].search_count([]) - before, order="id desc"
        )
        told = [row for row in rows if json.loads(row.message)["type"] == CHANNELS[0]]
        self.assertEqual(len(told), 2)
