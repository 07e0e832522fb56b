from odoo.tests import tagged

from odoo.addons.amocrm_connector.tests.common import hook, picture
from odoo.addons.amocrm_connector.tests.stub_amocrm import PIPELINE, READY, WON, WORK
from odoo.addons.jewel_base.tests.common import capability

from .common import JewelAmocrmCase

SPECIFICATION = {
    801: [{"value": "Кольцо"}],
    802: [{"value": "Флот"}],
    803: [{"value": "Гладкое,\nс гербом"}],
    804: [{"value": "Бриллиант 0,03"}],
    805: [{"value": "Золото белое 585"}],
    806: [{"value": "17,5"}],
    807: [{"value": "А & Ё"}],
    808: [{"value": 1764572400}],
}


@tagged("post_install", "-at_install")
class TestJewelAmocrm(JewelAmocrmCase):
    """The workshop's story between the two systems."""

    def in_production(self, **values):
        """A deal that amoCRM has moved to production, its lead and its job."""
        deal = self.add_full_deal(fields=SPECIFICATION, **values)
        lead = self.import_deal(deal)
        self.amo.touch(deal)["status_id"] = WORK
        self.import_deal(deal, "status")
        return deal, lead, lead.job_ids

    def hand_over(self, job):
        self.finish_work(job)
        job.with_user(self.head).action_jewel_handover()

    @capability("A7")
    def test_specification_and_sketches_arrive(self):
        sketches = [self.amo.add_file(picture(color)) for color in ("gold", "silver")]
        files = {809 + i: [{"value": file}] for i, file in enumerate(sketches)}
        lead = self.import_deal(self.add_full_deal(fields={**SPECIFICATION, **files}))
        self.assertEqual(lead.jewel_type_id.name, "Кольцо")
        self.assertEqual(lead.collection_id.name, "Флот")
        self.assertEqual(lead.alloy_id, self.env.ref("jewel_base.alloy_au585_white"))
        self.assertEqual(lead.item_description, "Гладкое,\nс гербом")
        self.assertEqual(lead.composition, "Бриллиант 0,03")
        self.assertEqual((lead.item_size, lead.engraving), ("17,5", "А & Ё"))
        self.assertEqual(str(lead.item_deadline), "2025-12-01 07:00:00")
        self.assertEqual(set(lead.sketch_ids.mapped("raw")), {picture("gold"), picture("silver")})
        self.assertTrue(lead.cover_image)
        self.assertEqual(lead.jewel_stage_key, "new")
        self.assertFalse(lead.amocrm_problem)

    @capability("A1")
    def test_production_in_amocrm_starts_the_job_and_the_order_number_goes_back(self):
        deal, lead, job = self.in_production(price=125000)
        self.assertEqual(lead.stage_id, self.stage("production"))
        self.assertEqual(lead.order_ids.state, "sale")
        self.assertEqual(lead.order_ids.amount_total, 125000)
        self.assertEqual(len(job), 1)
        self.assertEqual(job.item_description, lead.item_description)
        self.assertEqual(self.amo.value(deal, 811), [{"value": lead.order_ids.name}])
        self.import_deal(deal, "status")
        self.assertEqual(len(lead.order_ids), 1)
        self.assertEqual(len(lead.job_ids), 1)

    @capability("A12")
    def test_hand_over_sets_the_deal_ready_in_amocrm_with_the_minute(self):
        deal, lead, job = self.in_production()
        self.finish_work(job)
        self.run_crons()
        self.assertIsNone(self.amo.value(deal, 812))
        job.with_user(self.head).action_jewel_handover()
        self.run_crons()
        self.assertEqual(self.amo.leads[deal["id"]]["status_id"], READY)
        self.assertEqual(self.amo.leads[deal["id"]]["pipeline_id"], PIPELINE)
        [value] = self.amo.value(deal, 812)
        self.assertEqual(value["value"] % 60, 0)
        self.assertEqual(value["value"] // 60, int(job.date_finished.timestamp()) // 60)
        self.assertEqual(
            lead.amocrm_finished_at, job.date_finished.replace(second=0, microsecond=0)
        )

    @capability("A1", "A6")
    def test_stage_of_production_is_shown_in_amocrm(self):
        deal, _lead, job = self.in_production()
        shown = lambda: self.amo.value(deal, 813)[0]["value"]  # noqa: E731
        self.run_crons()
        self.assertEqual(shown(), "0/1: Casting")
        job._jewel_open_orders()[:1].with_user(self.head).action_jewel_finish()
        self.run_crons()
        self.assertEqual(shown(), "0/1: Polishing")
        reason = self.env["jewel.wait.reason"].create({"name": "No stone", "party": "stone"})
        job.with_user(self.head).sudo()._jewel_begin_wait(reason)
        self.run_crons()
        self.assertEqual(shown(), "0/1: Polishing (No stone)")
        self.hand_over(job)
        self.run_crons()
        self.assertEqual(shown(), "1/1")

    @capability("B44", "B45")
    def test_deadline_changed_in_amocrm_is_logged_as_that(self):
        deal, lead, _job = self.in_production()
        values = self.amo.touch(deal)["custom_fields_values"]
        [deadline] = [value for value in values if value["field_id"] == 808]
        deadline["values"] = [{"value": 1764572400 + 86400}]
        self.import_deal(deal)
        changes = self.env["jewel.deadline.change"].search(
            ["|", ("deal_id", "=", lead.id), ("sale_line_id.order_id", "in", lead.order_ids.ids)]
        )
        self.assertEqual(changes.mapped("origin"), ["amocrm", "amocrm"], "of deal and order line")
        self.assertEqual(set(changes.mapped("days")), {1})
        lead.with_user(self.env.ref("base.user_admin")).item_deadline = "2025-12-03 07:00:00"
        later = changes.search([("deal_id", "=", lead.id)]) - changes
        self.assertEqual(later.origin, "person")

    @capability("A13")
    def test_hand_over_gives_the_responsible_user_a_task_once(self):
        deal, lead, job = self.in_production()
        self.hand_over(job)
        self.run_crons()
        self.receive(*(hook("leads", action, deal["id"]) for action in ("update", "status") * 2))
        self.run_crons()
        [task] = self.amo.tasks.values()
        self.assertEqual(task["text"], lead.activity_ids.summary)
        self.assertEqual(task["responsible_user_id"], 11)
        self.assertEqual(task["task_type_id"], 1)
        self.assertEqual(task["entity_id"], deal["id"])

    @capability("A12", "B12")
    def test_undone_hand_over_takes_the_deal_back_in_amocrm(self):
        deal, lead, job = self.in_production()
        self.hand_over(job)
        self.run_crons()
        self.assertEqual(self.amo.leads[deal["id"]]["status_id"], READY)
        wizard = self.env["jewel.job.return"].with_user(self.head)
        wizard.create(
            {
                "production_id": job.id,
                "stage_id": self.polish.id,
                "rework_reason_id": self.env["jewel.rework.reason"].create({"name": "Dull"}).id,
                "note": "Scratches seen in daylight",
                "undo_handover": True,
            }
        ).action_return()
        self.assertEqual(lead.jewel_stage_key, "production")
        self.assertFalse(lead.amocrm_finished_at)
        self.run_crons()
        self.assertEqual(self.amo.leads[deal["id"]]["status_id"], WORK)
        self.assertFalse(self.amo.value(deal, 812))
        job._jewel_open_orders().button_finish()
        job.with_user(self.head).action_jewel_handover()
        self.run_crons()
        self.assertEqual(self.amo.leads[deal["id"]]["status_id"], READY)

    @capability("A12", "A13")
    def test_amocrm_away_during_the_hand_over(self):
        for fault in (429, 500, "html", "timeout"):
            with self.subTest(fault=fault):
                deal, _lead, job = self.in_production()
                self.amo.tasks.clear()
                self.hand_over(job)
                self.amo.fault(fault, path="/tasks$", method="POST", after=fault == "timeout")
                self.amo.fault(fault, method="PATCH", after=fault == "timeout")
                for _run in range(3):
                    self.run_crons()
                self.assertEqual(self.amo.leads[deal["id"]]["status_id"], READY)
                self.assertEqual(len(self.amo.tasks), 1)

    @capability("D16")
    def test_handed_over_deal_is_noted_in_amocrm_once(self):
        deal, _lead, job = self.in_production()
        self.run_crons()
        self.hand_over(job)
        for _run in range(2):
            self.run_crons()
        words = [
            note["params"]["text"]
            for note in self.amo.notes.values()
            if note["entity_id"] == deal["id"]
        ]
        self.assertEqual(len([text for text in words if "handed over" in text]), 1)
        self.assertEqual(len([text for text in words if "confirmed" in text]), 1)

    @capability("A12")
    def test_deal_with_a_job_on_the_bench_cannot_be_ready(self):
        deal, lead, job = self.in_production()
        self.amo.touch(deal)["status_id"] = READY
        self.import_deal(deal, "status")
        self.assertEqual(lead.stage_id, self.stage("production"))
        self.assertIn(job.name, lead.amocrm_problem)
        self.hand_over(job)
        self.run_crons()
        self.assertEqual(lead.stage_id, self.stage("ready"))
        self.assertFalse(lead.amocrm_problem)

    def test_production_without_a_client_is_refused_in_words_and_healed(self):
        deal = self.amo.add_deal(fields=SPECIFICATION, status_id=WORK)
        lead = self.import_deal(deal)
        self.assertEqual(lead.stage_id, self.stage("new"))
        self.assertIn("set its client", lead.amocrm_problem)
        contact = self.amo.add_contact("Anna")
        deal["_embedded"]["contacts"] = [{"id": contact["id"], "is_main": True}]
        self.import_deal(deal, "update")
        self.assertEqual(lead.stage_id, self.stage("production"))
        self.assertFalse(lead.amocrm_problem)

    @capability("A7")
    def test_change_of_the_description_flags_the_job(self):
        deal, lead, job = self.in_production()
        changed = {**SPECIFICATION, 803: [{"value": "С якорем"}]}
        self.amo.touch(deal)["custom_fields_values"] = [
            {"field_id": number, "values": values} for number, values in changed.items()
        ]
        self.import_deal(deal, "update")
        self.assertEqual(lead.item_description, "С якорем")
        self.assertTrue(job.spec_changed)
        change = job.spec_change_ids
        self.assertEqual((change.old_value, change.new_value), ("Гладкое,\nс гербом", "С якорем"))

    def test_words_of_an_alloy_in_any_order(self):
        deal = self.add_full_deal(fields={805: [{"value": "Золото 585 жёлтое"}]})
        self.assertEqual(self.import_deal(deal).alloy_id.name, "Золото жёлтое 585")

    def test_unknown_alloy_is_named_and_nothing_else_is_lost(self):
        deal = self.add_full_deal(fields={**SPECIFICATION, 805: [{"value": "Вибраниум"}]})
        lead = self.import_deal(deal)
        self.assertFalse(lead.alloy_id)
        self.assertEqual(lead.jewel_type_id.name, "Кольцо")
        self.assertIn("Вибраниум", lead.amocrm_problem)

    def test_deal_won_long_ago_makes_nothing(self):
        lead = self.import_deal(self.add_full_deal(status_id=WON, fields=SPECIFICATION))
        self.assertEqual(lead.stage_id, self.stage("done"))
        self.assertFalse(lead.order_ids)
        self.assertFalse(lead.amocrm_problem)

    def test_lost_in_amocrm_with_a_confirmed_order_is_for_a_person(self):
        deal, lead, _job = self.in_production()
        self.amo.touch(deal)["status_id"] = 143
        self.import_deal(deal, "status")
        self.assertTrue(lead.active)
        self.assertEqual(lead.order_ids.state, "sale")
        self.assertIn(lead.order_ids.name, lead.amocrm_problem)

    def test_cancelled_order_leaves_the_field(self):
        deal = self.add_full_deal(fields=SPECIFICATION)
        lead = self.import_deal(deal)
        order = lead._jewel_ensure_orders()
        self.run_crons()
        self.assertEqual(self.amo.value(deal, 811), [{"value": order.name}])
        order._jewel_cancel(self.env.ref("jewel_order.cancel_reason_mistake"))
        self.run_crons()
        self.assertIsNone(self.amo.value(deal, 811))

    def test_deleted_order_leaves_the_field(self):
        deal = self.add_full_deal(fields=SPECIFICATION)
        order = self.import_deal(deal)._jewel_ensure_orders()
        self.run_crons()
        self.assertEqual(self.amo.value(deal, 811), [{"value": order.name}])
        order.unlink()
        self.run_crons()
        self.assertIsNone(self.amo.value(deal, 811))

    def test_cancelled_order_leaves_a_field_paired_with_its_name(self):
        self.map_field("811", "name", direction="out", target="order")
        deal = self.add_full_deal(fields=SPECIFICATION)
        order = self.import_deal(deal)._jewel_ensure_orders()
        self.run_crons()
        self.assertEqual(self.amo.value(deal, 811), [{"value": order.name}])
        order._jewel_cancel(self.env.ref("jewel_order.cancel_reason_mistake"))
        self.run_crons()
        self.assertIsNone(self.amo.value(deal, 811))

    def test_stages_and_fields_are_proposed(self):
        stages = {row.status_name: row.stage_id.jewel_key for row in self.account.stage_map_ids}
        self.assertEqual(stages["Изделие готово"], "ready")
        self.assertEqual(stages["Неразобранное"], "new")
        self.assertEqual(stages["Успешно реализовано"], "done")
        fields = {row.code: (row.field_name, row.direction) for row in self.account.field_map_ids}
        self.assertEqual(fields["JEWEL_SKETCH"], ("sketch_ids", "in"))
        self.assertEqual(fields["ODOO_ORDER"], ("amocrm_order_names", "out"))

    @capability("A1")
    def test_legal_entity_of_the_payer_brings_its_kpp(self):
        self.amo.add_field("leads", 899, "Плательщик", "legal_entity")
        self.account._store_fields(self.amo.fields)
        self.map_field("899", "parent_id", target="client")
        for key in ("kpp", "tax_registration_reason_code"):
            value = {"name": "ООО Ромашка", "vat_id": "7707083893", key: "770701001"}
            lead = self.import_deal(self.add_full_deal(fields={899: [{"value": value}]}))
            company = lead.partner_id.parent_id
            self.assertEqual((company.vat, company.kpp), ("7707083893", "770701001"))
            company.kpp = False

    def test_wrong_tax_number_is_told_in_words(self):
        self.amo.add_field("leads", 899, "Плательщик", "legal_entity")
        self.account._store_fields(self.amo.fields)
        self.map_field("899", "parent_id", target="client")
        value = {"name": "ООО Ромашка", "vat_id": "7707083890"}
        lead = self.import_deal(self.add_full_deal(fields={899: [{"value": value}]}))
        self.assertIn("the company could not be taken over", lead.amocrm_problem)
        self.assertEqual(lead.expected_revenue, 1000, "nothing else is lost")
