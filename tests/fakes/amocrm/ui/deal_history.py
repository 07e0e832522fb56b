"""What hangs on a deal: tasks, notes, events, webhooks."""

from markupsafe import Markup

from ..entities.events import describe
from ..webhooks.log import decoded, outcome
from .layout import join, moment, user_name

MOST = 30
ITEM = Markup('<li><p>{text}</p><small class="muted">{details}</small>{extra}</li>')
NOTHING = Markup('<p class="muted">Пока нет.</p>')
DONE = Markup('<form method="post" action="/tasks/{}/done"><button>Выполнена</button></form>')
BODY = Markup("<details><summary>Тело</summary><pre>{}</pre></details>")


def tasks(world, key):
    """Tasks with their deadline, person and result."""
    return _listed(_task(world, task) for task in _attached(world, "tasks", key))


def _task(world, task):
    details = [f"до {moment(world, task['complete_till'])}"]
    details.append(user_name(world, task["responsible_user_id"]))
    if task["is_completed"]:
        details.append("выполнена")
    if task["result"]:
        details.append(task["result"]["text"])
    button = "" if task["is_completed"] else DONE.format(task["id"])
    return ITEM.format(text=task["text"], details=", ".join(details), extra=button)


def notes(world, key):
    """Notes of people and services."""
    return _listed(_note(world, note) for note in _attached(world, "notes", key))


def _note(world, note):
    params = note["params"]
    author = params.get("service") or user_name(world, note["created_by"])
    text = params.get("text") or params.get("file_name", "")
    return ITEM.format(
        text=text, details=f"{moment(world, note['created_at'])}, {author}", extra=""
    )


def events(world, key):
    """The last events, newest first."""
    found = [
        event
        for event in world.store.all("events")
        if (event["entity_type"], event["entity_id"]) == ("lead", key)
    ]
    return _listed(_event(world, event) for event in reversed(found[-MOST:]))


def _event(world, event):
    when = moment(world, event["created_at"], "%d.%m.%Y %H:%M:%S")
    details = f"{when}, {user_name(world, event['created_by'])}"
    return ITEM.format(text=describe(world, event), details=details, extra="")


def hooks(world, key):
    """The last webhooks about the deal, newest first."""
    found = [
        item
        for item in world.store.all("deliveries")
        if (item["root"], item["entity_id"]) == ("leads", key)
    ]
    return _listed(_hook(world, item) for item in reversed(found[-MOST:]))


def _hook(world, item):
    text = f"{item['root']}[{item['action']}]"
    return ITEM.format(text=text, details=outcome(world, item), extra=BODY.format(decoded(item)))


def _listed(items):
    items = list(items)
    return Markup("<ul>{}</ul>").format(join(items)) if items else NOTHING


def _attached(world, kind, key):
    return [
        row
        for row in world.store.all(kind)
        if (row["entity_type"], row["entity_id"]) == ("leads", key)
    ]
