"""What a person changed in the form of a deal."""

import json

from ..drive import store_file


def read_form(world, request, actor):
    """``create_deal``/``change_deal`` data: only inputs that differ from what was shown."""
    changed = _changed(request.form)
    data = {"fields": {}}
    if "name" in changed:
        data["name"] = changed["name"]
    if "price" in changed:
        data["price"] = int(changed["price"] or 0)
    if request.form.get("responsible"):
        data["responsible"] = int(request.form["responsible"])
    for field in world.fields("leads"):
        name = f"f_{field['id']}"
        if field["type"] == "file":
            _read_file(world, request, name, field, actor, data["fields"])
        elif name in changed and not field["is_api_only"]:
            is_list = field["type"] == "multiselect"
            values = [int(item) for item in changed[name].split(",") if item] if is_list else ""
            data["fields"][field["id"]] = values if is_list else changed[name]
    return data


def _changed(form):
    shown = json.loads(form.get("shown", "{}"))
    posted = {key: ",".join(form.getlist(key)).replace("\r\n", "\n") for key in {*form, *shown}}
    return {key: value for key, value in posted.items() if value != shown.get(key)}


def _read_file(world, request, name, field, actor, fields):
    upload = request.files.get(name)
    if upload and upload.filename:
        file = store_file(world, upload.filename, upload.read(), actor, upload.mimetype)
        fields[field["id"]] = file["id"]
    elif request.form.get(f"{name}_clear"):
        fields[field["id"]] = None
