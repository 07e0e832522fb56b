"""One exchange of one record: what was known, what is found, what is to be sent and remembered."""

# Values of a request that belong to a field of another name.
_VALUE_FIELDS = {
    "status_id": "status",
    "pipeline_id": "status",
    "tags_to_add": "tags",
    "tags_to_delete": "tags",
}


class Round:
    """Plain bookkeeping; written back to the binding when the exchange is through.

    :param snapshot: ``{key: {"amo", "odoo", "field"}}`` of the last exchange
    :param problems: ``{key: {"text", "said"}}`` that a person has been or should be told of
    :param pending: ``{key: {"amo", "odoo", "field"}}`` of a write whose outcome is not known
    """

    def __init__(self, external_id, remote, snapshot=None, problems=None, pending=None):
        self.external_id = external_id
        self.remote = remote
        self.snapshot = dict(snapshot or {})
        self.met = frozenset(self.snapshot)  # what was exchanged before: its changes are logged
        self.problems = {key: dict(problem) for key, problem in (problems or {}).items()}
        self.pending = dict(pending or {})
        self.conflicts = []
        self.history = []  # rows of the log that this exchange writes
        self.author = None  # of amoCRM's changes, once it was looked up
        self.questions = {}  # {key: answer or False} of questions that are open
        self.asked = {}  # {key: both values} of questions that this exchange asks
        self.closed = {}  # {key: outcome} of questions that are answered
        self.values, self.custom_values, self.sending, self.cut = {}, [], {}, []

    def begin_anew(self):
        """The record has just been made: nothing of it was ever exchanged."""
        self.snapshot, self.met = {}, frozenset()

    def known(self, key, field, amo):
        """Both sides of a field as last exchanged; ``None`` when it was not, or with another Odoo
        field.

        A write that was interrupted has arrived when amoCRM now shows what was sent.
        """
        pending = self.pending.get(key)
        if pending and pending["amo"] == amo and pending["field"] == field:
            del self.pending[key]
            self.arrived(key, pending)
        entry = self.snapshot.get(key)
        return entry if entry and "amo" in entry and entry.get("field") == field else None

    def arrived(self, key, entry):
        """amoCRM holds what was sent: the snapshot learns it, and the log."""
        self.snapshot[key] = {name: entry[name] for name in ("amo", "odoo", "field")}
        self.history += entry.get("log") or []

    def remember(self, key, field, amo, odoo):
        self.snapshot[key] = {"amo": amo, "odoo": odoo, "field": field}

    def was_refused(self, key, attempt):
        """Whether amoCRM has refused this very value before: it would again."""
        entry = self.snapshot.get(key) or {}
        return "refused" in entry and entry["refused"] == attempt

    def problem(self, key, text):
        """Have a person told. Whether it is news."""
        if self.problems.get(key, {}).get("text") == text:
            return False
        self.problems[key] = {"text": text, "said": False}
        return True

    def solved(self, key):
        self.problems.pop(key, None)

    def send(self, key, field, amo, odoo, values=None, custom=None, **more):
        """Put a value into the request; ``amo`` and ``odoo`` are remembered when it has arrived.

        :param log: rows for the log, when it has arrived
        :param attempt: what is not tried again once it was refused; ``odoo`` when missing
        """
        self.values.update(values or {})
        if custom:
            self.custom_values.append(custom)
        self.sending[key] = {"amo": amo, "odoo": odoo, "field": field, **more}

    def plan(self):
        """What is to be sent, as plain JSON; ``None`` when nothing is."""
        if not self.sending:
            return None
        return {
            "external_id": self.external_id,
            "values": self.values,
            "custom": self.custom_values,
            "fields": self.sending,
            "cut": self.cut,
        }


def request_body(plan):
    """
    >>> request_body({"values": {"price": 1}, "custom": [{"field_id": 7, "values": None}]})
    {'price': 1, 'custom_fields_values': [{'field_id': 7, 'values': None}]}
    """
    body = dict(plan["values"])
    if plan["custom"]:
        body["custom_fields_values"] = plan["custom"]
    return body


def refused_keys(plan, errors):
    """``{key: reason}`` of the fields that amoCRM's validation errors point at.

    >>> plan = {"custom": [{"field_id": 7}], "fields": {"7": {}, "price": {}, "status": {}}}
    >>> error = {"path": "custom_fields_values.0.values", "code": "X", "detail": "bad"}
    >>> refused_keys(plan, [error])
    {'7': 'bad'}
    >>> refused_keys(plan, [{"path": "status_id", "code": "NotSupportedChoice", "detail": ""}])
    {'status': 'NotSupportedChoice'}
    """
    found = {}
    for error in errors:
        parts = [
            part for part in error["path"].replace("[", ".").replace("]", "").split(".") if part
        ]
        while parts and parts[0].isdigit():
            parts.pop(0)
        key = parts[0] if parts else ""
        if (
            key == "custom_fields_values"
            and len(parts) > 1
            and parts[1].isdigit()
            and int(parts[1]) < len(plan["custom"])
        ):
            key = str(plan["custom"][int(parts[1])]["field_id"])
        key = _VALUE_FIELDS.get(key, key)
        if key in plan["fields"]:
            found[key] = error["detail"] or error["code"]
    return found


def without(plan, keys):
    """The plan without the fields ``keys``."""
    dropped = set(keys) | ({"loss_reason_id"} if "status" in keys else set())
    return {
        **plan,
        "values": {
            key: value
            for key, value in plan["values"].items()
            if _VALUE_FIELDS.get(key, key) not in dropped
        },
        "custom": [item for item in plan["custom"] if str(item["field_id"]) not in dropped],
        "fields": {key: value for key, value in plan["fields"].items() if key not in dropped},
    }
