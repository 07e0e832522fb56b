from pathlib import Path

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import ProductionCase


@tagged("post_install", "-at_install")
class TestQuality(ProductionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.control = cls._create_stage("Control", is_quality=True)
        cls.engrave = cls._create_stage("Engraving", is_engraving=True)
        cls.company.jewel_route_id = cls._create_route(cls.cast, cls.engrave, cls.control)
        cls.env["jewel.check.item"].search([]).action_archive()
        cls.surface = cls._create_item("Surface", rework_reason_id=cls.reason.id)

    @classmethod
    def _create_item(cls, name, **vals):
        return cls.env["jewel.check.item"].create({"name": name, **vals})

    def _create_job_in_control(self, **vals):
        """A job cast and engraved by the jeweller, waiting for control."""
        job = self._create_job(**vals)
        for stage in (self.cast, self.engrave):
            self._order_of(job, stage, self.jeweller).action_jewel_finish()
        return job

    def _open_check(self, job, user=None):
        user = user or self.colleague
        action = self._order_of(job, self.control, user).action_jewel_check()
        return self.env[action["res_model"]].with_user(user).browse(action["res_id"])

    def _line(self, check, item):
        return check.line_ids.filtered(lambda line: line.sudo().item_id == item)

    def _enter(self, line, **vals):
        action = line.action_bad() if vals.get("result") == "bad" else line.action_good()
        form = Form(
            self.env[action["res_model"]].with_user(line.env.user).with_context(**action["context"])
        )
        for name, value in vals.items():
            if name != "result":
                setattr(form, name, value)
        form.save().action_save()

    @capability("B16")
    def test_control_is_finished_when_its_list_is_passed(self):
        job = self._create_job_in_control()
        order = self._order_of(job, self.control, self.colleague)
        with self.assertRaisesRegex(UserError, "open its check list. Not good yet: Surface"):
            order.action_jewel_finish()
        with self.assertRaisesRegex(UserError, "Not good yet: Surface"):
            self._drag(job, self.handover)
        check = self._open_check(job)
        self.assertEqual(check.line_ids.mapped("name"), ["Surface"])
        check.line_ids.action_good()
        self.assertEqual((check.state, check.user_id), ("passed", self.colleague))
        self.assertEqual(check.line_ids.user_id, self.colleague)
        order.action_jewel_finish()
        self.assertEqual((job.state, job.quality_state), ("to_close", "passed"))
        self._note_result(job)
        job.with_user(self.head).action_jewel_handover()
        self.assertEqual(job.state, "done")

    @capability("B16")
    def test_head_opens_the_check_list_from_the_job(self):
        job = self._create_job_in_control().with_user(self.head)
        self.assertTrue(job.is_at_control)
        action = job.action_jewel_check()
        check = self.env[action["res_model"]].with_user(self.head).browse(action["res_id"])
        check.line_ids.action_good()
        job.action_jewel_next_stage()
        self.assertEqual((job.state, job.quality_state), ("to_close", "passed"))
        self.assertFalse(job.is_at_control)

    def test_list_follows_type_condition_and_stage(self):
        other = self.env["jewel.product.type"].create({"name": "Test brooch"})
        mine = self._create_item("Mine", jewel_type_ids=[Command.set(self.type.ids)])
        self._create_item("Foreign", jewel_type_ids=[Command.set(other.ids)])
        self._create_item("Text", kind="engraving", condition="engraving")
        self._create_item("Pair", condition="pair")
        self._create_item("Elsewhere", workcenter_id=self.control.copy().id)
        check = self._open_check(self._create_job_in_control())
        self.assertEqual(check.line_ids.sudo().item_id, self.surface | mine)

    def test_bad_needs_a_word(self):
        check = self._open_check(self._create_job_in_control())
        with self.assertRaisesRegex(UserError, "what is wrong with “Surface”"):
            self._enter(check.line_ids, result="bad")
        self._enter(check.line_ids, result="bad", note="A pore")
        self.assertEqual((check.line_ids.result, check.line_ids.note), ("bad", "A pore"))
        self.assertEqual(check.state, "open")
        check.line_ids.action_good()
        self.assertEqual(check.state, "passed")

    @capability("B16", "B41")
    def test_failed_piece_goes_back_with_what_was_found_and_is_checked_anew(self):
        job = self._create_job_in_control()
        check = self._open_check(job)
        with self.assertRaisesRegex(UserError, "Nothing of job"):
            check.action_send_back()
        self._enter(check.line_ids, result="bad", note="A pore")
        action = check.action_send_back()
        wizard = self.env["jewel.job.return"].with_user(self.colleague)
        with Form(wizard.with_context(**action["context"])) as form:
            form.stage_id = self.cast
            self.assertEqual(form.rework_reason_id, self.reason)
            self.assertEqual(form.note, "Surface: A pore")
        form.record.action_return()
        self.assertEqual((job.stage_id, job.rework_count), (self.cast, 1))
        self.assertEqual((check.sudo().state, job.quality_state), ("failed", "failed"))
        for stage in (self.cast, self.engrave):
            self._order_of(job, stage, self.jeweller).action_jewel_finish()
        second = self._open_check(job)
        second.line_ids.action_good()
        self.assertEqual(job.check_ids.sorted("id").mapped("state"), ["failed", "passed"])

    def test_closed_check_does_not_change(self):
        check = self._open_check(self._create_job_in_control())
        check.line_ids.action_good()
        with self.assertRaisesRegex(UserError, "closed"):
            self._enter(check.line_ids, result="bad", note="Later")

    def test_measure_outside_its_limits_is_bad(self):
        mass = self._create_item("Mass", kind="measure", minimum=10, maximum=12, unit="g")
        check = self._open_check(self._create_job_in_control())
        line = self._line(check, mass)
        with self.assertRaisesRegex(UserError, "Enter what you have measured"):
            self._enter(line)
        self._enter(line, value=12.0001)
        self.assertEqual((line.result, line.note), ("bad", "12.0001 is outside 10 – 12 g"))
        self._enter(line, value=12)
        self.assertEqual(line.result, "good")

    def test_remark_has_the_decimal_comma_of_the_controllers_language(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        self.env = self.env(context={**self.env.context, "lang": "ru_RU"})
        mass = self._create_item("Mass", kind="measure", minimum=10.5, maximum=12, unit="g")
        pair = self._create_item("Masses", kind="pair", maximum=3)
        check = self._open_check(self._create_job_in_control())
        self._enter(self._line(check, mass), value=12.34)
        self.assertIn("12,34", self._line(check, mass).note)
        self.assertIn("10,5 – 12 g", self._line(check, mass).note)
        self._enter(self._line(check, pair), value=10, value_second=9.65)
        self.assertRegex(self._line(check, pair).note, r"0,35 .*: 10 .* 9,65; .*: 3 %")

    def test_pair_is_compared_in_percent_or_grams(self):
        self.type.is_pair = True
        pair = self._create_item("Masses", kind="pair", condition="pair", maximum=3)
        check = self._open_check(self._create_job_in_control())
        line = self._line(check, pair)
        self._enter(line, value=10, value_second=9.6999)
        self.assertEqual(line.result, "bad")
        self.assertIn("differ by 0.3001 g", line.note)
        self._enter(line, value=10, value_second=9.7)
        self.assertEqual(line.result, "good")
        self._enter(line, value=9, value_second=10)
        action = check.action_remake_half()
        wizard = self.env["jewel.job.return"].with_user(self.colleague)
        with Form(wizard.with_context(**action["context"])) as form:
            form.stage_id = self.cast
            form.rework_reason_id = self.reason
        form.record.action_return()
        job = check.sudo().production_id
        self.assertEqual((job.half_remake_count, job.rework_count), (1, 1))
        self.assertRegex(self._order_of(job, self.cast).rework_note, "One half only.*differ by 1 g")

    def test_engraving_is_read_twice_by_a_second_person(self):
        text = self._create_item("Text", kind="engraving", condition="engraving")
        job = self._create_job_in_control(engraving="А.П.")
        self._order_of(job, self.control).jeweller_id = False
        own = self._line(self._open_check(job, self.jeweller), text)
        with self.assertRaisesRegex(UserError, "let somebody else read"):
            self._enter(own, text_read="А.П.", text_again="А.П.")
        self._order_of(job, self.control).jeweller_id = self.colleague
        line = self._line(self._open_check(job), text)
        with self.assertRaisesRegex(UserError, "Read the engraving twice"):
            self._enter(line, text_read="А.П.", text_again="А.П")
        self._enter(line, text_read="A.П.", text_again="A.П.")
        self.assertEqual(line.result, "bad")
        self.assertIn("ordered “А”, read “A” – they look alike", line.note)
        self._enter(line, text_read="А.П.", text_again="А.П.")
        self.assertEqual((line.result, line.note), ("good", ""))

    @capability("B16")
    def test_engraving_that_changes_after_control_is_read_again(self):
        text = self._create_item("Text", kind="engraving", condition="engraving")
        job = self._create_job_in_control(engraving="А.П.")
        check = self._open_check(job)
        self._line(check, self.surface).action_good()
        self._enter(self._line(check, text), text_read="А.П.", text_again="А.П.")
        self._order_of(job, self.control, self.colleague).action_jewel_finish()
        self._note_result(job)
        self.assertEqual((job.state, job.quality_state), ("to_close", "passed"))
        job.with_user(self.head).item_size = "18"
        self.assertEqual(job.quality_state, "passed", "the size is not read on the piece")
        job.with_user(self.head).engraving = "А.С."
        self.assertEqual((check.sudo().state, job.quality_state), ("outdated", "open"))
        self.assertIn("А.П. → А.С.", job.message_ids[0].body)
        with self.assertRaisesRegex(UserError, "has not passed “Control”: send it back there"):
            job.with_user(self.head).action_jewel_handover()
        self.assertNotEqual(job.state, "done")
        self._send_back(job, self.control, note="Read the new text")
        again = self._open_check(job)
        self.assertNotEqual(again, check)
        self._line(again, self.surface).action_good()
        self._enter(self._line(again, text), text_read="А.С.", text_again="А.С.")
        self._order_of(job, self.control, self.colleague).action_jewel_finish()
        job.with_user(self.head).action_jewel_handover()
        self.assertEqual((job.state, job.quality_state), ("done", "passed"))

    def test_engraving_that_is_added_during_control_is_read(self):
        text = self._create_item("Text", kind="engraving", condition="engraving")
        job = self._create_job_in_control()
        check = self._open_check(job)
        self.assertFalse(self._line(check, text))
        job.with_user(self.head).engraving = "А.П."
        self.assertEqual(check.sudo().state, "outdated")
        with self.assertRaisesRegex(UserError, "Not good yet: .*Text"):
            self._order_of(job, self.control, self.colleague).action_jewel_finish()
        self.assertTrue(self._line(self._open_check(job), text))

    @capability("C3")
    def test_jeweller_writes_nothing_past_the_door(self):
        job = self._create_job_in_control()
        check = self._open_check(job)
        for record in (check, check.line_ids):
            for call in (
                lambda record=record: record.write({"create_uid": 1}),
                lambda record=record: record.unlink(),
            ):
                with self.assertRaises(AccessError):
                    call()
        foreign = check.line_ids.with_user(self.jeweller)
        with self.assertRaises(AccessError):
            foreign.action_good()
        self.assertFalse(foreign.search([("check_id", "=", check.id)]))
        self.assertFalse(check.line_ids.result)

    @capability("C3")
    def test_rights_on_models_are_those_of_the_table(self):
        self.assertAccessMatrix(Path(__file__).parent / "access_matrix_quality.csv")

    @capability("C3")
    def test_heads_keep_the_list_and_others_read(self):
        items = self.env["jewel.check.item"]
        items.with_user(self.head).create({"name": "New"})
        for role in ("sales_manager", "jeweller", "storekeeper", "accountant", "planner"):
            with self.subTest(role), self.assertRaises(AccessError):
                items.with_user(self.users[role]).create({"name": "Foreign"})
