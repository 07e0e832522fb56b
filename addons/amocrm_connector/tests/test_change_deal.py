from unittest.mock import patch

from odoo.tests import tagged

from .common import AmocrmCase, capability, hook

TILL = 1760129940  # 10 October 2025, 23:59 in Moscow


@tagged("post_install", "-at_install")
class TestChangeDeal(AmocrmCase):
    """The log of what is no plain field: tags, products, people, files, tasks."""

    def setUp(self):
        super().setUp()
        self.ring = self.amo.add_element("Ring", 1500.5, sku="R-1")
        self.box = self.amo.add_element("Box", 100)
        self.deal = self.add_full_deal()
        self.amo.set_tags(self.deal, "VIP")
        self.amo.set_products(self.deal, (self.ring, 1))
        self.lead = self.import_deal(self.deal)

    def update(self, **values):
        self.amo.touch(self.deal).update(updated_by=11, **values)
        self.import_deal(self.deal, "update")

    def rows(self):
        """(field, side, before, after, who) of the deal's log, oldest first."""
        changes = self.env["amocrm.change"].search([("lead_id", "=", self.lead.id)], order="id")
        return [(row.name, row.source, row.old_value, row.new_value, row.author) for row in changes]

    def test_first_meeting_leaves_no_rows(self):
        self.assertTrue(self.lead.tag_ids and self.lead.order_ids and self.lead.partner_id)
        self.assertFalse(self.rows())

    @capability("B45")
    def test_tags_of_both_sides(self):
        self.amo.set_tags(self.deal, "VIP", "gift")
        self.update()
        self.lead.with_user(self.seller).tag_ids = self.lead.tag_ids.filtered(
            lambda tag: tag.name == "gift"
        )
        self.run_crons()
        self.assertEqual(
            self.rows(),
            [
                ("Tags", "amo", "VIP", "VIP, gift", "Maria"),
                ("Tags", "odoo", "VIP, gift", "gift", self.seller.name),
            ],
        )

    @capability("B45")
    def test_products_added_changed_and_removed(self):
        line = self.lead.order_ids.order_line
        line.price_unit = 1400
        self.amo.set_products(self.deal, (self.ring, 2), (self.box, 1))
        self.update()
        self.amo.set_products(self.deal, (self.box, 1))
        self.update()
        self.assertEqual(
            self.rows(),
            [
                ("Product “Ring”", "amo", "1 × 1400", "2 × 1500.5", "Maria"),
                ("Product “Box”", "amo", False, "1 × 100", "Maria"),
                ("Product “Ring”", "amo", "2 × 1500.5", False, "Maria"),
            ],
        )

    @capability("B45")
    def test_products_of_a_confirmed_order_are_refused_once_each(self):
        self.lead.order_ids.action_confirm()
        for quantity in (2, 2, 3):
            self.amo.set_products(self.deal, (self.ring, quantity))
            self.update()
        rows = self.env["amocrm.change"].search(
            [("lead_id", "=", self.lead.id), ("key", "=", "products")], order="id"
        )
        self.assertEqual(rows.mapped("kind"), ["refused", "refused"])
        self.assertEqual(rows.mapped("new_value"), ["2 × 1500.5", "3 × 1500.5"])
        self.assertIn("is confirmed", rows[0].reason)

    def test_first_product_of_a_known_deal(self):
        self.deal = self.add_full_deal()
        self.amo.set_products(self.deal)
        self.lead = self.import_deal(self.deal)
        self.amo.set_products(self.deal, (self.box, 1))
        self.update()
        self.assertEqual(self.rows(), [("Product “Box”", "amo", False, "1 × 100", "Maria")])

    @capability("B45")
    def test_client_and_further_contacts(self):
        other = self.amo.add_contact("Boris", phones=("+7 911 000-00-11",))
        third = self.amo.add_contact("Clara", phones=("+7 911 000-00-12",))
        self.amo.link(self.deal, [other, third])
        self.update()
        self.assertEqual(
            self.rows(),
            [
                ("Further Contacts", "amo", False, "Clara", "Maria"),
                ("Client", "amo", "Anna", "Boris", "Maria"),
            ],
        )

    @capability("B45")
    def test_tasks_moved_and_closed_on_both_sides(self):
        tasks = [
            self.amo.add_task(self.deal, words, complete_till=TILL) for words in ("Call", "Pack")
        ]
        for task in tasks:
            self.arrive(task, "add")
        self.assertFalse(self.rows(), "a new task is no change")
        call, pack = (
            self.env["mail.activity"].browse(self.binding_of("tasks", task).res_id)
            for task in tasks
        )
        self.amo.touch(tasks[0]).update(complete_till=TILL + 86400, updated_by=11)
        self.arrive(tasks[0])
        self.amo.touch(tasks[0]).update(is_completed=True, result={"text": "agreed"}, updated_by=11)
        self.arrive(tasks[0])
        self.assertFalse(call.active)
        pack.with_user(self.seller).date_deadline = "2025-10-12"
        self.run_crons()
        pack.with_user(self.seller).action_feedback("sent")
        self.run_crons()
        seller = self.seller.name
        self.assertEqual(
            self.rows(),
            [
                ("Task “Call”: deadline", "amo", "10/10/2025", "10/11/2025", "Maria"),
                ("Task “Call”", "amo", "Not done", "Done: agreed", "Maria"),
                ("Task “Pack”: deadline", "odoo", "10/10/2025", "10/12/2025", seller),
                ("Task “Pack”", "odoo", "Not done", "Done: sent", seller),
            ],
        )

    def arrive(self, task, action="update"):
        self.receive(hook("task", action, task["id"], element_id=self.deal["id"], element_type=2))
        self.run_crons()

    def test_task_deleted_there(self):
        task = self.amo.add_task(self.deal, "Call")
        self.arrive(task, "add")
        del self.amo.tasks[task["id"]]
        self.arrive(task, "delete")
        row = ("Task “Call”", "amo", "Not done", "Deleted in amoCRM", False)
        self.assertEqual(self.rows(), [row])

    def test_one_row_of_history_costs_a_query_a_deal_and_no_more(self):
        deals = [self.add_full_deal() for _number in range(6)]
        for deal in deals:
            self.amo.set_tags(deal, "VIP")
            self.import_deal(deal)

        def cost(tags):
            for deal in deals:
                self.amo.set_tags(deal, *tags)
                self.amo.touch(deal)["updated_by"] = 11
            self.receive(*(hook("leads", "update", deal["id"]) for deal in deals))
            before = self.cr.sql_log_count
            self.run_crons()
            return self.cr.sql_log_count - before

        cost(("VIP", "gift"))
        changes = self.env["amocrm.change"]
        rows = changes.search_count([])
        logged = cost(("gift",))
        self.assertEqual(changes.search_count([]) - rows, 6)
        self.startPatcher(
            patch.object(self.env.registry["amocrm.change"], "_record_rows", lambda *args: None)
        )
        self.assertLessEqual(logged, cost(("VIP",)) + 6)
