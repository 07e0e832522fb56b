from urllib.parse import quote, urlencode

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..webhook_body import BadBody, Change, TooManyChanges, account_id, changes, parse

ACCOUNT = {"account[subdomain]": "example", "account[id]": "30000001"}


def body(**pairs):
    return urlencode({key: value for key, value in pairs.items()})


@tagged("post_install", "-at_install")
class TestWebhookBody(BaseCase):
    """Recorded bodies, and anything else."""

    def changed(self, pairs):
        return changes(parse(urlencode({**ACCOUNT, **pairs})))

    def test_deal_added(self):
        found = self.changed(
            {
                "leads[add][0][id]": "32966269",
                "leads[add][0][name]": "Test",
                "leads[add][0][price]": "999",
                "leads[add][0][custom_fields][0][values][0][value]": "1",
            }
        )
        self.assertEqual(found, [Change("leads", "32966269", "add")])

    def test_on_the_wire(self):
        text = (
            "account%5Bsubdomain%5D=example&account%5Bid%5D=30000001&"
            "account%5B_links%5D%5Bself%5D=https%3A%2F%2Fexample.amocrm.ru&"
            "leads%5Badd%5D%5B0%5D%5Bid%5D=32966269&leads%5Badd%5D%5B0%5D%5Bname%5D=Test+ring"
        )
        tree = parse(text)
        self.assertEqual(account_id(tree), "30000001")
        self.assertEqual(tree["leads"]["add"]["0"]["name"], "Test ring")

    def test_date_without_value_and_field_without_values(self):
        prefix = "leads[status][0][custom_fields]"
        found = self.changed(
            {
                "leads[status][0][id]": "10701093",
                f"{prefix}[2][values][0]": "1542067200",
                f"{prefix}[3][name]": "utm_medium",
            }
        )
        self.assertEqual(found, [Change("leads", "10701093", "status")])

    def test_contact_with_linked_deals(self):
        found = self.changed(
            {
                "contacts[update][0][id]": "37054081",
                "contacts[update][0][type]": "contact",
                "contacts[update][0][linked_leads_id][9982719][ID]": "9982719",
            }
        )
        expected = [Change("contacts", "37054081", "update"), Change("leads", "9982719", "linked")]
        self.assertEqual(found, expected)

    def test_company_comes_as_a_contact(self):
        found = self.changed(
            {"contacts[delete][0][id]": "52379505", "contacts[delete][0][type]": "company"}
        )
        self.assertEqual(found, [Change("companies", "52379505", "delete")])

    def test_task_note_and_accepted_request(self):
        found = self.changed(
            {
                "task[update][0][id]": "5",
                "task[update][0][element_id]": "7",
                "leads[note][0][note][element_type]": "2",
                "leads[note][0][note][element_id]": "8",
                "unsorted[update][0][accept_result][leads][0]": "9",
            }
        )
        expected = [
            Change("leads", "8", "note"),
            Change("leads", "9", "update"),
            Change("tasks", "5", "update"),
        ]
        self.assertEqual(found, expected)

    def test_several_entities_and_actions_in_one_body(self):
        pairs = {f"leads[update][{index}][id]": str(index + 1) for index in range(3)}
        found = self.changed({**pairs, "leads[delete][0][id]": "1"})
        self.assertEqual(len(found), 4)

    def test_mass_edit_asks_for_a_poll(self):
        with self.assertRaises(TooManyChanges):
            self.changed({f"leads[update][{index}][id]": str(index) for index in range(300)})

    def test_limits(self):
        many_keys = "&".join(f"a[{number}]=1" for number in range(10_000))
        too_deep = "a" + "[x]" * 20 + "=1"
        for text in ("x" * 2_000_000, many_keys, too_deep, "]]=1", "[=1"):
            with self.assertRaises(BadBody):
                parse(text)

    def test_ids_are_numbers(self):
        for number in ("1 OR 1=1", "", "-1", "1" * 30, "٣"):
            self.assertEqual(self.changed({"leads[add][0][id]": number}), [])

    @settings(max_examples=200, deadline=None)
    @given(
        st.lists(
            st.tuples(
                st.text("abc[]0 éя%", max_size=12),
                st.text(max_size=8).filter(lambda x: "\ud800" > x),
            ),
            max_size=8,
        )
    )
    def test_anything_is_parsed_or_refused(self, pairs):
        text = "&".join(f"{quote(key, safe='[]')}={quote(value)}" for key, value in pairs)
        try:
            self.assertIsInstance(changes(parse(text)), list)
        except BadBody:
            pass
