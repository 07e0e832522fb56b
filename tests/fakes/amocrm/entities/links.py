"""Links: ``/leads/{id}/links``, ``/link``, ``/unlink`` and their mass forms."""

from ..replies import empty, json_reply, validation_problem
from ..validation import Errors, request_id
from . import deals, elements, events, people
from .common import live

TARGETS = {
    "leads": ("contacts", "companies", "catalog_elements"),
    "contacts": ("companies", "leads"),
    "companies": ("contacts", "leads"),
}
BASE = f"/api/v4/<any({', '.join(TARGETS)}):kind>"


def links_of(world, kind, doc):
    """(type, id, metadata) of everything linked to an entity."""
    found = []
    if kind == "leads":
        found += [
            ("contacts", link["id"], {"main_contact": link["is_main"]})
            for link in world.lead_contacts(doc)
        ]
        found += [("companies", doc["company_id"], None)] if doc["company_id"] else []
        found += [
            ("catalog_elements", item["id"], item["metadata"])
            for item in elements.shown(world, doc)
        ]
        return found
    found += [("leads", key, None) for key in world.leads_of(kind, doc["id"])]
    if kind == "contacts":
        found += [("companies", doc["company_id"], None)] if doc["company_id"] else []
    else:
        contacts = world.store.all("contacts")
        found += [
            ("contacts", item["id"], None) for item in contacts if item["company_id"] == doc["id"]
        ]
    return found


def list_links(call):
    """GET."""
    kind = call.args["kind"]
    doc = live(call.world, kind, call.args["key"])
    found = links_of(call.world, kind, doc) if doc else []
    if not found:
        return empty()
    shown = [
        {"to_entity_id": key, "to_entity_type": target, "metadata": metadata}
        for target, key, metadata in found
    ]
    return _reply(call, shown)


def _reply(call, shown):
    links = {"self": {"href": call.request.url}}
    return json_reply({"_total_items": len(shown), "_links": links, "_embedded": {"links": shown}})


def change_links(call):
    """POST link or unlink; the entity is in the path or in each item."""
    kind, joining = call.args["kind"], call.args["verb"] == "link"
    items, problems = call.items(), {}
    for index, item in enumerate(items):
        errors = Errors()
        _check(call, kind, item, errors)
        if errors.found:
            problems[request_id(item, index)] = errors.found
    if problems:
        raise validation_problem(problems)
    for item in items:
        _apply(call, kind, item, joining)
    if not joining:
        return empty()
    shown = [
        {
            "entity_id": _source(call, item),
            "entity_type": kind,
            "to_entity_id": item["to_entity_id"],
            "to_entity_type": item["to_entity_type"],
            "metadata": item.get("metadata"),
        }
        for item in items
    ]
    return _reply(call, shown)


def _source(call, item):
    return call.args.get("key", item.get("entity_id"))


def _check(call, kind, item, errors):
    if not live(call.world, kind, _source(call, item)):
        errors.choice("entity_id")
    target = item.get("to_entity_type")
    if target not in TARGETS[kind]:
        errors.choice("to_entity_type")
    elif target == "catalog_elements":
        _check_element(call.world, item, errors)
    elif not live(call.world, target, item.get("to_entity_id")):
        errors.choice("to_entity_id")


def _check_element(world, item, errors):
    element, metadata = elements.live(world, item.get("to_entity_id")), item.get("metadata") or {}
    if not element:
        errors.choice("to_entity_id")
    elif metadata.get("catalog_id", element["catalog_id"]) != element["catalog_id"]:
        errors.choice("metadata.catalog_id")
    quantity = metadata.get("quantity", 1)
    if isinstance(quantity, bool) or not isinstance(quantity, (int, float)):
        errors.wrong_type("metadata.quantity", "numeric")


def _apply(call, kind, item, joining):
    source, target, key = _source(call, item), item["to_entity_type"], item["to_entity_id"]
    if kind != "leads" and target == "leads":
        kind, source, target, key = "leads", key, kind, source
    if kind == "leads":
        change = link_to_lead if joining else unlink_from_lead
        change(call.world, source, target, key, call.actor, item.get("metadata") or {})
        return
    contact, company = (source, key) if kind == "contacts" else (key, source)
    people.change(
        call.world, "contacts", contact, {"company_id": company if joining else None}, call.actor
    )


def link_to_lead(world, lead_id, target, key, actor, metadata):
    """Attach a contact (the first becomes main), the only company, or a product with quantity."""
    lead = world.store.get("leads", lead_id)
    if target == "catalog_elements":
        _link_element(world, lead, key, actor, metadata)
        return
    if target == "companies":
        if lead["company_id"] == key:
            return
        lead["company_id"] = key
    elif not _add_contact(lead, key, bool(metadata.get("is_main"))):
        return
    lead.update(updated_at=world.now(), updated_by=actor)
    world.save("leads", lead)
    people.announce_link(world, target, key, lead, actor)


def _link_element(world, lead, key, actor, metadata):
    """Put a product on the deal, or change its quantity there."""
    element = world.store.get("elements", key)
    full = {"quantity": metadata.get("quantity", 1), "price_id": metadata.get("price_id")}
    entry = {"id": key, "metadata": {**full, "catalog_id": element["catalog_id"]}}
    old = next((item for item in lead["catalog_elements"] if item["id"] == key), None)
    if old == entry:
        return
    if not old:
        events.record(world, "entity_linked", "leads", lead, actor, after=_element_link(element))
    others = [item for item in lead["catalog_elements"] if item["id"] != key]
    _set_products(world, lead, [*others, entry], actor)


def _element_link(element):
    return [{"link": {"entity": {"id": element["id"], "type": f"catalog_{element['catalog_id']}"}}}]


def _set_products(world, lead, products, actor):
    values = {"catalog_elements": products}
    if world.settings.product_links_set_price:
        values |= {"price": elements.total(world, products), "price_minor": None}
    if world.settings.product_link_hook or values.get("price", lead["price"]) != lead["price"]:
        deals.change(world, lead["id"], values, actor)
    else:
        world.save("leads", {**lead, **values, "updated_at": world.now(), "updated_by": actor})


def _add_contact(lead, key, is_main):
    """Add or promote a contact; whether anything changed."""
    link = next((link for link in lead["contacts"] if link["id"] == key), None)
    if link and (link["is_main"] or not is_main):
        return False
    if not link:
        link = {"id": key, "is_main": not lead["contacts"]}
        lead["contacts"].append(link)
    if is_main:
        for other in lead["contacts"]:
            other["is_main"] = other is link
    return True


def unlink_from_lead(world, lead_id, target, key, actor, _metadata):
    """Detach; the next contact becomes main."""
    lead = world.store.get("leads", lead_id)
    if target == "catalog_elements":
        left = [item for item in lead["catalog_elements"] if item["id"] != key]
        if left != lead["catalog_elements"]:
            gone = _element_link(world.store.get("elements", key))
            events.record(world, "entity_unlinked", "leads", lead, actor, before=gone)
            _set_products(world, lead, left, actor)
        return
    if target == "companies":
        lead["company_id"] = None if lead["company_id"] == key else lead["company_id"]
    else:
        lead["contacts"] = [link for link in lead["contacts"] if link["id"] != key]
        if lead["contacts"] and not any(link["is_main"] for link in lead["contacts"]):
            lead["contacts"][0]["is_main"] = True
    lead.update(updated_at=world.now(), updated_by=actor)
    world.save("leads", lead)
    link = [{"link": {"entity": {"id": key, "type": people.SINGULAR[target]}}}]
    events.record(world, "entity_unlinked", "leads", lead, actor, before=link)


ROUTES = [
    ("GET", f"{BASE}/<int:key>/links", list_links),
    ("POST", f"{BASE}/<int:key>/<any(link, unlink):verb>", change_links),
    ("POST", f"{BASE}/<any(link, unlink):verb>", change_links),
]
