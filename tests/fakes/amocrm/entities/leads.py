"""``/api/v4/leads``: lists, reading, writing. Deleting does not exist."""

from ..brackets import as_list
from ..filters import by_custom_fields, by_query, in_range, one_of, ordered, searchable
from ..paging import entity_page
from ..replies import Problem, empty, json_reply
from ..validation import run_batch
from . import deals, lead_items
from .common import find_existing, live

LIST_FILTERS = ("id", "name", "pipeline_id", "created_by", "updated_by", "responsible_user_id")
RANGE_FILTERS = ("price", "created_at", "updated_at", "closed_at")


def list_leads(call):
    """GET: filters, search, order, pages."""
    binned = "only_deleted" in call.withs
    rows = [lead for lead in call.world.store.all("leads") if lead["is_deleted"] == binned]
    spec = call.filter
    for name in LIST_FILTERS:
        rows = one_of(rows, spec.get(name), lambda row, name=name: row[name])
    for name in RANGE_FILTERS:
        rows = in_range(call, rows, spec.get(name), lambda row, name=name: row[name])
    if "closest_task_at" in spec:
        closest = lambda row: lead_items.closest_task(call.world, "leads", row["id"])  # noqa: E731
        rows = in_range(call, rows, spec["closest_task_at"], closest)
    rows = _in_statuses(rows, spec.get("statuses"))
    rows = by_custom_fields(call, rows, "leads")
    rows = by_query(call, rows, "leads", lambda row: _contact_texts(call.world, row))
    rows = ordered(
        call, rows, {"created_at", "updated_at", "id"}, call.world.settings.default_order
    )
    return entity_page(call, rows, "leads", lead_items.show)


def _in_statuses(rows, spec):
    if spec is None:
        return rows
    pairs = set()
    for pair in spec.values() if isinstance(spec, dict) else [{}]:
        if not isinstance(pair, dict) or not {"pipeline_id", "status_id"} <= set(pair):
            raise Problem(400, "filter[statuses] needs pipeline_id and status_id")
        pairs |= {(pair["pipeline_id"], status) for status in as_list(pair["status_id"])}
    return [row for row in rows if (str(row["pipeline_id"]), str(row["status_id"])) in pairs]


def _contact_texts(world, lead):
    contacts = [live(world, "contacts", link["id"]) for link in world.lead_contacts(lead)]
    return "\n".join(searchable(world, "contacts", contact) for contact in contacts if contact)


def get_lead(call):
    """GET one: 204 when unknown or deleted."""
    lead = call.world.read("leads", call.args["key"])
    if not lead or lead["is_deleted"]:
        return empty()
    return json_reply(lead_items.show(call, lead))


def add_leads(call):
    """POST an array."""

    def apply(_item, values):
        lead = deals.create(call.world, values, values.get("created_by", call.actor))
        return {"id": lead["id"], "_links": _link(call, lead["id"])}

    results = run_batch(
        call, call.items(), lambda item, errors: lead_items.read(call.world, item, errors), apply
    )
    return json_reply(
        {"_links": {"self": {"href": call.request.url}}, "_embedded": {"leads": results}}
    )


def change_leads(call):
    """PATCH an array; each item has its id."""
    results = run_batch(call, call.items(), *_changer(call))
    return json_reply(
        {"_links": {"self": {"href": call.request.url}}, "_embedded": {"leads": results}}
    )


def change_lead(call):
    """PATCH one."""
    result = run_batch(call, [{**call.item(), "id": call.args["key"]}], *_changer(call))[0]
    del result["request_id"]
    return json_reply(result)


def _changer(call):
    def check(item, errors):
        existing = find_existing(call.world, "leads", item, errors)
        return lead_items.read(call.world, item, errors, existing) if existing else None

    def apply(item, values):
        lead = deals.change(call.world, item["id"], values, call.actor)
        return {
            "id": lead["id"],
            "updated_at": lead["updated_at"],
            "_links": _link(call, lead["id"]),
        }

    return check, apply


def _link(call, key):
    return {"self": {"href": f"{call.base_url}/api/v4/leads/{key}"}}


ROUTES = [
    ("GET", "/api/v4/leads", list_leads),
    ("POST", "/api/v4/leads", add_leads),
    ("PATCH", "/api/v4/leads", change_leads),
    ("GET", "/api/v4/leads/<int:key>", get_lead),
    ("PATCH", "/api/v4/leads/<int:key>", change_lead),
]
