from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from .common import capability, hook
from .histories import History
from .history_case import HistoryCase
from .history_steps import ANSWERS, HISTORIES, KINDS, OWNERS, STEPS_OF_A_LIFE, play_many


@tagged("post_install", "-at_install")
class TestConvergence(HistoryCase):
    """Edits on both sides, hooks twice, shuffled, late and lost, faults, deaths, the bin: after
    quiet both sides are the same, or a person is asked, and no edit has vanished.
    """

    def live(self, owner, steps, answers, by_poll):
        self.begin(owner)
        deal, contact = (
            self.amo.leads[self.numbers["deal"]],
            self.amo.contacts[self.numbers["contact"]],
        )
        history = History(self, deal, contact)
        history.play(steps)
        history.end(by_poll)
        history.check()
        history.check_answers(answers)

    @capability("A1")
    def test_any_history_converges(self):
        @play_many(HISTORIES * 5 // 10, st.sampled_from(OWNERS), STEPS_OF_A_LIFE, ANSWERS)
        def any_history(owner, steps, answers):
            self.rolled_back(self.live, owner, steps, answers, False)

        any_history()

    @capability("A1")
    def test_any_history_converges_by_the_poll_alone(self):
        @play_many(HISTORIES * 2 // 10, st.sampled_from(OWNERS), STEPS_OF_A_LIFE, ANSWERS)
        def any_history(owner, steps, answers):
            self.rolled_back(self.live, owner, steps, answers, True)

        any_history()

    def be_born(self, owner, steps, answers, by_poll):
        """A deal that only amoCRM knows yet."""
        self.begin(owner)
        contact = self.amo.add_contact("Vera", phones=("+7 900 000-00-12",))
        history = History(self, self.amo.add_deal(contact=contact, price=1), contact)
        history.play(steps)
        history.end(by_poll)
        if history.lead or not history.deal["is_deleted"]:
            history.check()
            history.check_answers(answers)

    @capability("A1")
    def test_any_history_of_a_new_deal_converges(self):
        @play_many(
            HISTORIES // 10, st.sampled_from(OWNERS), STEPS_OF_A_LIFE, ANSWERS, st.booleans()
        )
        def any_history(owner, steps, answers, by_poll):
            self.rolled_back(self.be_born, owner, steps, answers, by_poll)

        any_history()

    @capability("A1")
    def test_hooks_twice_and_shuffled(self):
        @settings(max_examples=10, deadline=None, database=None)
        @given(st.permutations(KINDS * 2))
        def any_order(kinds):
            self.rolled_back(self.take_in_once, kinds)

        any_order()

    def take_in_once(self, kinds):
        self.begin("amo")
        contact = self.amo.add_contact("Vera", phones=("+7 900 000-00-12",))
        deal = self.amo.add_deal(contact=contact)
        self.amo.calls.clear()
        for entity, action in kinds:
            number = (deal if entity == "leads" else contact)["id"]
            self.receive(hook(entity, action, number, type=entity[:-1]))
        self.run_crons()
        history = History(self, deal, contact)
        history.check()
        self.assertEqual(len(self.amo.called("GET", "/leads/")), 1)
