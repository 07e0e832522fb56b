"""The frame of every page and small pieces of HTML."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

from markupsafe import Markup
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from .. import money

STYLE = Path(__file__).parent / "static" / "style.css"
MOSCOW = timezone(timedelta(hours=3))
FRAME = Markup(
    """<!DOCTYPE html>
<html lang="ru"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,"><link rel="stylesheet" href="/static/style.css"></head>
<body class="{kind}"><main>{body}</main>
<footer>Учебная касса: ведёт себя как ЮKassa, но это не ЮKassa. Деньги не списываются.</footer>
</body></html>"""
)


def page(title, body, kind=""):
    """A whole page."""
    return FRAME.format(title=title, body=body, kind=kind)


def join(parts):
    """Concatenate markup."""
    return Markup("").join(parts)


def rubles(minor, currency="RUB"):
    """12 500,00 ₽."""
    whole, part = money.text(minor).split(".")
    sign = "₽" if currency == "RUB" else currency
    return f"{int(whole):,},{part} {sign}".replace(",", " ", f"{int(whole):,}".count(",")).replace(
        " ", "\u00a0"
    )


def moment(seconds):
    """In Moscow."""
    return datetime.fromtimestamp(seconds, MOSCOW).strftime("%d.%m.%Y %H:%M:%S")


def back(url):
    """After a POST: go on reading."""
    return redirect(url, 303)


def style(_app, _request):
    """GET /static/style.css"""
    return Response(STYLE.read_bytes(), content_type="text/css; charset=utf-8")


ROUTES = [("GET", "/static/style.css", style)]
