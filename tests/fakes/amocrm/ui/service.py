"""Pages behind the scenes: hooks, journal, integration."""

import json

from markupsafe import Markup

from ..control.machinery import identity
from ..webhooks.log import decoded, outcome
from ..webhooks.subscriptions import SETTINGS, subscribe
from .deal_history import BODY
from .layout import back, join, moment, page

MOST = 100
CONNECT = Markup(
    """<h1>Интеграция «{name}»</h1><section class="card"><dl>{pairs}</dl>
<p class="actions"><a class="button primary"
href="/oauth?client_id={client_id}&amp;from_widget=1">Установить</a></p></section>
<section class="card"><h2>Вебхуки</h2>{webhooks}
<form method="post" action="/webhooks" class="inline">
<input name="destination" type="url" required aria-label="Адрес"
placeholder="http://localhost:8069/amocrm/webhook/…">
<button>Добавить</button></form></section>"""
)


def _table(title, heads, rows, nothing):
    """A page body: a heading and a table, or a sentence when there are no rows."""
    body = Markup('<p class="muted">{}</p>').format(nothing)
    if rows:
        head = join(Markup("<th>{}</th>").format(text) for text in heads)
        cells = [join(Markup("<td>{}</td>").format(cell) for cell in row) for row in rows]
        lines = join(Markup("<tr>{}</tr>").format(line) for line in [head, *cells])
        body = Markup("<table>{}</table>").format(lines)
    return Markup("<h1>{}</h1>{}").format(title, body)


def show_hooks(app, request):
    """GET /hooks"""
    rows = [
        (
            f"{item['root']}[{item['action']}] {item['entity_id']}",
            item["destination"],
            outcome(app.world, item),
            BODY.format(decoded(item)),
        )
        for item in reversed(app.world.store.all("deliveries")[-MOST:])
    ]
    heads = ("Событие", "Адрес", "Доставка", "")
    return page(app, request, "Хуки", _table("Хуки", heads, rows, "Хуков ещё не было."))


def show_journal(app, request):
    """GET /journal"""
    rows = [_journal_row(app.world, item) for item in app.world.store.read_journal()[-MOST:]]
    heads = ("Время", "Запрос", "Ответ", "")
    body = _table("Журнал API", heads, rows[::-1], "Запросов ещё не было.")
    return page(app, request, "Журнал API", body)


def _journal_row(world, entry):
    query = f"?{entry['query']}" if entry["query"] else ""
    mood = "good" if 200 <= entry["status"] < 300 else "bad"
    answer = Markup('<span class="{}">{}</span>').format(mood, entry["status"] or "обрыв")
    body = json.dumps(entry["body"], ensure_ascii=False, indent=1) if entry["body"] else ""
    return (
        moment(world, entry["time"], "%d.%m %H:%M:%S"),
        f"{entry['method']} {entry['path']}{query}",
        answer,
        BODY.format(body) if body else "",
    )


def show_connect(app, request):
    """GET /connect"""
    known = identity(app.world)
    labels = {
        "token": "Долгосрочный токен",
        "client_id": "ID интеграции",
        "client_secret": "Секретный ключ",
        "redirect_uri": "Адрес возврата",
        "subdomain": "Поддомен аккаунта",
        "account_id": "ID аккаунта",
    }
    pairs = join(
        Markup("<dt>{}</dt><dd><code>{}</code></dd>").format(label, known[key])
        for key, label in labels.items()
    )
    webhooks = join(
        Markup("<li><p>{}</p><small class='muted'>{} событий{}</small></li>").format(
            hook["destination"], len(hook["settings"]), ", отключён" if hook["disabled"] else ""
        )
        for hook in app.world.store.all("webhooks")
    )
    body = CONNECT.format(
        name=app.world.store.all("integrations")[0]["name"],
        pairs=pairs,
        client_id=known["client_id"],
        webhooks=Markup("<ul>{}</ul>").format(webhooks)
        if webhooks
        else Markup('<p class="muted">Пока нет.</p>'),
    )
    return page(app, request, "Интеграция", body)


def add_webhook(app, request):
    """POST /webhooks: all events to one address."""
    with app.world.write():
        subscribe(app.world, request.form["destination"], sorted(SETTINGS))
    return back("/connect")


ROUTES = [
    ("GET", "/hooks", show_hooks),
    ("GET", "/journal", show_journal),
    ("GET", "/connect", show_connect),
    ("POST", "/webhooks", add_webhook),
]
