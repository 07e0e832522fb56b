"""Which calls there are: those of the stories, and those that the code can make."""

import ast
import re

from _steps import paths

from . import exchange, payments

_CLIENTS = re.compile(
    r"^\s*(?:import|from) (?:requests|urllib3|urllib\.request|http\.client|httpx|aiohttp|socket"
    r"|smtplib|ftplib|xmlrpc|yookassa)\b",
    re.MULTILINE,
)
_PATHS = re.compile(r"/(?:api/v4|oauth2|v1\.0|payments|refunds|receipts)(?:/|\?|$)|/me$")
_HOLE = "\0"


def of_stories():
    """{call: names of the stories that show it}"""
    found = {}
    for story, calls in {**payments.STORIES, **exchange.STORIES}.items():
        for call in calls:
            found.setdefault(call, []).append(story.__name__)
    return found


def modules_that_call():
    """Modules of the addons that can speak to the outside at all."""
    return {name for name, text in _sources() if _CLIENTS.search(text)}


def unknown_paths():
    """{path in the code: its module} of those at which no story lets Odoo die."""
    known = {_path_of(call) for call in of_stories()}
    return {
        path.replace(_HOLE, "{}"): name
        for name, text in _sources()
        for path in _paths(ast.parse(text))
        if not any(re.fullmatch(_pattern(path), one) for one in known)
    }


def _sources():
    for file in sorted(paths.ADDONS.rglob("*.py")):
        name = file.relative_to(paths.ADDONS)
        if "tests" not in name.parts:
            yield str(name), file.read_text(encoding="utf-8")


def _path_of(call):
    """
    >>> _path_of("GET /v3/payments/ID"), _path_of("GET /api/v4/leads?id")
    ('/payments/ID', '/api/v4/leads')
    """
    return call.partition(" ")[2].partition("?")[0].removeprefix("/v3")


def _paths(tree):
    """Texts that are a path of an API, with holes where values come in."""
    inside = set()
    for node in ast.walk(tree):  # what holds comes before what is held
        parts = [node]
        if isinstance(node, ast.JoinedStr):
            parts = node.values
            inside.update(parts)
        text = "".join(map(_text, parts))
        if node not in inside and _PATHS.match(text):
            yield text.partition("?")[0]


def _text(node):
    return str(node.value) if isinstance(node, ast.Constant) else _HOLE


def _pattern(path):
    return "[^/]+".join(map(re.escape, path.split(_HOLE)))
