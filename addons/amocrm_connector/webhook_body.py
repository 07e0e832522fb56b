"""Reader of amoCRM webhook bodies: PHP bracket keys in a form, any number of entities in one body.

Only *which* entity may have changed is taken from a hook; what changed is read from the API.
"""

import re
from dataclasses import dataclass
from urllib.parse import unquote_plus, unquote_to_bytes, urlencode

MAX_BYTES = 1_000_000
MAX_KEYS = 5_000
MAX_DEPTH = 10
MAX_CHANGES = 250

FORM_TYPE = "application/x-www-form-urlencoded"
_BAD_BYTES = re.compile(r"%[89A-Fa-f][0-9A-Fa-f]")
_KEY = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
_PART = re.compile(r"\[([^\[\]]*)\]")
_ID = re.compile(r"[0-9]{1,19}")
_ELEMENT_ENTITIES = {"1": "contacts", "2": "leads", "3": "companies"}
_PLAIN_ROOTS = {"leads": "leads", "companies": "companies", "task": "tasks", "tasks": "tasks"}


class BadBody(ValueError):
    """The body is not a webhook, or larger than anything amoCRM sends.

    :param status: the answer. 204 for what amoCRM itself might send: a bad answer would in the end
        make it switch the hook off, and the poll finds what is passed over here.
    """

    def __init__(self, message, status=400):
        super().__init__(message)
        self.status = status


class TooManyChanges(BadBody):
    """A mass edit: more entities than are worth following one by one; poll instead."""


@dataclass(frozen=True, order=True)
class Change:
    """Something may have happened to ``entity`` number ``external_id``."""

    entity: str
    external_id: str
    action: str
    parent_entity: str = ""
    parent_id: str = ""


def from_form(mimetype, pairs, own_account=None):
    """The body to keep of a form that has arrived.

    :param mimetype: of the request, without parameters
    :param pairs: names and values as they came, in order
    :param own_account: number of the account that may send here, if known

    >>> from_form("application/x-www-form-urlencoded", [("leads[add][0][id]", "1")])
    'leads%5Badd%5D%5B0%5D%5Bid%5D=1'
    """
    if mimetype != FORM_TYPE:
        raise BadBody("not a form", 415)
    if not pairs:
        raise BadBody("empty")
    if len(pairs) > MAX_KEYS:
        raise BadBody(f"{len(pairs)} keys", 413)
    sender = dict(pairs).get("account[id]", "").strip()
    if sender and own_account and sender != own_account:
        raise BadBody("another account", 204)
    body = urlencode(pairs)
    if len(body) > MAX_BYTES:
        raise BadBody(f"body of {len(body)} characters", 413)
    if any(map(_is_broken, pairs)):
        raise BadBody("broken encoding", 204)
    return body


def _is_broken(pair):
    """Bytes that are no UTF-8 are left in their escaped form by the reader of the form; an escaped
    address that somebody has typed into a field looks alike, but can be read.

    >>> _is_broken(("name", "%FF%FE")), _is_broken(("url", "https://example.com/?q=%D0%BA"))
    (True, False)
    """
    return any(_BAD_BYTES.search(text) and not _is_utf8(text) for text in pair)


def _is_utf8(text):
    try:
        unquote_to_bytes(text).decode()
    except UnicodeDecodeError:
        return False
    return True


def parse(body):
    """Nested dictionaries of a form body; values are texts.

    >>> parse("leads[add][0][id]=1&account%5Bid%5D=30000001")
    {'leads': {'add': {'0': {'id': '1'}}}, 'account': {'id': '30000001'}}
    """
    if len(body) > MAX_BYTES:
        raise BadBody(f"body of {len(body)} characters")
    pairs = [pair for pair in body.split("&") if pair]
    if len(pairs) > MAX_KEYS:
        raise BadBody(f"{len(pairs)} keys")
    tree = {}
    for pair in pairs:
        key, _sign, value = pair.partition("=")
        _insert(
            tree, _path(unquote_plus(key, errors="replace")), unquote_plus(value, errors="replace")
        )
    return tree


def _path(key):
    match = _KEY.fullmatch(key)
    if not match:
        raise BadBody("a key is not in bracket form")
    path = [match[1], *_PART.findall(match[2])]
    if len(path) > MAX_DEPTH:
        raise BadBody(f"{len(path)} levels")
    return path


def _insert(tree, path, value):
    for name in path[:-1]:
        child = tree.setdefault(name or str(len(tree)), {})
        if not isinstance(child, dict):  # "a=1&a[b]=2": PHP keeps the later one
            child = tree[name] = {}
        tree = child
    tree[path[-1] or str(len(tree))] = value


def account_id(tree):
    """Number of the sending account as text, empty when the hook does not say."""
    return _text(_dict(tree.get("account")).get("id"))


def changes(tree):
    """Sorted distinct :class:`Change` of a parsed body.

    >>> for change in changes(parse("leads[status][0][id]=7&contacts[update][0][id]=5")):
    ...     print(change.entity, change.external_id, change.action)
    contacts 5 update
    leads 7 status
    """
    found = set()
    for root, actions in tree.items():
        for action, items in _dict(actions).items():
            for item in _dict(items).values():
                found.update(_item_changes(root, action, _dict(item)))
    found = {change for change in found if _ID.fullmatch(change.external_id)}
    if len(found) > MAX_CHANGES:
        raise TooManyChanges(f"{len(found)} entities")
    return sorted(found)


def _item_changes(root, action, item):
    if action == "note":
        note = _dict(item.get("note")) or item
        entity = _ELEMENT_ENTITIES.get(_text(note.get("element_type")), root)
        number, parent = _text(note.get("id")), _text(note.get("element_id"))
        itself = [Change("notes", number, action, entity, parent)] if number and parent else []
        return [Change(entity, parent, action), *itself]
    if root == "contacts":  # companies come under the same root
        entity = "companies" if item.get("type") == "company" else "contacts"
        linked = [
            Change("leads", _text(lead), "linked") for lead in _dict(item.get("linked_leads_id"))
        ]
        return [Change(entity, _text(item.get("id")), action), *linked]
    if root == "unsorted":
        accepted = _dict(_dict(item.get("accept_result")).get("leads")).values()
        return [Change("leads", _text(lead), action) for lead in accepted]
    if root in _PLAIN_ROOTS:
        parent = _ELEMENT_ENTITIES.get(_text(item.get("element_type")), "")
        parent_id = _text(item.get("element_id")) if parent else ""
        return [Change(_PLAIN_ROOTS[root], _text(item.get("id")), action, parent, parent_id)]
    return []


def _dict(value):
    return value if isinstance(value, dict) else {}


def _text(value):
    return value.strip() if isinstance(value, str) else ""
