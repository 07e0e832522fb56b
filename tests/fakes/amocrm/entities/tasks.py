"""``/api/v4/tasks`` and the life of a task."""

from ..filters import in_range, one_of, ordered
from ..paging import entity_page
from ..replies import Problem, empty, json_reply
from ..validation import is_of_type, run_batch
from ..webhooks import body
from . import events
from .common import find_existing, live, read_user

SPEC = {
    "text": "string",
    "complete_till": "int",
    "entity_id": "int?",
    "entity_type": "string?",
    "responsible_user_id": "int",
    "task_type_id": "int",
    "is_completed": "bool",
    "result": "object",
    "duration": "int",
    "created_by": "int",
    "updated_by": "int",
}
WRITABLE = (
    "text",
    "complete_till",
    "entity_id",
    "entity_type",
    "responsible_user_id",
    "task_type_id",
    "duration",
)
KINDS = ("leads", "contacts", "companies")


def create(world, values, actor):
    """Add a task; nobody named: the entity's responsible."""
    now = world.now()
    owner = (
        world.store.get(values["entity_type"], values["entity_id"])
        if values.get("entity_type")
        else None
    )
    task = {
        "id": world.store.next_id("tasks", 71000001),
        "created_by": actor,
        "updated_by": actor,
        "created_at": now,
        "responsible_user_id": owner["responsible_user_id"] if owner else 0,
        "group_id": 0,
        "entity_id": None,
        "entity_type": None,
        "duration": 0,
        "is_completed": False,
        "is_deleted": False,
        "task_type_id": 1,
        "result": None,
        **values,
        "updated_at": now,
    }
    world.store.put("tasks", task)
    events.record(world, "task_added", "tasks", task, actor)
    world.outbox.collect("task", "add", "add_task", body.task(world, task))
    return task


def change(world, key, values, actor):
    """Change or complete a task."""
    old = world.store.get("tasks", key)
    new = {**old, **values}
    if new == old:
        return old
    new["updated_at"], new["updated_by"] = world.now(), actor
    world.store.put("tasks", new)
    _record(world, old, new, actor)
    item = body.task(world, new, old)
    world.outbox.collect("task", "update", "update_task", item)
    if old["responsible_user_id"] != new["responsible_user_id"]:
        world.outbox.collect("task", "update", "responsible_task", item)
    return new


def _record(world, old, new, actor):
    shapes = {
        "text": ("task_text_changed", lambda doc: {"task": {"text": doc["text"]}}),
        "complete_till": (
            "task_deadline_changed",
            lambda doc: {"task_deadline": {"timestamp": doc["complete_till"]}},
        ),
        "task_type_id": (
            "task_type_changed",
            lambda doc: {"task_type": {"id": doc["task_type_id"]}},
        ),
        "responsible_user_id": (
            "entity_responsible_changed",
            lambda doc: {"responsible_user": {"id": doc["responsible_user_id"]}},
        ),
    }
    for key, (kind, show_value) in shapes.items():
        if old[key] != new[key]:
            events.record(world, kind, "tasks", new, actor, [show_value(old)], [show_value(new)])
    if new["is_completed"] and not old["is_completed"]:
        events.record(world, "task_completed", "tasks", new, actor)
    if new["result"] and new["result"] != old["result"]:
        events.record(
            world,
            "task_result_added",
            "tasks",
            new,
            actor,
            (),
            [{"task": {"text": new["result"]["text"]}}],
        )


def delete(world, key, actor):
    """Delete a task, as a person does."""
    task = world.store.get("tasks", key)
    world.store.remove("tasks", key)
    events.record(world, "task_deleted", "tasks", task, actor)
    world.outbox.collect(
        "task", "delete", "delete_task", {"id": key, "element_id": task["entity_id"] or 0}
    )
    return task


def list_tasks(call):
    """GET: filters, order, pages."""
    spec = call.filter
    if "entity_id" in spec and "entity_type" not in spec:
        raise Problem(400, "filter[entity_id] needs filter[entity_type]")
    rows = call.world.store.all("tasks")
    rows = one_of(rows, spec.get("is_completed"), lambda row: int(row["is_completed"]))
    rows = one_of(rows, spec.get("task_type"), lambda row: row["task_type_id"])
    for name in ("id", "responsible_user_id", "entity_type", "entity_id"):
        rows = one_of(rows, spec.get(name), lambda row, name=name: row[name])
    rows = in_range(call, rows, spec.get("updated_at"), lambda row: row["updated_at"])
    rows = ordered(call, rows, {"created_at", "complete_till", "id"}, "id")
    return entity_page(call, rows, "tasks", _json)


def get_task(call):
    """GET one."""
    task = call.world.store.get("tasks", call.args["key"])
    return json_reply(_json(call, task)) if task else empty()


def _read(world, item, errors, existing=None):
    if not errors.check_types(item, SPEC):
        return {}
    values = {key: item[key] for key in WRITABLE if key in item}
    for key in ("text", "complete_till") if existing is None else ():
        if not item.get(key):
            errors.missing(key)
    for key in ("responsible_user_id", "created_by", "updated_by"):
        if item.get(key):
            read_user(world, key, item[key], errors)
    if "task_type_id" in item and item["task_type_id"] not in {
        kind["id"] for kind in world.account["task_types"]
    }:
        errors.choice("task_type_id")
    _check_entity(world, item, errors)
    if "is_completed" in item:
        values["is_completed"] = item["is_completed"]
    if item.get("result"):
        if not is_of_type(item["result"].get("text"), "string"):
            errors.wrong_type("result.text", "string")
        values["result"] = {"text": item["result"].get("text")}
    return values


def _check_entity(world, item, errors):
    if item.get("entity_id") is None:
        return
    if item.get("entity_type") not in KINDS:
        errors.choice("entity_type")
    elif not live(world, item["entity_type"], item["entity_id"]):
        errors.choice("entity_id")


def add_tasks(call):
    """POST an array."""

    def apply(item, values):
        task = create(call.world, values, item.get("created_by", call.actor))
        return {"id": task["id"], "_links": _link(call, task["id"])}

    results = run_batch(
        call, call.items(), lambda item, errors: _read(call.world, item, errors), apply
    )
    return json_reply(
        {"_links": {"self": {"href": call.request.url}}, "_embedded": {"tasks": results}}
    )


def change_tasks(call):
    """PATCH an array."""
    results = run_batch(call, call.items(), *_changer(call))
    return json_reply(
        {"_links": {"self": {"href": call.request.url}}, "_embedded": {"tasks": results}}
    )


def change_task(call):
    """PATCH one."""
    result = run_batch(call, [{**call.item(), "id": call.args["key"]}], *_changer(call))[0]
    del result["request_id"]
    return json_reply(result)


def _changer(call):
    def check(item, errors):
        existing = find_existing(call.world, "tasks", item, errors)
        return _read(call.world, item, errors, existing) if existing else None

    def apply(item, values):
        task = change(call.world, item["id"], values, item.get("updated_by", call.actor))
        return {
            "id": task["id"],
            "updated_at": task["updated_at"],
            "_links": _link(call, task["id"]),
        }

    return check, apply


def _json(call, task):
    body_keys = {key: value for key, value in task.items() if key not in ("result", "is_deleted")}
    body_keys["result"] = task["result"] or []  # PHP's empty array where an object is expected
    return {
        **body_keys,
        "account_id": call.world.account["account_id"],
        "_links": _link(call, task["id"]),
    }


def _link(call, key):
    return {"self": {"href": f"{call.base_url}/api/v4/tasks/{key}"}}


ROUTES = [
    ("GET", "/api/v4/tasks", list_tasks),
    ("POST", "/api/v4/tasks", add_tasks),
    ("PATCH", "/api/v4/tasks", change_tasks),
    ("GET", "/api/v4/tasks/<int:key>", get_task),
    ("PATCH", "/api/v4/tasks/<int:key>", change_task),
]
