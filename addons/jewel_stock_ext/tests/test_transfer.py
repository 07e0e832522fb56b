from decimal import Decimal
from unittest.mock import patch

from odoo.exceptions import AccessError, RedirectWarning
from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import MetalCase


@tagged("post_install", "-at_install")
class TestTransfer(MetalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._receive(200)

    @capability("A44", "A45")
    def test_issue_is_booked_when_the_master_has_confirmed(self):
        transfer = self._create_transfer(gross=20.1234, line={"document": "WH/MO/7"})
        self.assertIs(transfer.action_issue(), True)
        self.assertEqual((transfer.state, transfer.issued_by_id), ("issued", self.keeper))
        self.assertFalse(transfer.entry_ids, "nothing is booked on him before he has it")
        self.assertIs(transfer.with_user(self.master).action_receive(), True)
        self.assertEqual((transfer.state, transfer.received_by_id), ("received", self.master))
        entry = transfer.entry_ids
        self.assertEqual(
            (entry.operation, entry.location_dest_id, entry.ref, entry.note, entry.user_id),
            ("issue", self.bench, transfer.name, "WH/MO/7", self.master),
        )
        self.assertEqual(self._get_gross(self.bench), Decimal("20.1234"))
        self.assertEqual(self._get_gross(self.vault), Decimal("179.8766"))
        transfer.action_done()
        self.assertEqual(transfer.state, "done")

    @capability("A46")
    def test_return_says_in_what_form_the_metal_came_back(self):
        self._post(self.vault, self.bench, 50, "issue")
        transfer = self._create_transfer(
            "return", gross=12.5, user=self.keeper, line={"form": "filings"}
        )
        self.assertIs(transfer.with_user(self.master).action_issue(), True)
        self.assertIs(transfer.action_receive(), True)
        self.assertEqual(
            [(e.operation, e.form, e.location_id) for e in transfer.entry_ids],
            [("return", "filings", self.bench)],
        )
        self.assertEqual(self._get_gross(self.bench), Decimal("37.5"))

    def test_confirming_twice_books_once(self):
        transfer = self._create_transfer()
        transfer.action_issue()
        transfer.action_issue()
        transfer.with_user(self.master).action_receive()
        transfer.with_user(self.master).action_receive()
        self.assertEqual(len(transfer.entry_ids), 1)

    def test_nothing_is_half_booked_when_one_line_fails(self):
        transfer = self._create_transfer()
        transfer.line_ids.copy({"transfer_id": transfer.id})
        transfer.action_issue()
        posted = self.registry["jewel.metal.entry"]
        post = posted._jewel_post

        def fail(entries, vals_list):
            post(entries, vals_list)
            raise AccessError("stop")

        with (
            patch.object(posted, "_jewel_post", fail),
            self.assertRaises(AccessError),
            self.env.cr.savepoint(),
        ):
            transfer.with_user(self.master).action_receive()
        self.env.invalidate_all()
        self.assertEqual((transfer.state, len(transfer.entry_ids)), ("issued", 0))

    def test_forbidden_moves_are_refused_in_words(self):
        transfer = self._create_transfer()
        with self.assertRefused("cannot become “Received”"):
            transfer._jewel_receive(self.master)
        with self.assertRefused("cannot become “Done”"):
            transfer.action_done()
        transfer.action_issue()
        transfer.action_draft()
        self.assertFalse(transfer.issued_by_id)
        transfer.action_cancel()
        with self.assertRefused("cannot become"):
            transfer._jewel_issue(self.keeper)

    def test_what_was_given_stays_as_weighed(self):
        transfer = self._create_transfer()
        transfer.action_issue()
        with self.assertRefused("what was weighed stays"):
            transfer.write({"line_ids": [(1, transfer.line_ids.id, {"gross_weight": 1})]})
        with self.assertRefused("what was weighed stays"):
            transfer.line_ids.write({"gross_weight": 1})
        with self.assertRaises(AccessError):
            transfer.write({"state": "received"})

    def test_each_end_is_confirmed_by_its_own_person(self):
        transfer = self._create_transfer()
        with self.assertRaises(AccessError):
            transfer.with_user(self.master).action_issue()
        transfer.action_issue()
        with self.assertRaises(AccessError):
            transfer.with_user(self.colleague).action_receive()
        with self.assertRaises(AccessError):
            transfer.with_user(self.users["accountant"]).action_receive()

    def test_master_confirms_with_his_pin_at_the_vault(self):
        transfer = self._create_transfer()
        transfer.action_issue()
        question = transfer.action_receive()
        with self.assertRefused("has no PIN yet"):
            self._confirm(question, pin="4711")
        self.env["jewel.metal.pin"].with_user(self.master).create({"pin": "4711"})
        with self.assertRefused("not the PIN of"):
            self._confirm(question, pin="1234")
        with self.assertRefused("not the PIN of"):
            self._confirm(question)
        self._confirm(question, pin="4711")
        self.assertEqual((transfer.state, transfer.received_by_id), ("received", self.master))

    def test_pin_is_locked_after_wrong_tries(self):
        self.master._set_metal_pin("4711")
        for _try in range(5):
            self.assertFalse(self.master._check_metal_pin("0000"))
        self.assertFalse(self.master._check_metal_pin("4711"))
        self.assertIn("locked", self.master._get_pin_refusal(self.master))
        self.master._set_metal_pin("2580")
        self.assertTrue(self.master._check_metal_pin("2580"))
        with self.assertRefused("4 to 8 digits"):
            self.master._set_metal_pin("12a4")

    def test_right_pin_is_not_ticked_by_hand(self):
        transfer = self._create_transfer()
        transfer.action_issue()
        action = transfer.action_receive()
        with self.assertRaises(AccessError):
            self.env["jewel.metal.confirm"].with_user(self.keeper).with_context(
                **action["context"]
            ).create({"pin_is_right": True})

    def test_slips_of_typing_are_asked_about(self):
        for gross, asked, words in (
            (200.0, 20.0, "comma in its place"),
            (21.48, 12.5, "changed places"),
            (2.05, 20.0, "comma in its place"),
        ):
            transfer = self._create_transfer(gross=gross, line={"requested_weight": asked})
            action = transfer.action_issue()
            self.assertIn(words, action["context"]["default_doubt"])
            self.assertEqual(transfer.state, "draft")
            self._confirm(action)
            self.assertEqual(transfer.state, "issued")

    def test_more_than_the_giver_has_is_asked_about(self):
        action = self._create_transfer(gross=200.0001).action_issue()
        self.assertIn("has 200.0000 g", action["context"]["default_doubt"])
        self.assertIs(self._create_transfer(gross=200).action_issue(), True)

    def test_a_sheet_without_weight_is_refused(self):
        with self.assertRefused("enter the weight of Test white 585"):
            self._create_transfer(gross=0).action_issue()
        with self.assertRefused("what is given"):
            self._create_transfer(line_ids=[]).action_issue()

    def test_master_without_a_place_is_refused_with_a_button_that_makes_it(self):
        novice = self._create_role_user("jeweller", login="jewel_test_novice")
        transfer = self._create_transfer(to_user_id=novice.id)
        with self.assertRaises(RedirectWarning) as refusal:
            transfer.action_issue()
        self.assertIn("no holder of metal yet", str(refusal.exception))
        _words, action, _button = refusal.exception.args[:3]
        self.env["stock.location"].with_user(self.keeper).with_context(**action["context"]).create(
            {}
        )
        self.assertIs(transfer.action_issue(), True)
        self.assertEqual(transfer.location_dest_id.responsible_id, novice)

    @capability("F3")
    def test_metal_of_a_client_is_never_made_up_for_with_ours(self):
        client = self.env["stock.location"]._jewel_get_holder("client")
        owner = self.client_partner
        self._post(client, self.vault, 7, "receipt", owner_id=owner.id)
        with self.assertRefused("A client's metal is not mixed"):
            self._create_transfer(gross=7.5, owner_id=owner.id).action_issue()
        transfer = self._create_transfer(gross=7, owner_id=owner.id)
        transfer.action_issue()
        transfer.with_user(self.master).action_receive()
        self.assertEqual(self._get_gross(self.bench, owner=owner), 7)
        self.assertEqual(self._get_gross(self.bench), 0)
        self.assertEqual(self._get_gross(self.vault), 200)

    @capability("A44")
    def test_sheet_shows_alloy_fineness_gross_and_pure(self):
        transfer = self._create_transfer(gross=20.5, line={"requested_weight": 20})
        html = self._render(transfer)
        for text in ("M-11", transfer.name, "Test white 585", "585", "20,5000", "11,9925"):
            self.assertIn(text, html)
        back = self._create_transfer("return", gross=1, line={"form": "sprue"})
        html = self._render(back)
        self.assertIn("Return sheet", html)
        self.assertIn("Sprue", html)

    def _render(self, transfer):
        report = self.env["ir.actions.report"].with_user(self.keeper)
        content, _kind = report._render_qweb_html("jewel_stock_ext.metal_transfer", transfer.ids)
        return content.decode()

    def test_line_cannot_be_moved_onto_a_sheet_that_was_given(self):
        given, draft = self._create_transfer(gross=20), self._create_transfer(gross=5)
        given.action_issue()
        with self.assertRefused("what was weighed stays"):
            draft.line_ids.transfer_id = given
        given.with_user(self.master).action_receive()
        self.assertEqual(self._get_gross(self.bench), 20)

    def test_pin_is_good_for_the_sheet_that_was_asked_about_only(self):
        self.colleague._set_metal_pin("1111")
        known = self._create_transfer(to_user_id=self.colleague.id)
        other = self._create_transfer()
        for transfer in (known, other):
            transfer.action_issue()
        question = (
            self.env["jewel.metal.confirm"]
            .with_user(self.keeper)
            .with_context(**known.action_receive()["context"])
            .create({"pin": "1111"})
        )
        with self.assertRaises(AccessError):
            question.transfer_id = other
        with self.assertRaises(AccessError):
            question.step = "issue"
        question.action_confirm()
        self.assertEqual((known.state, other.state), ("received", "issued"))

    def test_pin_is_good_for_one_signature(self):
        self._post(self.vault, self.bench, 50, "issue")
        self.master._set_metal_pin("4711")
        transfer = self._create_transfer("return", gross=10)
        question = (
            self.env["jewel.metal.confirm"]
            .with_user(self.keeper)
            .with_context(**transfer.action_issue()["context"])
            .create({"pin": "4711"})
        )
        question.action_confirm()
        transfer.action_draft()
        transfer.line_ids.gross_weight = 20
        with self.assertRefused("PIN"):
            question.action_confirm()
        self.assertEqual(transfer.state, "draft")
