"""People at work over HTTP: each opens screens as the web client does, thinks, writes sometimes."""

import ast
import contextlib
import random
import threading
import time
from collections import defaultdict
from xml.etree import ElementTree

from tests.e2e.rpc import OdooError, OdooUser

THINK = (2.0, 6.0)  # seconds between two screens of one person
PAGE = 80
_FIELDS = {"many2one": {"fields": {"display_name": {}}}, "one2many": {"fields": {}}}


class Person:
    """One user in front of the screens of his role; what he sees of them is kept by name."""

    def __init__(self, server, login, habits, seed):
        """:param habits: [(weight, name of the screen, function of the person)]"""
        self.user = OdooUser(server.url, server.database, login)
        self.habits = habits
        self.random = random.Random(seed)
        self._actions = {}
        self.seconds, self.failures = defaultdict(list), []

    def look_round(self):
        """Open each screen once, as in the morning: views and caches are there afterwards."""
        for _weight, _name, do in self.habits:
            with contextlib.suppress(OdooError):
                do(self)

    def work(self, end):
        weights = [habit[0] for habit in self.habits]
        while time.monotonic() < end:
            time.sleep(self.random.uniform(*THINK))
            [(_weight, name, do)] = self.random.choices(self.habits, weights)
            begin = time.monotonic()
            try:
                do(self)
            except Exception as error:  # whatever it is, a person would have seen it
                self._note_failure(name, error)
            self.seconds[name].append(time.monotonic() - begin)

    def _note_failure(self, name, error):
        """A refusal in words, as of a work that a colleague has just taken, is none."""
        if getattr(error, "kind", "") != "odoo.exceptions.UserError":
            self.failures.append(f"{name}: {error!r:.300}")

    # === SCREENS === #

    def open(self, xmlid, group=None, **context):
        """The first view of an action: its rows, or its columns with their cards."""
        model, domain, kind, names = self._load(xmlid)
        rows = {"specification": names, "limit": PAGE, "count_limit": 10001}
        if kind == "kanban" and group:
            return self.user.call(
                model,
                "web_read_group",
                domain,
                [group],
                ["__count"],
                auto_unfold=True,
                unfold_read_specification=names,
                unfold_read_default_limit=PAGE,
                context={"read_group_expand": True, **context},
            )
        return self.user.call(model, "web_search_read", domain, context=context, **rows)

    def open_form(self, model, number):
        """A record with all that its form shows."""
        if model not in self._actions:
            self._actions[model] = self._read_view(model, False, "form")
        return self.user.call(model, "web_read", [number], specification=self._actions[model])

    def choose(self, model, domain):
        """A record of those that the person may see, by chance; None without any."""
        key = (model, str(domain))
        if key not in self._actions:
            found = self.user.search_read(model, domain, ["id"], limit=200)
            self._actions[key] = [row["id"] for row in found]
        return self.random.choice(self._actions[key]) if self._actions[key] else None

    def _load(self, xmlid):
        if xmlid not in self._actions:
            action = self.user._jsonrpc("/web/action/load", action_id=xmlid)
            number, kind = action["views"][0]
            try:
                domain = ast.literal_eval(action["domain"] or "[]")
            except ValueError:
                domain = []  # one that asks for the user or the day
            names = self._read_view(action["res_model"], number, kind)
            self._actions[xmlid] = (action["res_model"], domain, kind, names)
        return self._actions[xmlid]

    def _read_view(self, model, number, kind):
        views = self.user.call(model, "get_views", [[number, kind]])
        fields = views["models"][model]["fields"]
        arch = ElementTree.fromstring(views["views"][kind]["arch"])
        names = _own_fields(arch)
        return {name: _FIELDS.get(fields[name]["type"], {}) for name in names if name in fields}


def _own_fields(node):
    """Names of the fields of a view, without those of the lists inside of its fields."""
    names = set()
    for child in node:
        if child.tag == "field":
            names.add(child.get("name"))
        else:
            names |= _own_fields(child)
    return names


def let_work(people, seconds):
    """All of them at a time; {screen: seconds of each time}, [failures]."""
    _at_once(people, Person.look_round)
    end = time.monotonic() + seconds
    _at_once(people, Person.work, end)
    taken, failures = defaultdict(list), []
    for person in people:
        failures += person.failures
        for name, values in person.seconds.items():
            taken[name] += values
    return taken, failures


def _at_once(people, do, *arguments):
    threads = [threading.Thread(target=do, args=(person, *arguments)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
