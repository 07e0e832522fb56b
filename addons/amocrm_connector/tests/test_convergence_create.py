from hypothesis import strategies as st

from odoo.tests import tagged

from .common import PIPELINE, capability
from .histories import History
from .history_case import HistoryCase
from .history_steps import ANSWERS, DEATH, EDITS, FAULTS, HISTORIES, OWNERS, SIDES, play_many

KEY_FIELD = 750
# The calls that make something are those whose answer must not be lost for good.
CALLS = (("/contacts$", "POST"), ("/leads$", "POST"), ("/leads", None), ("/contacts", None))
LOSSES = tuple((fault, *call) for fault in FAULTS if fault for call in CALLS)
STEP = st.one_of(
    st.tuples(st.just("lose"), st.sampled_from(LOSSES)),
    st.tuples(st.just("run"), st.none()),
    st.tuples(st.just("die"), DEATH),
    st.tuples(st.just("here"), EDITS["here"]),
    st.tuples(st.just("there"), EDITS["there"]),
    st.tuples(st.just("hooks"), st.none()),
    st.tuples(st.just("poll"), st.sampled_from(FAULTS)),
    st.tuples(st.just("answer"), st.sampled_from(SIDES)),
)


class Birth(History):
    """A deal made in Odoo; what amoCRM has of it is found by its number there."""

    def __init__(self, case, lead):
        super().__init__(case, None, None)
        self.made = lead

    @property
    def lead(self):
        return self.made

    def place(self, field):
        """Edits of the row in amoCRM begin when it is known."""
        self.find()
        record = self.made.partner_id if field.is_of_contact else self.made
        return record, self.contact if field.is_of_contact else self.deal

    def find(self):
        known = self.case.numbers.values()
        for name, rows in (("deal", self.amo.leads), ("contact", self.amo.contacts)):
            made = [row for number, row in rows.items() if number not in known]
            setattr(self, name, made[0] if made else None)

    def do_there(self, detail):
        """People in amoCRM edit a deal that has just appeared there as well."""
        binding = self.case.env["amocrm.binding"]._of_records(self.place(detail[0])[0])
        if binding.external_id and not binding.pending and binding.remote_version:
            super().do_there(detail)

    def note(self, field, side, words):
        """What a deal had when it was made is in no log, so nothing counts as carried over."""
        self.edits[field, side] = words

    def do_lose(self, detail):
        (fault, is_done), path, method = detail
        self.amo.fault(fault, path=path, method=method, after=is_done)

    def do_hooks(self, _none):
        """amoCRM tells of whatever it has; often before its answer has come."""
        self.find()
        for entity, row in (("leads", self.deal), ("contacts", self.contact)):
            if row:
                self.do_hook((entity, "add"))

    def end(self, by_poll):
        self.amo.faults.clear()
        self.case.run_crons()
        self.case.run_all()
        self.find()
        super().end(by_poll)

    def check_once(self):
        """One deal and one contact, however often they were tried."""
        case, known = self.case, set(self.case.numbers.values())
        case.assertEqual(len(self.amo.leads.keys() - known), 1)
        case.assertEqual(len(self.amo.contacts.keys() - known), 1)
        case.assertEqual(case.lead_of(self.deal), self.made)
        case.assertEqual(case.env["crm.lead"].search_count([("id", ">", case.last_lead)]), 1)
        case.assertEqual(
            case.env["res.partner"].search_count([("id", ">=", self.made.partner_id.id)]), 1
        )


@tagged("post_install", "-at_install")
class TestConvergenceCreate(HistoryCase):
    """Deals made in Odoo, answers lost, deaths, lists that show them late: made once in amoCRM."""

    @classmethod
    def _new_amocrm(cls):
        amo = super()._new_amocrm()
        amo.add_field("leads", KEY_FIELD, "Odoo", "text", code="ODOO_LEAD_ID")
        return amo

    def setUp(self):
        super().setUp()
        self.account.write({"create_deals": True, "create_pipeline": str(PIPELINE)})
        self.last_lead = self.env["crm.lead"].search([], order="id desc", limit=1).id

    def make(self, has_key, has_phone):
        if not has_key:
            row = self.account.field_map_ids.filtered(lambda row: row.code == "ODOO_LEAD_ID")
            row.active = False
        phone = has_phone and "8 (900) 000-00-19"
        partner = self.env["res.partner"].create({"name": "Vera", "phone": phone})
        return self.env["crm.lead"].create(
            {
                "name": "Ring for Vera",
                "type": "opportunity",
                "partner_id": partner.id,
                "expected_revenue": 500,
                "stage_id": self.fresh.id,
                "user_id": self.seller.id,
            }
        )

    def live(self, owner, traits, steps, answers):
        has_key, has_phone, is_slow, by_poll = traits
        self.begin(owner)
        self.amo.is_slow = is_slow
        history = Birth(self, self.make(has_key, has_phone))
        history.play(steps)
        history.end(by_poll)
        history.check_once()
        history.check()
        history.check_answers(answers)

    @capability("A1")
    def test_any_history_makes_one_deal(self):
        @play_many(
            HISTORIES * 2 // 10,
            st.sampled_from(OWNERS),
            st.tuples(*[st.booleans()] * 4),
            st.lists(STEP, max_size=8),
            ANSWERS,
        )
        def any_history(owner, traits, steps, answers):
            self.rolled_back(self.live, owner, traits, steps, answers)

        any_history()
