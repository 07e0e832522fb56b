import os

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from .common import AmocrmCase, capability, hook
from .crash import STEPS, Killed, dying_at
from .stub_amocrm import READY, WORK

KINDS = (
    ("leads", "add"),
    ("leads", "update"),
    ("leads", "status"),
    ("contacts", "add"),
    ("contacts", "update"),
)
# `bin/bench --soak` plays more of them, with a seed of its own.
HISTORIES = int(os.environ.get("JEWEL_HISTORIES", 500))
SEED = int(os.environ.get("JEWEL_SEED", 2026))
FAULTS = (None, None, None, 429, 500, "html", "timeout")
STEP = st.one_of(
    st.sampled_from(KINDS).map(lambda kind: ("hook", kind)),
    st.sampled_from((100, 200, 300)).map(lambda price: ("there", {"price": price})),
    st.sampled_from((WORK, READY)).map(lambda status: ("there", {"status_id": status})),
    st.sampled_from(("a", "b")).map(lambda text: ("here", {"referred": text})),
    st.sampled_from((400, 500, 600)).map(lambda price: ("here", {"expected_revenue": price})),
    st.sampled_from(FAULTS).map(lambda fault: ("run", fault)),
    st.tuples(st.sampled_from(STEPS), st.booleans()).map(lambda death: ("die", death)),
)
OWNERS = ("amo", "odoo", "last")


@tagged("post_install", "-at_install")
class TestConvergence(AmocrmCase):
    """Hooks twice, shuffled, late and lost, faults in between: both sides end up the same."""

    def live(self, history):
        """Play a history on a fresh deal.

        :return: the deal after quiet has come, and the last price that each side set
        """
        edits = {}
        contact = self.amo.add_contact("Anna", phones=("+7 900 000-00-11",))
        deal = self.amo.add_deal(contact=contact, price=1)
        for kind, detail in history:
            if kind == "hook":
                entity, action = detail
                number = (deal if entity == "leads" else contact)["id"]
                self.receive(hook(entity, action, number, type=entity[:-1]))
            elif kind == "there":
                self.amo.touch(deal).update(detail)
                if self.lead_of(deal) and "price" in detail:
                    edits["there"] = detail["price"]
            elif kind == "here" and self.lead_of(deal):
                self.lead_of(deal).write(detail)
                if "expected_revenue" in detail:
                    edits["here"] = detail["expected_revenue"]
            elif kind == "die":
                self.run_and_die(*detail)
            elif kind == "run":
                if detail:
                    self.amo.fault(detail)
                self.run_crons()
        self.amo.faults.clear()
        self.receive(hook("leads", "update", deal["id"]))
        for _round in range(2):
            self.run_crons()
        return deal, edits

    def run_and_die(self, step, after):
        """A run that ends at the step, if it comes to that."""
        self.env.flush_all()
        handler = self.env.registry["amocrm.entity.leads"]
        with dying_at(handler, step, after), self.registry.cursor() as cr:
            try:
                self.env(cr=cr)["amocrm.event"]._cron_process()
                self.env(cr=cr)["amocrm.binding"]._cron_sync()
            except Killed:
                cr.rollback()
        self.env.invalidate_all()

    def check_log(self, deal, edits):
        """The last price that was set on either side stands, or the log tells of it."""
        rows = self.env["amocrm.change"].search(
            [("lead_id", "=", self.lead_of(deal).id), ("key", "=", "price")]
        )
        told = {row[name] for row in rows for name in ("old_value", "new_value", "lost_value")}
        for price in edits.values():
            self.assertIn(str(price), {*told, str(deal["price"])})

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
            max_examples=HISTORIES,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        )
        @seed(SEED)
        @given(st.sampled_from(OWNERS), st.lists(STEP, max_size=8))
        def any_history(owner, history):
            type(self).amo = self._new_amocrm()
            savepoint = self.cr.savepoint()
            try:
                self.map_field("price", "expected_revenue", direction="both", owner=owner)
                deal, edits = self.live(history)
                self.check(deal)
                self.check_log(deal, edits)
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
                self.check(self.live([("hook", kind) for kind in kinds])[0])
                self.assertEqual(len(self.amo.called("GET", "/leads/")), 1)
            finally:
                savepoint.close(rollback=True)
                self.env.invalidate_all(flush=False)

        any_order()
