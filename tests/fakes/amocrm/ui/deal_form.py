"""Inputs of a deal's fields."""

import json
from datetime import datetime

from markupsafe import Markup

from ..fields.values import as_text
from .layout import active_users, join, options, user_name

MAIN = {
    "JEWEL_TYPE", "JEWEL_COLLECTION", "JEWEL_DESCRIPTION", "JEWEL_COMPOSITION", "JEWEL_ALLOY",
    "JEWEL_SIZE", "JEWEL_ENGRAVING", "JEWEL_DEADLINE", "JEWEL_SKETCH", "JEWEL_SKETCH_2",
}  # fmt: skip
WIDE = {"textarea", "file"}
LABEL = Markup('<label class="{}"><span>{}</span>{}</label>')
INPUTS = {
    "numeric": "text",
    "monetary": "text",
    "date": "date",
    "birthday": "date",
    "date_time": "datetime-local",
}
FORMATS = {"date": "%Y-%m-%d", "birthday": "%Y-%m-%d", "date_time": "%Y-%m-%dT%H:%M"}


def head_inputs(world, lead, actor):
    """Name, price, responsible."""
    current = lead.get("responsible_user_id", actor)
    pairs = [(user["id"], user["name"]) for user in active_users(world)]
    if current not in dict(pairs):
        pairs.insert(0, (current, user_name(world, current) if current else "—"))
    people = options(pairs, current)
    name = Markup('<input name="name" value="{}" placeholder="Запонки «Якорь»">').format(
        lead.get("name") or ""
    )
    price = Markup('<input name="price" type="number" min="0" step="1" value="{}">').format(
        lead.get("price") or ""
    )
    return join(
        (
            LABEL.format("wide", "Название", name),
            LABEL.format("", "Бюджет, ₽", price),
            shown_state(world, lead),
            LABEL.format(
                "", "Ответственный", Markup('<select name="responsible">{}</select>').format(people)
            ),
        )
    )


def shown_state(world, lead):
    """What the form shows, so that saving it changes only what the person changed."""
    state = {"name": lead.get("name") or "", "price": str(lead.get("price") or "")}
    for field in world.fields("leads"):
        values = lead.get("custom_fields", {}).get(str(field["id"])) or []
        state[f"f_{field['id']}"] = _shown(world, field["type"], values)
    text = json.dumps(state, ensure_ascii=False)
    return Markup('<input type="hidden" name="shown" value="{}">').format(text)


def _shown(world, kind, values):
    if kind in {"select", "radiobutton", "multiselect"}:
        return ",".join(str(value["enum_id"]) for value in values)
    if kind == "checkbox":
        return "1" if values and values[0]["value"] else ""
    return "" if kind == "file" else _input_value(world, kind, values)


def field_inputs(world, lead):
    """(inputs of the jewel's fields, inputs of all others)."""
    main, other = [], []
    for field in world.fields("leads"):
        values = lead.get("custom_fields", {}).get(str(field["id"]))
        control = _control(world, field, values)
        wide = "wide" if field["type"] in WIDE else ""
        (main if field["code"] in MAIN else other).append(
            LABEL.format(wide, field["name"], control)
        )
    return join(main), join(other)


def _control(world, field, values):
    name, kind = f"f_{field['id']}", field["type"]
    if field["is_api_only"]:
        return Markup("<output>{}</output>").format(as_text(world, field, values) or "—")
    if kind in {"select", "radiobutton"}:
        pairs = [("", "—"), *((enum["id"], enum["value"]) for enum in field["enums"])]
        return Markup('<select name="{}">{}</select>').format(
            name, options(pairs, values[0]["enum_id"] if values else "")
        )
    if kind == "multiselect":
        return _checks(name, field, {value["enum_id"] for value in values or []})
    if kind == "checkbox":
        checked = Markup(" checked") if values and values[0]["value"] else ""
        return Markup('<input type="checkbox" name="{}" value="1"{}>').format(name, checked)
    if kind == "file":
        return _file(world, name, values)
    if kind == "textarea":
        return Markup('<textarea name="{}" rows="4">\n{}</textarea>').format(
            name, values[0]["value"] if values else ""
        )
    value = _input_value(world, kind, values)
    return Markup('<input type="{}" name="{}" value="{}">').format(
        INPUTS.get(kind, "text"), name, value
    )


def _input_value(world, kind, values):
    if not values:
        return ""
    if kind in FORMATS:
        return datetime.fromtimestamp(values[0]["value"], world.zone).strftime(FORMATS[kind])
    return values[0]["value"]


def _checks(name, field, chosen):
    return Markup('<span class="checks">{}</span>').format(
        join(
            Markup('<label><input type="checkbox" name="{}" value="{}"{}> {}</label>').format(
                name, enum["id"], Markup(" checked") if enum["id"] in chosen else "", enum["value"]
            )
            for enum in field["enums"]
        )
    )


def _file(world, name, values):
    control = Markup('<input type="file" name="{}">').format(name)
    if not values:
        return control
    file = values[0]["value"]
    stored = world.store.get("files", file["file_uuid"])
    is_image = stored and stored["mime_type"] in {
        "image/png",
        "image/jpeg",
        "image/gif",
        "image/webp",
    }
    picture = Markup('<img src="{}" alt="">') if is_image else Markup("")
    link = f"/file/{file['file_uuid']}/{file['version_uuid']}"
    return Markup(
        '<span class="file">{}<a href="{}">{}</a>'
        '<label><input type="checkbox" name="{}_clear" value="1"> убрать</label>'
        "</span>{}"
    ).format(picture.format(link), link, file["file_name"], name, control)
