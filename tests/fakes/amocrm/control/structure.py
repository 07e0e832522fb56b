"""``/_fake``: users, statuses, fields and webhooks, as an administrator handles them."""

from ..fields.definitions import drop_enum_values, new_field
from ..seed.account import add_pipeline
from ..webhooks.subscriptions import SETTINGS, subscribe
from . import person_work
from .call import user_id


def list_documents(call):
    """GET the stored documents of a kind."""
    return call.world.store.all(call.args["kind"])


def add_user(call):
    """POST ``{"name", "email"}``."""
    with call.world.write():
        key = call.data.get("id") or call.world.store.next_id("users", 10000801)
        user = {"id": key, "name": call.data["name"], "email": call.data["email"]}
        return call.world.store.put("users", {"is_admin": False, "is_active": True, **user})


def change_user(call):
    """PATCH, for instance ``{"is_active": false}``."""
    user = person_work.need(call.world, "users", user_id(call.world, call.args["key"]))
    return call.world.store.put("users", {**user, **call.data})


def add_new_pipeline(call):
    """POST ``{"name", "statuses": [names]}``."""
    store = call.world.store
    with call.world.write():
        named = [
            (store.next_id("statuses", 76790001), name, "#99ccff")
            for name in ["Неразобранное", *call.data["statuses"]]
        ]
        key = store.next_id("pipelines", 9621101)
        add_pipeline(call.world, key, call.data["name"], named)
    return call.world.pipeline(key)


def change_pipeline(call):
    """PATCH ``{"name", "is_archive"}``."""
    pipeline = person_work.need(call.world, "pipelines", call.args["key"])
    return call.world.store.put("pipelines", {**pipeline, **call.data})


def add_status(call):
    """POST ``{"name", "pipeline"?}``: a status nobody has mapped yet."""
    world, data = call.world, call.data
    first = next(item["id"] for item in world.store.all("pipelines") if item["is_main"])
    pipeline = world.pipeline(
        person_work.find_pipeline(world, data["pipeline"]) if "pipeline" in data else first
    )
    with world.write():
        sort = max(item["sort"] for item in pipeline["statuses"] if item["sort"] < 10000) + 10
        status = {
            "id": world.store.next_id("statuses", 76790001),
            "name": data["name"],
            "sort": data.get("sort", sort),
        }
        status |= {"color": "#fffeb2", "type": 0}
        world.store.put("pipelines", {**pipeline, "statuses": [*pipeline["statuses"], status]})
    return status


def change_status(call):
    """PATCH ``{"name"}`` or DELETE a status; deals in it stay with a dangling id."""
    pipeline = person_work.need(call.world, "pipelines", call.args["key"])
    deleting = call.request.method == "DELETE"
    statuses = []
    for status in pipeline["statuses"]:
        if status["id"] != call.args["status"]:
            statuses.append(status)
        elif not deleting:
            statuses.append({**status, **call.data})
    return call.world.store.put("pipelines", {**pipeline, "statuses": statuses})


def add_field(call):
    """POST ``{"name", "type", "code"?, "enums"?, "entity": "leads"}``."""
    data = dict(call.data)
    with call.world.write():
        return new_field(
            call.world, data.pop("entity", "leads"), data.pop("name"), data.pop("type"), **data
        )


def change_field(call):
    """PATCH name or code; ``enums`` is the full new list of {id?, value}."""
    field = person_work.need(call.world, "fields", call.args["key"])
    data = dict(call.data)
    enums = data.pop("enums", None)
    with call.world.write():
        field |= data
        if enums is not None:
            new_id = call.world.store.next_id
            field["enums"] = [
                {
                    "id": enum.get("id") or new_id("enums", 820001),
                    "value": enum["value"],
                    "sort": index,
                    "code": None,
                }
                for index, enum in enumerate(enums)
            ]
            drop_enum_values(call.world, field)
        return call.world.store.put("fields", field)


def delete_field(call):
    """DELETE a field."""
    person_work.need(call.world, "fields", call.args["key"])
    call.world.store.remove("fields", call.args["key"])
    return {}


def add_webhook(call):
    """POST ``{"destination", "settings"?}``: a webhook typed in by hand; all events by default."""
    with call.world.write():
        return subscribe(
            call.world, call.data["destination"], call.data.get("settings") or sorted(SETTINGS)
        )


def change_webhook(call):
    """PATCH, for instance ``{"disabled": true}``."""
    webhook = person_work.need(call.world, "webhooks", call.args["key"])
    return call.world.store.put("webhooks", {**webhook, **call.data})


ROUTES = [
    ("GET", "/_fake/<any(users, pipelines, fields, webhooks, files):kind>", list_documents),
    ("POST", "/_fake/users", add_user),
    ("PATCH", "/_fake/users/<string:key>", change_user),
    ("POST", "/_fake/pipelines", add_new_pipeline),
    ("PATCH", "/_fake/pipelines/<int:key>", change_pipeline),
    ("POST", "/_fake/statuses", add_status),
    ("PATCH", "/_fake/pipelines/<int:key>/statuses/<int:status>", change_status),
    ("DELETE", "/_fake/pipelines/<int:key>/statuses/<int:status>", change_status),
    ("POST", "/_fake/fields", add_field),
    ("PATCH", "/_fake/fields/<int:key>", change_field),
    ("DELETE", "/_fake/fields/<int:key>", delete_field),
    ("POST", "/_fake/webhooks", add_webhook),
    ("PATCH", "/_fake/webhooks/<int:key>", change_webhook),
]
