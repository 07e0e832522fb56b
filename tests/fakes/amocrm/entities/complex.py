"""``POST /api/v4/leads/complex``: deals with their contact and company at once."""

from ..replies import Problem, json_reply, validation_problem
from ..validation import Errors, request_id
from . import deals, lead_items, people, people_api
from .common import live

MOST_DEALS, MOST_FIELDS = 50, 40


def add_complex(call):
    """All or nothing; the answer is a bare list, its ``request_id`` a list too."""
    items = call.items()
    if len(items) > MOST_DEALS:
        raise Problem(400, f"Request data must contain {MOST_DEALS} elements or less")
    checked, problems = [], {}
    for index, item in enumerate(items):
        errors = Errors()
        checked.append(_check(call.world, item, errors))
        if errors.found:
            problems[request_id(item, index)] = errors.found
    if problems:
        raise validation_problem(problems)
    results = [_create(call, values, *people_) for values, *people_ in checked]
    for index, item in enumerate(items):
        results[index]["request_id"] = [request_id(item, index)]
    return json_reply(results)


def _check(world, item, errors):
    embedded = item.get("_embedded") or {}
    if len(item.get("custom_fields_values") or []) > MOST_FIELDS:
        errors.add(
            "TooMany",
            "custom_fields_values",
            f"This collection should contain {MOST_FIELDS} elements or less.",
        )
    people_ = [
        _check_person(world, kind, embedded.get(kind) or [], errors)
        for kind in ("contacts", "companies")
    ]
    plain = {key: value for key, value in embedded.items() if key not in ("contacts", "companies")}
    return lead_items.read(world, {**item, "_embedded": plain}, errors), *people_


def _check_person(world, kind, raws, errors):
    """None, an id, or the values of a new contact or company."""
    if len(raws) > 1:
        errors.add(
            "TooMany", f"_embedded.{kind}", "This collection should contain 1 element or less."
        )
    if not raws:
        return None
    if "id" in raws[0]:
        if not live(world, kind, raws[0]["id"]):
            errors.choice(f"_embedded.{kind}.0.id")
        return raws[0]["id"]
    inner = Errors()
    values = people_api.read(world, kind, raws[0], inner)
    for error in inner.found:
        errors.add(error["code"], f"_embedded.{kind}.0.{error['path']}", error["detail"])
    return values


def _create(call, values, contact, company):
    ids = [
        _person_id(call, kind, person)
        for kind, person in (("contacts", contact), ("companies", company))
    ]
    values = {**values, "contact_ids": ids[:1] if ids[0] else [], "company_id": ids[1]}
    lead = deals.create(call.world, values, values.get("created_by", call.actor))
    return {
        "id": lead["id"],
        "contact_id": ids[0],
        "company_id": ids[1],
        "request_id": [],
        "merged": False,
    }


def _person_id(call, kind, person):
    if isinstance(person, dict):
        return people.create(call.world, kind, person, person.get("created_by", call.actor))["id"]
    return person


ROUTES = [("POST", "/api/v4/leads/complex", add_complex)]
