"""The frame of every page, small pieces of HTML, and who is at the screen."""

from datetime import datetime
from pathlib import Path

from markupsafe import Markup
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from ..control.call import MANAGER_EMAIL, user_id

STATIC = Path(__file__).parent / "static"
TYPES = {"css": "text/css", "js": "text/javascript"}
COOKIE = "fake_user"
NAV = (("/", "Сделки"), ("/hooks", "Хуки"), ("/journal", "Журнал API"), ("/connect", "Интеграция"))
FRAME = Markup(
    """<!DOCTYPE html>
<html lang="ru"><head><meta charset="utf-8"><title>{title} — {account}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,"><link rel="stylesheet" href="/static/style.css">
<script src="/static/page.js" defer></script></head><body>
<header><a class="brand" href="/">{account}</a><nav>{nav}</nav>
<form method="post" action="/user" class="who">
<label>Вы: <select name="user" data-submit>{users}</select></label>
<noscript><button>Сменить</button></noscript></form></header>
<main>{body}</main>
<footer>Учебный аккаунт: ведёт себя как amoCRM, но это не amoCRM.</footer></body></html>"""
)


def page(app, request, title, body):
    """A whole page."""
    current = acting_user(app, request)
    nav = join(
        Markup('<a href="{}"{}>{}</a>').format(
            path, Markup(' aria-current="page"') if request.path == path else "", label
        )
        for path, label in NAV
    )
    users = options([(user["id"], user["name"]) for user in active_users(app.world)], current)
    return FRAME.format(
        title=title, account=app.world.account["name"], nav=nav, users=users, body=body
    )


def acting_user(app, request):
    """The id of the user at the screen: a cookie, else the manager."""
    value = request.cookies.get(COOKIE, MANAGER_EMAIL)
    try:
        return user_id(app.world, value)
    except KeyError:
        return user_id(app.world, MANAGER_EMAIL)


def active_users(world):
    """Users who can sign in."""
    return [user for user in world.store.all("users") if user["is_active"]]


def user_name(world, key):
    """A user's name; 0 is the integration or a robot."""
    user = world.user(key)
    return user["name"] if user else "Интеграция"


def join(parts):
    """Concatenate markup."""
    return Markup("").join(parts)


def options(pairs, current):
    """``<option>`` elements."""
    return join(
        Markup('<option value="{}"{}>{}</option>').format(
            value, Markup(" selected") if str(value) == str(current) else "", label
        )
        for value, label in pairs
    )


def moment(world, seconds, pattern="%d.%m.%Y %H:%M"):
    """A time in the account's zone."""
    return datetime.fromtimestamp(seconds, world.zone).strftime(pattern) if seconds else ""


def rubles(amount):
    """12 500 ₽."""
    return f"{amount:,},₽".replace(",", "\u00a0") if amount else "—"


def back(path):
    """After a POST: go on reading."""
    return redirect(path, 303)


def choose_user(app, request):
    """POST /user."""
    response = back(request.referrer or "/")
    response.set_cookie(COOKIE, str(user_id(app.world, request.form["user"])), samesite="Lax")
    return response


def static_file(_app, _request, name):
    """GET /static/…: only files that lie in the folder."""
    path = STATIC / Path(name).name
    if not path.is_file():
        return Response("Not found", status=404)
    return Response(path.read_bytes(), content_type=f"{TYPES[path.suffix[1:]]}; charset=utf-8")


ROUTES = [("POST", "/user", choose_user), ("GET", "/static/<string:name>", static_file)]
