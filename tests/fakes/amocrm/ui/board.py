"""The board of deals by status and the bin."""

from markupsafe import Markup

from ..entities import deals
from .layout import join, moment, options, page, rubles, user_name

BOARD = Markup(
    """<div class="bar"><h1>Сделки</h1>
<form class="inline"><select name="pipeline" data-submit aria-label="Воронка">{pipelines}</select>
<input type="search" name="q" value="{query}" placeholder="Поиск" aria-label="Поиск">
<noscript><button>Показать</button></noscript></form>
<span class="grow"></span><a href="/bin">Корзина</a>
<a class="button primary" href="/deals/new">Новая сделка</a></div>
<div class="board">{columns}</div>"""
)
COLUMN = Markup(
    """<section class="column" data-status="{id}" data-pipeline="{pipeline}">
<h2><i style="background:{color}"></i>{name} <small>{count}</small></h2>
<p class="sum">{total}</p>{cards}</section>"""
)
CARD = Markup(
    """<a class="card deal" draggable="true" data-deal="{id}" href="/deals/{id}"><b>{name}</b>
<span>{contact}</span><span class="row"><span>{price}</span><small>{when}</small></span>
<small>{user}</small></a>"""
)


def show_board(app, request):
    """GET /"""
    world = app.world
    pipelines = sorted(world.store.all("pipelines"), key=lambda row: row["sort"])
    chosen = request.args.get("pipeline", type=int)
    pipeline = world.pipeline(chosen) or world.pipeline(deals.main_pipeline(world))
    query = request.args.get("q", "").casefold()
    live = [
        lead
        for lead in world.store.all("leads")
        if not lead["is_deleted"] and lead["pipeline_id"] == pipeline["id"]
    ]
    live = [
        lead
        for lead in live
        if query in f"{lead['id']} {lead['name']} {_contact(world, lead)}".casefold()
    ]
    known = {status["id"] for status in pipeline["statuses"]}
    columns = [_column(world, pipeline, status, live) for status in pipeline["statuses"]]
    stray = [lead for lead in live if lead["status_id"] not in known]
    if stray:
        lost = {"id": 0, "name": "Этап удалён", "color": "#ff8f92"}
        columns.append(_column(world, pipeline, lost, [{**lead, "status_id": 0} for lead in stray]))
    body = BOARD.format(
        pipelines=options([(row["id"], row["name"]) for row in pipelines], pipeline["id"]),
        query=request.args.get("q", ""),
        columns=join(columns),
    )
    return page(app, request, "Сделки", body)


def _column(world, pipeline, status, live):
    rows = [lead for lead in live if lead["status_id"] == status["id"]]
    rows.sort(key=lambda lead: -lead["created_at"])
    return COLUMN.format(
        id=status["id"],
        pipeline=pipeline["id"],
        color=status["color"],
        name=status["name"],
        count=len(rows),
        total=rubles(sum(lead["price"] or 0 for lead in rows)),
        cards=join(_card(world, lead) for lead in rows),
    )


def _card(world, lead):
    return CARD.format(
        id=lead["id"],
        name=lead["name"],
        contact=_contact(world, lead),
        price=rubles(lead["price"]),
        when=moment(world, lead["created_at"], "%d.%m.%y"),
        user=user_name(world, lead["responsible_user_id"]),
    )


def _contact(world, lead):
    contacts = [world.store.get("contacts", link["id"]) for link in lead["contacts"]]
    return next((contact["name"] for contact in contacts if contact), "")


def show_bin(app, request):
    """GET /bin: deleted deals."""
    rows = join(
        Markup(
            '<tr><td><a href="/deals/{id}">{name}</a></td><td>{when}</td><td><form method="post" '
            'action="/deals/{id}/restore"><button>Восстановить</button></form></td></tr>'
        ).format(id=lead["id"], name=lead["name"], when=moment(app.world, lead["updated_at"]))
        for lead in app.world.store.all("leads")
        if lead["is_deleted"]
    )
    table = Markup("<table><tr><th>Сделка</th><th>Удалена</th><th></th></tr>{}</table>").format(
        rows
    )
    body = Markup("<h1>Корзина</h1>{}").format(
        table if rows else Markup('<p class="muted">Пусто.</p>')
    )
    return page(app, request, "Корзина", body)


ROUTES = [("GET", "/", show_board), ("GET", "/bin", show_bin)]
