"""Deals in requests and answers."""

from ..fields.values import show_fields
from ..world import LOST, UNSORTED_TYPE, WON
from . import deals, elements, tags
from .common import PEOPLE_SPEC, live, read_common

SPEC = {
    **PEOPLE_SPEC,
    "name": "string?",
    "status_id": "int",
    "pipeline_id": "int",
    "loss_reason_id": "int?",
    "closed_at": "int?",
    "source_id": "int?",
    "visitor_uid": "string?",
}
PLAIN_KEYS = ("name", "closed_at", "source_id", "visitor_uid")


def read(world, item, errors, existing=None):
    """Values for :func:`deals.create` or :func:`deals.change`; problems go to ``errors``."""
    if not errors.check_types(item, SPEC):
        return {}
    values = read_common(world, "leads", item, errors, existing)
    values.update({key: item[key] for key in PLAIN_KEYS if key in item})
    _read_price(world, item, errors, values)
    _read_stage(world, item, errors, values, existing)
    _read_loss_reason(world, item, errors, values, existing)
    if existing is None:
        _read_links(world, item, errors, values)
    return values


def _read_price(world, item, errors, values):
    if "price" not in item:
        return
    price = item["price"]
    fraction = isinstance(price, float) and world.settings.minor_units
    if isinstance(price, bool) or not (isinstance(price, int) or fraction):
        errors.wrong_type("price", "int")
        return
    values["price"] = int(price)
    values["price_minor"] = round(float(price), 2) if world.settings.minor_units else None


def _read_stage(world, item, errors, values, existing):
    status_id = item.get("status_id")
    pipeline_id = (
        item.get("pipeline_id")
        or (existing or {}).get("pipeline_id")
        or _pipeline_of(world, status_id)
    )
    if not world.pipeline(pipeline_id):
        errors.choice("pipeline_id")
        return
    if status_id is not None:
        status = world.status(pipeline_id, status_id)
        if not status or status["type"] == UNSORTED_TYPE:
            errors.choice("status_id")
            return
    elif existing and existing["pipeline_id"] == pipeline_id:
        current = world.status(pipeline_id, existing["status_id"])
        if current and current["type"] != UNSORTED_TYPE:
            return
    # Any update of a deal in «Неразобранное» accepts it: it moves on to the first ordinary status.
    values["pipeline_id"] = pipeline_id
    values["status_id"] = status_id or deals.first_status(world, pipeline_id)


def _pipeline_of(world, status_id):
    """The pipeline that a new deal's status belongs to; the main one for 142, 143 and none."""
    for pipeline in world.store.all("pipelines"):
        if status_id not in (WON, LOST) and any(
            status["id"] == status_id for status in pipeline["statuses"]
        ):
            return pipeline["id"]
    return deals.main_pipeline(world)


def _read_loss_reason(world, item, errors, values, existing):
    if "loss_reason_id" not in item:
        return
    reason = item["loss_reason_id"]
    status_id = values.get("status_id") or (existing or {}).get("status_id")
    if reason is not None and (status_id != LOST or not world.store.get("loss_reasons", reason)):
        errors.choice("loss_reason_id")
    values["loss_reason_id"] = reason


def _read_links(world, item, errors, values):
    embedded = item.get("_embedded") or {}
    for key, kind in (("contacts", "contacts"), ("companies", "companies")):
        for index, raw in enumerate(embedded.get(key) or []):
            if not live(world, kind, raw.get("id")):
                errors.choice(f"_embedded.{key}.{index}.id")
    links = sorted(embedded.get("contacts") or [], key=lambda raw: not raw.get("is_main"))
    values["contact_ids"] = [raw.get("id") for raw in links]
    if embedded.get("companies"):
        values["company_id"] = embedded["companies"][0].get("id")


def closest_task(world, kind, key):
    """The earliest deadline among the open tasks, or None."""
    return min(
        (
            task["complete_till"]
            for task in world.store.all("tasks")
            if (task["entity_type"], task["entity_id"]) == (kind, key) and not task["is_completed"]
        ),
        default=None,
    )


def show(call, lead):
    """A deal as the API shows it; the bin shows almost nothing."""
    world, withs = call.world, call.withs
    hidden = lead["is_deleted"]
    body = {
        key: None if hidden else lead[key]
        for key in (
            "name", "price", "responsible_user_id", "group_id", "status_id", "pipeline_id",
            "loss_reason_id", "created_by", "created_at", "closed_at", "score", "labor_cost",
        )
    }  # fmt: skip
    body = {
        "id": lead["id"],
        **body,
        "updated_by": lead["updated_by"],
        "updated_at": lead["updated_at"],
    }
    body["closest_task_at"] = None if hidden else closest_task(world, "leads", lead["id"])
    body["is_deleted"] = hidden
    body["custom_fields_values"] = (
        None if hidden else show_fields(world, "leads", lead["custom_fields"])
    )
    body["account_id"] = world.account["account_id"]
    if world.settings.minor_units and not hidden:
        body["price_with_minor_units"] = (
            lead["price_minor"] if lead["price_minor"] is not None else lead["price"]
        )
    for key in {"source_id", "is_price_modified_by_robot"} & withs:
        body[key] = lead[key]
    return body | {"_links": _self(call, "leads", lead["id"]), "_embedded": _embedded(call, lead)}


def _embedded(call, lead):
    world, withs = call.world, call.withs
    company = [lead["company_id"]] if lead["company_id"] else []
    body = {
        "tags": tags.show(world, lead["tags"]),
        "companies": [{"id": key, "_links": _self(call, "companies", key)} for key in company],
    }
    if "contacts" in withs:
        body["contacts"] = [
            {
                "id": link["id"],
                "is_main": link["is_main"],
                "_links": _self(call, "contacts", link["id"]),
            }
            for link in world.lead_contacts(lead)
            if live(world, "contacts", link["id"])
        ]
    if "loss_reason" in withs:
        reason = world.store.get("loss_reasons", lead["loss_reason_id"])
        body["loss_reason"] = [{**reason, "_links": {}}] if reason else []
    if "catalog_elements" in withs:
        body["catalog_elements"] = elements.shown(world, lead)
    return body


def _self(call, kind, key):
    query = call.request.query_string.decode()
    return {"self": {"href": f"{call.base_url}/api/v4/{kind}/{key}{'?' + query if query else ''}"}}
