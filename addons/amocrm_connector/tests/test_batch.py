import doctest

from odoo.tests import BaseCase, tagged

from .. import batch
from ..exceptions import AmocrmBlocked, AmocrmRejected, AmocrmUnavailable

PATH = "/api/v4/leads"


class Client:
    """Takes lists of deals; ``refuse(items)`` may raise."""

    def __init__(self, refuse=lambda items: None):
        self.refuse = refuse
        self.calls = []

    def patch(self, path, items):
        self.calls.append([item["id"] for item in items])
        self.refuse(items)
        rows = [{"id": item["id"], "updated_at": 1} for item in items]
        return {"_embedded": {"leads": rows}}


def plan(number, **values):
    values = values or {"price": number}
    return {
        "external_id": str(number),
        "values": values,
        "custom": [],
        "fields": {key: {} for key in values},
        "cut": [],
    }


def plans(count):
    return {f"b{number}": plan(number) for number in range(1, count + 1)}


def refuse_bad_price(items):
    errors = [
        {"request_id": str(position), "path": "price", "code": "InvalidType", "detail": "Bad."}
        for position, item in enumerate(items)
        if item.get("price") == 13
    ]
    if errors:
        raise AmocrmRejected("HTTP 400", status=400, errors=errors)


@tagged("post_install", "-at_install")
class TestBatch(BaseCase):
    def patch(self, client, items):
        return batch.patch_many(client, PATH, items)

    def test_examples_in_the_docstrings_hold(self):
        self.assertFalse(doctest.testmod(batch).failed)

    def test_fifty_at_a_time_and_each_gets_its_answer(self):
        client = Client()
        outcomes = self.patch(client, plans(120))
        self.assertEqual([len(call) for call in client.calls], [50, 50, 20])
        self.assertEqual(outcomes["b77"], {"answer": {"id": 77, "updated_at": 1}, "refused": {}})

    def test_what_takes_too_long_is_halved(self):
        def too_large(items):
            if len(items) > 15:
                raise AmocrmUnavailable("HTTP 504", status=504)

        client = Client(too_large)
        outcomes = self.patch(client, plans(50))
        self.assertEqual(len(outcomes), 50)
        arrived = [call for call in client.calls if len(call) <= 15]
        self.assertEqual(sum(arrived, []), list(range(1, 51)), "each once")

    def test_bad_field_is_taken_out_and_the_others_are_sent(self):
        client = Client(refuse_bad_price)
        items = {**plans(20), "b13": plan(13, price=13, name="x")}
        outcomes = self.patch(client, items)
        self.assertEqual(outcomes["b13"]["refused"], {"price": "Bad."})
        self.assertTrue(outcomes["b13"]["answer"], "its name has arrived")
        self.assertFalse(outcomes["b12"]["refused"])
        self.assertEqual([len(call) for call in client.calls], [20, 20])

    def test_entity_with_nothing_good_is_left_out(self):
        client = Client(refuse_bad_price)
        outcomes = self.patch(client, plans(20))
        self.assertEqual(outcomes["b13"], {"answer": None, "refused": {"price": "Bad."}})
        self.assertNotIn(13, client.calls[-1])

    def test_refusal_without_words_is_narrowed_down(self):
        def refuse(items):
            if any(item["id"] == 3 for item in items):
                raise AmocrmRejected("HTTP 422", status=422)

        outcomes = self.patch(Client(refuse), plans(8))
        refused = {key for key, outcome in outcomes.items() if outcome["refused"]}
        self.assertEqual(refused, {"b3"})
        self.assertEqual(len(outcomes), 8)

    def test_unknown_outcome_is_that_of_its_call_only(self):
        def broken(items):
            if items[0]["id"] == 1:
                raise AmocrmUnavailable("timeout")

        outcomes = self.patch(Client(broken), plans(60))
        self.assertIsInstance(outcomes["b50"], AmocrmUnavailable)
        self.assertTrue(outcomes["b60"]["answer"])

    def test_nobody_calls_after_an_error_of_the_account(self):
        for error in (AmocrmBlocked("403"), AmocrmUnavailable("429", status=429)):

            def refuse(_items, error=error):
                raise error

            client = Client(refuse)
            outcomes = self.patch(client, plans(120))
            self.assertEqual(len(client.calls), 1)
            self.assertEqual(set(outcomes), set(plans(50)), "the others were not tried")
