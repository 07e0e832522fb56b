"""``/api/v4/events``: what happened, the feed to poll; and how the other modules write it."""

from .. import brackets
from ..fields.values import as_text
from ..filters import in_range
from ..paging import entity_page
from ..replies import Problem, empty, json_reply

SINGULAR = {"leads": "lead", "contacts": "contact", "companies": "company", "tasks": "task"}
ANY_FIELD = "custom_field_value_changed"
TITLES = {
    "lead_added": "Новая сделка",
    "lead_deleted": "Сделка удалена",
    "lead_restored": "Сделка восстановлена",
    "lead_status_changed": "Изменение этапа продажи",
    "lead_linked": "Прикрепление сделки",
    "lead_unlinked": "Открепление сделки",
    "contact_added": "Новый контакт",
    "contact_deleted": "Контакт удален",
    "contact_restored": "Контакт восстановлен",
    "contact_linked": "Прикрепление контакта",
    "contact_unlinked": "Открепление контакта",
    "company_linked": "Прикрепление компании",
    "company_unlinked": "Открепление компании",
    "company_added": "Новая компания",
    "company_deleted": "Компания удалена",
    "company_restored": "Компания восстановлена",
    "entity_responsible_changed": "Ответственный изменен",
    "entity_tag_added": "Теги добавлены",
    "entity_tag_deleted": "Теги убраны",
    "entity_linked": "Прикрепление",
    "entity_unlinked": "Открепление",
    "entity_merged": "Выполнено объединение",
    "name_field_changed": "Изменение поля «Название»",
    "sale_field_changed": "Изменение поля «Бюджет»",
    ANY_FIELD: "Изменение поля",
    "task_added": "Новая задача",
    "task_deleted": "Задача удалена",
    "task_completed": "Завершение задачи",
    "task_type_changed": "Изменение типа задачи",
    "task_text_changed": "Изменение текста задачи",
    "task_deadline_changed": "Изменение даты исполнения задачи",
    "task_result_added": "Результат по задаче",
    "common_note_added": "Новое примечание",
    "attachment_note_added": "Добавлен новый файл",
    "common_note_deleted": "Примечание удалено",
    "service_note_added": "Новое системное примечание",
    "geo_note_added": "Новое примечание с геометкой",
    "incoming_call": "Входящий звонок",
    "outgoing_call": "Исходящий звонок",
    "incoming_sms": "Входящее SMS",
    "outgoing_sms": "Исходящее SMS",
    "incoming_chat_message": "Входящее сообщение",
    "outgoing_chat_message": "Исходящее сообщение",
    "link_followed": "Переход по ссылке",
    "robot_replied": "Ответ робота",
}
FIELD_TYPES = {
    "text": 1, "numeric": 2, "checkbox": 3, "select": 4, "multiselect": 5, "date": 6,
    "url": 7, "multitext": 8,
    "textarea": 9, "radiobutton": 10, "streetaddress": 11, "smart_address": 13, "birthday": 14,
    "legal_entity": 15, "date_time": 19, "monetary": 20, "tracking_data": 23, "file": 25,
}  # fmt: skip


def record(world, kind, entity, doc, actor, before=(), after=()):
    """Add an event of type ``kind`` about a document of ``entity`` (plural)."""
    number = world.store.next_id("events")
    event = {
        "id": _base36(number),
        "type": kind,
        "entity_id": doc["id"],
        "entity_type": SINGULAR[entity],
        "created_by": actor,
        "created_at": world.now(),
        "value_before": list(before),
        "value_after": list(after),
    }
    world.store.put("events", event)


def _base36(number):
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + digits
    return "01" + digits.rjust(24, "0")


def record_changes(world, entity, old, new, actor):
    """The events of everything that differs between two states of an entity."""
    pairs = {
        "name": ("name_field_changed", lambda doc: {"name_field_value": {"name": doc["name"]}}),
        "price": ("sale_field_changed", lambda doc: {"sale_field_value": {"sale": doc["price"]}}),
        "responsible_user_id": (
            "entity_responsible_changed",
            lambda doc: {"responsible_user": {"id": doc["responsible_user_id"]}},
        ),
    }
    for key, (kind, show) in pairs.items():
        if old.get(key) != new.get(key):
            record(world, kind, entity, new, actor, [show(old)], [show(new)])
    if "status_id" in new and (old["status_id"], old["pipeline_id"]) != (
        new["status_id"],
        new["pipeline_id"],
    ):
        record(world, "lead_status_changed", entity, new, actor, [_status(old)], [_status(new)])
    for kind, keys in (
        ("added", set(new["tags"]) - set(old["tags"])),
        ("deleted", set(old["tags"]) - set(new["tags"])),
    ):
        names = [{"tag": {"name": world.store.get("tags", key)["name"]}} for key in sorted(keys)]
        if names:
            record(
                world,
                f"entity_tag_{kind}",
                entity,
                new,
                actor,
                *((), names) if kind == "added" else (names, ()),
            )
    _record_fields(world, entity, old, new, actor)


def _record_fields(world, entity, old, new, actor):
    for field in world.fields(entity):
        key = str(field["id"])
        before, after = old["custom_fields"].get(key), new["custom_fields"].get(key)
        if before != after:
            values = [_field_values(world, field, values) for values in (before, after)]
            record(world, f"custom_field_{key}_value_changed", entity, new, actor, *values)


def _field_values(world, field, values):
    number = FIELD_TYPES.get(field["type"], 1)
    return [
        {
            "custom_field_value": {
                "field_id": field["id"],
                "field_type": number,
                "enum_id": value.get("enum_id"),
                "text": as_text(world, field, [value]),
            }
        }
        for value in values or []
    ]


def _status(doc):
    return {"lead_status": {"id": doc["status_id"], "pipeline_id": doc["pipeline_id"]}}


def describe(world, event):
    """An event in words for the web page."""
    kind = event["type"]
    if kind.startswith("custom_field_"):
        field = world.store.get("fields", int(kind.split("_")[2]))
        title = f"Поле «{field['name']}»" if field else TITLES[ANY_FIELD]
    else:
        title = TITLES[kind]
    shown = [
        ", ".join(_shown(world, value) for value in event[key])
        for key in ("value_before", "value_after")
    ]
    return f"{title}: {shown[0] or '—'} → {shown[1] or '—'}" if any(shown) else title


def _shown(world, value):
    ((kind, inner),) = value.items()
    if kind == "lead_status":
        status = world.status(inner["pipeline_id"], inner["id"])
        return status["name"] if status else str(inner["id"])
    if kind == "responsible_user":
        user = world.user(inner["id"])
        return user["name"] if user else str(inner["id"])
    if kind == "link":
        return f"{inner['entity']['type']} {inner['entity']['id']}"
    return str(inner.get("text") or inner.get("name") or inner.get("sale") or "")


def list_events(call):
    """GET with filters by type, entity, entity_id, created_by, created_at, id."""
    spec = call.filter
    rows = _of_types(call.world.store.all("events"), brackets.as_list(spec.get("type")))
    for key, name, most in (
        ("entity", "entity_type", None),
        ("entity_id", "entity_id", 10),
        ("created_by", "created_by", 10),
        ("id", "id", None),
    ):
        wanted = set(brackets.as_list(spec.get(key)))
        if most and len(wanted) > most:
            raise Problem(400, f"filter[{key}] takes {most} values at most")
        if wanted:
            rows = [row for row in rows if str(row[name]) in wanted]
    created = spec.get("created_at")
    if isinstance(created, str) and "," in created:
        created = dict(zip(("from", "to"), created.split(",", 1), strict=True))
    rows = in_range(call, rows, created, lambda row: row["created_at"])
    rows = sorted(rows, key=lambda row: (row["created_at"], row["id"]))
    if call.world.settings.events_order == "desc":
        rows.reverse()
    return entity_page(call, rows, "events", _json, call.world.settings.events_limit)


def _of_types(rows, wanted):
    if not wanted:
        return rows
    single = [kind for kind in wanted if kind.startswith("custom_field_") and kind != ANY_FIELD]
    if single and len(wanted) > len(single):
        raise Problem(400, "custom_field_{ID}_value_changed can not be mixed with other types")
    unknown = [kind for kind in wanted if kind not in TITLES and kind not in single]
    if unknown:
        raise Problem(400, f"Unknown event type {unknown[0]}")
    return [
        row
        for row in rows
        if row["type"] in wanted
        or (ANY_FIELD in wanted and row["type"].startswith("custom_field_"))
    ]


def get_event(call):
    """GET one event."""
    event = call.world.store.get("events", call.args["key"])
    return json_reply(_json(call, event)) if event else empty()


def list_types(call):
    """GET the event types with titles."""
    types = [{"key": kind, "type": 1, "lang": title} for kind, title in TITLES.items()]
    return json_reply({"_total_items": len(types), "_embedded": {"events_types": types}})


def _json(call, event):
    return {
        **event,
        "account_id": call.world.account["account_id"],
        "_links": {"self": {"href": f"{call.base_url}/api/v4/events/{event['id']}"}},
        "_embedded": {"entity": {"id": event["entity_id"]}},
    }


ROUTES = [
    ("GET", "/api/v4/events", list_events),
    ("GET", "/api/v4/events/types", list_types),
    ("GET", "/api/v4/events/<string:key>", get_event),
]
