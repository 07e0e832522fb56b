"""Elements of lists, such as products: every change of them comes through here."""

from ..fields.values import as_text
from ..webhooks import body


def create(world, catalog, values, actor):
    """Add an element to a list."""
    now = world.now()
    element = {
        "id": world.store.next_id("elements", 14229001),
        "catalog_id": catalog,
        "name": values["name"],
        "created_by": actor,
        "updated_by": actor,
        "created_at": now,
        "updated_at": now,
        "is_deleted": None,
        "custom_fields": _filled(values.get("custom_fields", {})),
    }
    return _save(world, element, "add")


def change(world, key, values, actor):
    """Change an element; only real differences make hooks."""
    old = world.store.get("elements", key)
    fields = _filled({**old["custom_fields"], **values.get("custom_fields", {})})
    new = {**old, "name": values.get("name", old["name"]), "custom_fields": fields}
    if new == old:
        return old
    new |= {"updated_at": world.now(), "updated_by": actor}
    return _save(world, new, "update")


def delete(world, key, actor):
    """Delete an element, as a person does: deals do not show it any more."""
    element = world.store.get("elements", key)
    element |= {"is_deleted": True, "updated_at": world.now(), "updated_by": actor}
    return _save(world, element, "delete")


def _filled(fields):
    return {key: value for key, value in fields.items() if value is not None}


def _save(world, element, action):
    world.store.put("elements", element)
    setting = f"{action}_catalog_{element['catalog_id']}"
    world.outbox.collect("catalogs", action, setting, body.element(world, element))
    return element


def live(world, key):
    """The element if there is one that is not deleted, else None."""
    element = world.store.get("elements", key) if isinstance(key, int) else None
    return element if element and not element["is_deleted"] else None


def price(world, element):
    """The price of a product as a number; 0 where none is filled in."""
    field = world.field(f"catalogs/{element['catalog_id']}", "PRICE")
    values = element["custom_fields"].get(str(field["id"])) if field else None
    return float(as_text(world, field, values)) if values else 0.0


def shown(world, lead):
    """A deal's products as the API shows them."""
    return [item for item in lead["catalog_elements"] if live(world, item["id"])]


def total(world, products):
    """What a deal's products cost together, in whole units."""
    return round(
        sum(
            price(world, world.store.get("elements", item["id"])) * item["metadata"]["quantity"]
            for item in products
        )
    )
