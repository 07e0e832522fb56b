from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from .common import AmocrmCase, capability, hook
from .stub_amocrm import READY, WORK

KINDS = (
    ("leads", "add"),
    ("leads", "update"),
    ("leads", "status"),
    ("contacts", "add"),
    ("contacts", "update"),
)
FAULTS = (None, None, None, 429, 500, "html", "timeout")
STEP = st.one_of(
    st.sampled_from(KINDS).map(lambda kind: ("hook", kind)),
    st.sampled_from((100, 200, 300)).map(lambda price: ("there", {"price": price})),
    st.sampled_from((WORK, READY)).map(lambda status: ("there", {"status_id": status})),
    st.sampled_from(("a", "b")).map(lambda text: ("here", {"referred": text})),
    st.sampled_from(FAULTS).map(lambda fault: ("run", fault)),
)


@tagged("post_install", "-at_install")
class TestConvergence(AmocrmCase):
    """Hooks twice, shuffled, late and lost, faults in between: both sides end up the same."""

    def live(self, history):
        """Play a history on a fresh deal; returns the deal after quiet has come."""
        contact = self.amo.add_contact("Anna", phones=("+7 900 000-00-11",))
        deal = self.amo.add_deal(contact=contact, price=1)
        for kind, detail in history:
            if kind == "hook":
                entity, action = detail
                number = (deal if entity == "leads" else contact)["id"]
                self.receive(hook(entity, action, number, type=entity[:-1]))
            elif kind == "there":
                self.amo.touch(deal).update(detail)
            elif kind == "here":
                self.lead_of(deal).write(detail)
            else:
                if detail:
                    self.amo.fault(detail)
                self.run_crons()
        self.amo.faults.clear()
        self.receive(hook("leads", "update", deal["id"]))
        for _round in range(2):
            self.run_crons()
        return deal

    def check(self, deal):
        bindings = self.binding_of("leads", deal)
        self.assertEqual(len(bindings), 1)
        lead = self.lead_of(deal)
        self.assertEqual(len(lead), 1)
        self.assertEqual(lead.expected_revenue, deal["price"])
        names = {WORK: self.work, READY: self.finished}
        self.assertEqual(lead.stage_id, names.get(deal["status_id"], self.fresh))
        there = (self.amo.value(deal, 701) or [{"value": False}])[0]["value"]
        self.assertEqual(lead.referred, there)
        self.assertEqual(lead.partner_id.phone, "+7 900 000-00-11")
        self.assertFalse(bindings.mark_ids or bindings.pending or bindings.error)
        self.assertEqual(self.env["amocrm.binding"].search_count([("entity", "=", "contacts")]), 1)

    @capability("A1")
    def test_any_history_converges(self):
        @settings(
            max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None
        )
        @given(st.lists(STEP, max_size=8))
        def any_history(history):
            type(self).amo = self._new_amocrm()
            savepoint = self.cr.savepoint()
            try:
                self.check(self.live(history))
            finally:
                savepoint.close(rollback=True)
                self.env.invalidate_all(flush=False)

        any_history()

    @capability("A1")
    def test_hooks_twice_and_shuffled(self):
        @settings(max_examples=10, deadline=None, database=None)
        @given(st.permutations(KINDS * 2))
        def any_order(kinds):
            type(self).amo = self._new_amocrm()
            savepoint = self.cr.savepoint()
            try:
                self.check(self.live([("hook", kind) for kind in kinds]))
                self.assertEqual(len(self.amo.called("GET", "/leads/")), 1)
            finally:
                savepoint.close(rollback=True)
                self.env.invalidate_all(flush=False)

        any_order()
