"""What both sides of a history edit, and how each side of it is read.

Values are words: as a person reads them, and as log and questions show them. A field holds a list
of them; only phones and e-mails have more than one.
"""

from dataclasses import dataclass
from typing import Any

from ..values import phone, plain
from .stub_amocrm import NEW, READY, WORK

STAGES = {NEW: "Fresh", WORK: "At Work", READY: "Finished"}
PHONES = tuple(f"7900000002{digit}" for digit in range(4))


@dataclass(frozen=True)
class Field:
    """One field of the deal, or of its contact.

    :param key: its name in log and questions
    :param here: words that people in Odoo enter; ``there`` people in amoCRM
    """

    key: str
    here: tuple
    there: tuple
    is_of_contact = False

    def read_here(self, lead) -> list[str]:
        raise NotImplementedError

    def read_there(self, deal) -> list[str]:
        raise NotImplementedError

    def write_here(self, lead, words: str) -> None:
        raise NotImplementedError

    def write_there(self, amo, deal: dict[str, Any], words: str) -> None:
        raise NotImplementedError


class Price(Field):
    def read_here(self, lead):
        return [plain(lead.expected_revenue)]

    def read_there(self, deal):
        return [str(deal["price"])]

    def write_here(self, lead, words):
        lead.expected_revenue = float(words)

    def write_there(self, amo, deal, words):
        amo.touch(deal)["price"] = int(words)


class Name(Field):
    def read_here(self, record):
        return [record.name]

    def read_there(self, row):
        return [row["name"]]

    def write_here(self, record, words):
        record.name = words

    def write_there(self, amo, row, words):
        amo.touch(row)["name"] = words


class Referred(Field):
    def read_here(self, lead):
        return [lead.referred] if lead.referred else []

    def read_there(self, deal):
        return _values(deal, 701)

    def write_here(self, lead, words):
        lead.referred = words

    def write_there(self, amo, deal, words):
        amo.set_value(deal, 701, words)


class Stage(Field):
    def read_here(self, lead):
        return [lead.stage_id.name]

    def read_there(self, deal):
        return [STAGES[deal["status_id"]]]

    def write_here(self, lead, words):
        lead.stage_id = lead.stage_id.search([("name", "=", words)])

    def write_there(self, amo, deal, words):
        [amo.touch(deal)["status_id"]] = [n for n, name in STAGES.items() if name == words]


class ContactName(Name):
    is_of_contact = True


class Phones(Field):
    is_of_contact = True

    def read_here(self, partner):
        numbers = [partner.phone, *(partner.phone_other or "").split(",")]
        return [phone(number) for number in numbers if number]

    def read_there(self, contact):
        return [phone(number) for number in _values(contact, 601)]

    def write_here(self, partner, words):
        first, *others = words.split(", ")
        wanted = {"phone": f"+{first}", "phone_other": ", ".join(others) or False}
        partner.write({name: value for name, value in wanted.items() if partner[name] != value})

    def write_there(self, amo, contact, words):
        amo.set_value(contact, 601, *words.split(", "))


class Emails(Field):
    is_of_contact = True

    def read_here(self, partner):
        return [partner.email] if partner.email else []

    def read_there(self, contact):
        return _values(contact, 602)

    def write_here(self, partner, words):
        partner.email = words

    def write_there(self, amo, contact, words):
        amo.set_value(contact, 602, words)


def _values(entity, number):
    for item in entity["custom_fields_values"] or []:
        if item["field_id"] == number:
            return [value["value"] for value in item["values"]]
    return []


FIELDS = (
    Price("price", ("400", "500", "600"), ("100", "200", "300")),
    Name("name", ("Ring A", "Ring B"), ("Ring C", "Ring D")),
    Referred("701", ("a", "b"), ("c", "d")),
    Stage("status", ("At Work", "Finished"), ("At Work", "Finished", "Fresh")),
    ContactName("name", ("Anna A", "Anna B"), ("Anna C", "Anna D")),
    Phones("601", (PHONES[0], f"{PHONES[0]}, {PHONES[1]}"), (PHONES[2], ", ".join(PHONES[2:]))),
    Emails("602", ("a@example.com", "b@example.com"), ("c@example.com", "d@example.com")),
)
TAGS = ("VIP", "gift", "urgent")
