"""What the buttons of the deal page do."""

from ..control import person_work
from ..entities import deals, notes, people, tasks
from .deal_input import read_form
from .layout import acting_user, back

DAY = 86400


def create_deal(app, request):
    """POST /deals/new"""
    actor, form = acting_user(app, request), request.form
    with app.world.write():
        data = read_form(app.world, request, actor)
        if form.get("contact_name") or form.get("phone"):
            data["contact"] = _contact_data(form)
        lead = person_work.create_deal(app.world, data, actor)
    return back(f"/deals/{lead['id']}")


def _contact_data(form):
    phones = [
        {"value": form[name], "enum_code": "MOB"} for name in ("phone", "phone2") if form.get(name)
    ]
    return {"name": form.get("contact_name", ""), "phones": phones, "email": form.get("email", "")}


def change_deal(app, request, key):
    """POST /deals/{id}"""
    actor = acting_user(app, request)
    with app.world.write():
        person_work.change_deal(app.world, key, read_form(app.world, request, actor), actor)
    return back(f"/deals/{key}")


def move_deal(app, request, key):
    """POST /deals/{id}/move, from the deal page or a card dropped on the board."""
    data = {"status": request.form["status"]}
    with app.world.write():
        person_work.change_deal(app.world, key, data, acting_user(app, request))
    return back(f"/deals/{key}")


def delete_deal(app, request, key):
    """POST /deals/{id}/delete"""
    person_work.need(app.world, "leads", key)
    with app.world.write():
        deals.delete(app.world, key, acting_user(app, request))
    return back("/bin")


def restore_deal(app, request, key):
    """POST /deals/{id}/restore"""
    person_work.need(app.world, "leads", key)
    with app.world.write():
        deals.restore(app.world, key, acting_user(app, request))
    return back(f"/deals/{key}")


def add_task(app, request, key):
    """POST /deals/{id}/task: until tomorrow, for the deal's responsible."""
    person_work.need(app.world, "leads", key)
    values = {
        "text": request.form["text"],
        "complete_till": app.world.now() + DAY,
        "entity_type": "leads",
    }
    with app.world.write():
        tasks.create(app.world, values | {"entity_id": key}, acting_user(app, request))
    return back(f"/deals/{key}")


def complete_task(app, request, key):
    """POST /tasks/{id}/done"""
    person_work.need(app.world, "tasks", key)
    with app.world.write():
        task = tasks.change(app.world, key, {"is_completed": True}, acting_user(app, request))
    return back(f"/deals/{task['entity_id']}" if task["entity_type"] == "leads" else "/")


def add_note(app, request, key):
    """POST /deals/{id}/note"""
    person_work.need(app.world, "leads", key)
    with app.world.write():
        notes.create(
            app.world,
            "leads",
            key,
            "common",
            {"text": request.form["text"]},
            acting_user(app, request),
        )
    return back(f"/deals/{key}")


def change_contact(app, request, key):
    """POST /contacts/{id}: name, two telephones, e-mail; further ones stay."""
    contact = person_work.need(app.world, "contacts", key)
    values = person_work.person_values(app.world, "contacts", _contact_data(request.form))
    for name, stored in values["custom_fields"].items():
        shown = 2 if app.world.field("contacts", int(name))["code"] == "PHONE" else 1
        values["custom_fields"][name] = _keep_kinds(
            contact["custom_fields"].get(name) or [], stored or [], shown
        )
    with app.world.write():
        people.change(app.world, "contacts", key, values, acting_user(app, request))
    return back(f"/deals/{request.form['deal']}")


def _keep_kinds(old, typed, shown):
    """Typed values with the kind (WORK, MOB, …) they had, then the values not on the page."""
    known = {value["value"]: value for value in old}
    return [known.get(value["value"], value) for value in typed] + old[shown:] or None


ROUTES = [
    ("POST", "/deals/new", create_deal),
    ("POST", "/deals/<int:key>", change_deal),
    ("POST", "/deals/<int:key>/move", move_deal),
    ("POST", "/deals/<int:key>/delete", delete_deal),
    ("POST", "/deals/<int:key>/restore", restore_deal),
    ("POST", "/deals/<int:key>/task", add_task),
    ("POST", "/deals/<int:key>/note", add_note),
    ("POST", "/tasks/<int:key>/done", complete_task),
    ("POST", "/contacts/<int:key>", change_contact),
]
