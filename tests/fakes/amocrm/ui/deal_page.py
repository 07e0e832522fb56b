"""A new deal and the page of one deal."""

from markupsafe import Markup
from werkzeug.wrappers import Response

from ..drive import file_response
from . import deal_history
from .deal_form import field_inputs, head_inputs
from .layout import acting_user, join, page

CONTACT = Markup(
    """<label class="wide"><span>Имя</span><input name="contact_name" value="{name}"></label>
<label><span>Телефон</span><input name="phone" type="tel" value="{phone}"></label>
<label><span>Второй телефон</span><input name="phone2" type="tel" value="{phone2}"></label>
<label><span>E-mail</span><input name="email" type="email" value="{email}"></label>"""
)
NEW = Markup(
    """<h1>Новая сделка</h1>
<form method="post" action="/deals/new" enctype="multipart/form-data" class="stack">
<section class="card fields">{head}</section>
<section class="card fields"><h2>Изделие</h2>{main}</section>
<section class="card fields"><h2>Контакт</h2>{contact}</section>
<details class="card"><summary>Другие поля</summary><div class="fields">{other}</div></details>
<p class="actions"><button class="primary">Создать сделку</button>
<a href="/">Отмена</a></p></form>"""
)
DEAL = Markup(
    """<div class="bar"><h1>{name}</h1><span class="grow"></span>
<small class="muted">№ {id}</small></div>
{deleted}<form method="post" action="/deals/{id}/move" class="steps">{steps}</form>
<div class="columns"><div class="stack">
<form method="post" action="/deals/{id}" enctype="multipart/form-data" class="stack">
<section class="card fields">{head}</section>
<section class="card fields"><h2>Изделие</h2>{main}</section>
<details class="card"><summary>Другие поля</summary><div class="fields">{other}</div></details>
<p class="actions"><button class="primary">Сохранить</button></p></form>
{contacts}
<form method="post" action="/deals/{id}/delete" class="actions">
<button class="danger">Удалить сделку</button></form>
</div><div class="stack">
<section class="card"><h2>Задачи</h2>{tasks}
<form method="post" action="/deals/{id}/task" class="inline">
<input name="text" required placeholder="Новая задача" aria-label="Новая задача">
<button>Добавить</button></form></section>
<section class="card"><h2>Примечания</h2>{notes}
<form method="post" action="/deals/{id}/note" class="inline">
<input name="text" required placeholder="Новое примечание" aria-label="Новое примечание">
<button>Добавить</button></form></section>
<section class="card"><h2>События</h2>{events}</section>
<section class="card"><h2>Хуки</h2>{hooks}</section>
</div></div>"""
)


def new_deal(app, request):
    """GET /deals/new"""
    main, other = field_inputs(app.world, {})
    empty = CONTACT.format(name="", phone="", phone2="", email="")
    head = head_inputs(app.world, {}, acting_user(app, request))
    return page(
        app, request, "Новая сделка", NEW.format(head=head, main=main, other=other, contact=empty)
    )


def show_deal(app, request, key):
    """GET /deals/{id}"""
    world = app.world
    lead = world.store.get("leads", key)
    if not lead:
        return Response("Сделки нет", status=404)
    main, other = field_inputs(world, lead)
    body = DEAL.format(
        id=key,
        name=lead["name"],
        deleted=_deleted(lead),
        steps=_steps(world, lead),
        head=head_inputs(world, lead, 0),
        main=main,
        other=other,
        contacts=_contacts(world, lead),
        tasks=deal_history.tasks(world, key),
        notes=deal_history.notes(world, key),
        events=deal_history.events(world, key),
        hooks=deal_history.hooks(world, key),
    )
    return page(app, request, lead["name"], body)


def _deleted(lead):
    if not lead["is_deleted"]:
        return ""
    return Markup(
        '<form method="post" action="/deals/{}/restore" class="notice">Сделка в корзине. '
        "<button>Восстановить</button></form>"
    ).format(lead["id"])


def _steps(world, lead):
    pipeline = world.pipeline(lead["pipeline_id"])
    return join(
        Markup('<button name="status" value="{}" style="--step:{}"{}>{}</button>').format(
            status["id"],
            status["color"],
            Markup(' aria-current="step"') if status["id"] == lead["status_id"] else "",
            status["name"],
        )
        for status in pipeline["statuses"]
        if status["type"] == 0 or status["id"] == lead["status_id"]
    )


def _contacts(world, lead):
    return join(
        _contact(world, lead, world.store.get("contacts", link["id"]))
        for link in world.lead_contacts(lead)
    )


def _contact(world, lead, contact):
    if not contact:
        return ""

    def values(code):
        stored = contact["custom_fields"].get(str(world.field("contacts", code)["id"])) or []
        return [value["value"] for value in stored] + ["", ""]

    inputs = CONTACT.format(
        name=contact["name"],
        phone=values("PHONE")[0],
        phone2=values("PHONE")[1],
        email=values("EMAIL")[0],
    )
    return Markup(
        '<form method="post" action="/contacts/{}" class="card fields"><h2>Контакт</h2>'
        '<input type="hidden" name="deal" value="{}">{}'
        '<p class="actions"><button>Сохранить контакт</button></p></form>'
    ).format(contact["id"], lead["id"], inputs)


def show_file(app, _request, uuid, version):
    """GET /file/…: a file as the browser of a signed-in user gets it."""
    file = app.world.store.get("files", uuid)
    if not file or version not in file["versions"]:
        return Response("Файла нет", status=404)
    return file_response(app.world, file, version)


ROUTES = [
    ("GET", "/deals/new", new_deal),
    ("GET", "/deals/<int:key>", show_deal),
    ("GET", "/file/<string:uuid>/<string:version>", show_file),
]
