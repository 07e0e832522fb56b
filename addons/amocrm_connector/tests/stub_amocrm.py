"""An amoCRM in memory that answers like the real one, behind the client's session."""

import base64
import json as jsonlib
import re
from copy import deepcopy
from urllib.parse import parse_qs, urlencode, urlsplit

import requests

HOST = "https://example.amocrm.ru"
DRIVE = "https://drive-b.amocrm.ru"
PIPELINE = 9621010
NEW, WORK, READY, WON, LOST, UNSORTED = 76789230, 76789238, 76789242, 142, 143, 76789226
STATUSES = (
    (UNSORTED, "Incoming", 1),
    (NEW, "Fresh", 0),
    (WORK, "At Work", 0),
    (READY, "Finished", 0),
    (WON, "Closed - won", 0),
    (LOST, "Closed - lost", 0),
)


class StubAmocrm:
    """State, faults and journal; :meth:`session` gives what the client speaks to."""

    def __init__(self):
        self.leads, self.contacts, self.tasks, self.files = {}, {}, {}, {}
        self.companies, self.notes, self.elements = {}, {}, {}
        self.events = []
        self.price_is_sum_of_products = False
        self.loss_reasons = []
        self.users = [
            {"id": 11, "name": "Maria", "email": "maria@example.com"},
            {"id": 12, "name": "Retired", "email": "retired@example.com"},
        ]
        self.fields = {"leads": [], "contacts": [], "companies": []}
        self.statuses, self.more_pipelines = STATUSES, []
        self.webhooks, self.calls, self.faults = [], [], []
        self.clock = 1_760_000_000
        self.last_id = 1000
        self.code, self.refresh_token, self.token_number = "good-code", "refresh-0", 0
        self.host, self.old_host_says = None, 401

    # === STATE === #

    def next_id(self):
        self.last_id += 1
        return self.last_id

    def touch(self, entity):
        self.clock += 1
        entity["updated_at"] = self.clock
        return entity

    def add_field(self, entity, number, name, kind, code=None, options=()):
        enums = [{"id": number * 100 + i, "value": value} for i, value in enumerate(options)]
        field = {"id": number, "name": name, "type": kind, "code": code, "enums": enums or None}
        self.fields[entity].append(field)
        return field

    def add_deal(self, contact=None, fields=None, **values):
        deal = {
            "id": self.next_id(),
            "name": "Ring",
            "price": 1000,
            "responsible_user_id": 11,
            "pipeline_id": PIPELINE,
            "status_id": NEW,
            "is_deleted": False,
            **values,
        }
        deal["custom_fields_values"] = [
            {"field_id": number, "values": values} for number, values in (fields or {}).items()
        ] or None
        linked = [{"id": contact["id"], "is_main": True}] if contact else []
        deal["_embedded"] = {"contacts": linked, "tags": [], "companies": []}
        self.leads[deal["id"]] = self.touch(deal)
        return deal

    def add_contact(self, name="Anna", phones=(), fields=None):
        contact = {"id": self.next_id(), "name": name, "is_deleted": False}
        contact["custom_fields_values"] = [
            {
                "field_id": 601,
                "field_code": "PHONE",
                "values": [{"value": item} for item in phones],
            },
            *({"field_id": key, "values": value} for key, value in (fields or {}).items()),
        ]
        contact["_embedded"] = {"tags": [], "companies": []}
        self.contacts[contact["id"]] = self.touch(contact)
        return contact

    def add_company(self, name="Workshop", phones=()):
        company = self.add_contact(name, phones)
        company["custom_fields_values"][0]["field_id"] = 611
        self.companies[company["id"]] = self.contacts.pop(company["id"])
        return company

    def link(self, entity, contacts=(), company=None):
        """Link people to a deal or contact; the first contact is the main one."""
        embedded = self.touch(entity)["_embedded"]
        embedded["companies"] = [{"id": company["id"]}] if company else []
        if contacts or entity["id"] in self.leads:
            embedded["contacts"] = [
                {"id": contact["id"], "is_main": position == 0}
                for position, contact in enumerate(contacts)
            ]

    def add_file(self, content, name="sketch.png", size=None):
        number = self.next_id()
        value = {
            "file_uuid": f"file-{number}",
            "version_uuid": f"version-{number}",
            "file_name": name,
            "file_size": len(content) if size is None else size,
        }
        self.files[value["file_uuid"]] = {**value, "content": content}
        return value

    def value(self, deal, number):
        """Values of a custom field of a deal, by its number."""
        for item in self.leads[deal["id"]]["custom_fields_values"] or []:
            if item["field_id"] == number:
                return item["values"]
        return None

    # === FAULTS AND JOURNAL === #

    def fault(self, fault, path="", method=None, after=False):
        """The next matching call fails: an HTTP status, "timeout", "html", a response or an
        exception; ``after`` it is done.
        """
        self.faults.append((fault, path, method, after))

    def move_to(self, host, old_host_says=401):
        """The account lives at another host now; what its old host answers to everything."""
        self.host, self.old_host_says = host, old_host_says

    def called(self, method, path=""):
        return [call for call in self.calls if call[0] == method and re.search(path, call[1])]

    # === ANSWERS === #

    def session(self):
        return StubSession(self)

    def answer(self, method, url, params, body, headers=None):
        parts = urlsplit(url)
        host, path, params = parts.hostname, parts.path, {**parse_qs(parts.query), **(params or {})}
        self.calls.append((method, path, params, deepcopy(body)))
        self.headers = headers or {}
        if self.host and host == urlsplit(HOST).hostname:
            return _fail(self.old_host_says)
        fault = self._take_fault(method, path)
        if fault and not fault[3]:
            return _fail(fault[0])
        result = self._route(method, path, params or {}, body)
        return _fail(fault[0]) if fault else result

    def _take_fault(self, method, path):
        for fault in self.faults:
            if re.search(fault[1], path) and fault[2] in (None, method):
                self.faults.remove(fault)
                return fault
        return None

    def _route(self, method, path, params, body):
        for pattern, handler in (
            (r"/api/v4/account", self._account),
            (r"/api/v4/leads/pipelines", self._pipelines),
            (r"/api/v4/leads/loss_reasons", self._loss_reasons),
            (r"/api/v4/users", lambda *args: _list("users", self.users)),
            (r"/api/v4/(leads|contacts|companies)/custom_fields", self._custom_fields),
            (r"/api/v4/webhooks", self._webhooks),
            (r"/api/v4/events", self._events),
            (r"/api/v4/catalogs/(\d+)/elements", self._elements),
            (r"/api/v4/(leads|contacts|companies)/notes", self._notes),
            (r"/api/v4/(leads|contacts|companies)/(\d+)/notes", self._notes),
            (r"/api/v4/(leads|contacts|companies|tasks)", self._list_or_create),
            (r"/api/v4/(leads|contacts|companies|tasks)/(\d+)", self._one),
            (r"/v1.0/files/(.+)", self._file),
            (r"/download/(.+)", self._download),
            (r"/oauth2/access_token", self._token),
            (r"/oauth2/account/current/subdomain", self._subdomain),
        ):
            if match := re.fullmatch(pattern, path):
                return handler(method, match, params, body)
        return reply(404, {"title": "Not Found", "status": 404}, problem=True)

    def _account(self, *_args):
        zone = {"datetime_settings": {"timezone": "Europe/Moscow"}}
        return reply(200, {"id": 30000001, "name": "A", "drive_url": DRIVE, "_embedded": zone})

    def _pipelines(self, *_args):
        statuses = [
            {"id": number, "name": name, "type": kind, "sort": 10 * position}
            for position, (number, name, kind) in enumerate(self.statuses)
        ]
        sales = {"id": PIPELINE, "name": "Sales", "sort": 1, "is_archive": False}
        rows = [
            {**row, "_embedded": {"statuses": statuses}} for row in (sales, *self.more_pipelines)
        ]
        return _list("pipelines", rows)

    def _loss_reasons(self, *_args):
        return _list("loss_reasons", self.loss_reasons) if self.loss_reasons else reply(204)

    def _custom_fields(self, method, match, _params, body):
        known = self.fields[match[1]]
        if method == "POST":
            codes = {field["code"] for field in known if field["code"]}
            if codes & {item["code"] for item in body}:
                return reply(400, {"status": 400, "title": "NotUnique"}, problem=True)
            made = [{"enums": None, **item, "id": self.next_id()} for item in body]
            known += made
            return _list("custom_fields", made)
        return _list("custom_fields", known)

    def _webhooks(self, method, _match, _params, body):
        if method == "GET":
            return _list("webhooks", self.webhooks) if self.webhooks else reply(204)
        kept = [hook for hook in self.webhooks if hook["destination"] != body["destination"]]
        self.webhooks = kept + ([{**body, "disabled": False}] if method == "POST" else [])
        return reply(201, body) if method == "POST" else reply(204)

    def _list_or_create(self, method, match, params, body):
        rows = getattr(self, match[1])
        if method == "POST":
            for item in body:
                refusal = self._refusal(item)
                if refusal is not None:
                    return refusal
            made = [self._made(match[1], item) for item in body]
            rows.update({item["id"]: item for item in made})
            return _list(match[1], [{"id": item["id"]} for item in made])
        if method == "PATCH":
            return self._patch_list(match[1], rows, body)
        found = [row for row in rows.values() if not row.get("is_deleted")]
        since, until = (
            params.get(f"filter[updated_at][{end}]", default)
            for end, default in (("from", 0), ("to", 2**40))
        )
        found = [row for row in found if since <= row["updated_at"] <= until]
        if parents := _numbers(params.get("filter[entity_id][]")):
            found = [row for row in found if row["entity_id"] in parents]
        if "order[updated_at]" in params:
            found.sort(key=lambda row: (row["updated_at"], row["id"]))
        if wanted := params.get("filter[id][]"):
            found = [row for row in found if str(row["id"]) in wanted]
        found = [row for row in found if self._fits(row, params)]
        size, page = int(params.get("limit", 50)), int(params.get("page", 1))
        found = found[size * (page - 1) : size * page]
        return _list(match[1], found) if found else reply(204)

    def _patch_list(self, entity, rows, items):
        """All or nothing."""
        refusals = [
            {**group, "request_id": str(position)}
            for position, item in enumerate(items)
            for group in self._errors(item)
        ]
        if refusals:
            return reply(400, {"status": 400, "validation-errors": refusals}, problem=True)
        for item in items:
            self._change(rows[item["id"]], {key: item[key] for key in item if key != "id"})
        made = [{"id": item["id"], "updated_at": rows[item["id"]]["updated_at"]} for item in items]
        return _list(entity, made)

    def _made(self, entity, item):
        item, linked = deepcopy(item), deepcopy(item.get("_embedded") or {})
        codes = {field["id"]: field["code"] for field in self.fields.get(entity, [])}
        for value in item.get("custom_fields_values") or []:
            value["field_code"] = codes.get(value["field_id"])
        row = {"id": self.next_id(), "is_completed": False, "is_deleted": False, **item}
        if entity != "tasks":
            row.setdefault("custom_fields_values", None)
            row["_embedded"] = {"contacts": [], "companies": [], "tags": [], **linked}
            for contact in row["_embedded"]["contacts"]:
                contact["is_main"] = True
        return self.touch(row)

    def _fits(self, row, params):
        """``query`` and ``filter[custom_fields_values]``."""
        custom = {item["field_id"]: item for item in row.get("custom_fields_values") or []}
        for name, wanted in params.items():
            if match := re.fullmatch(r"filter\[custom_fields_values\]\[(\d+)\]\[\]", name):
                values = (custom.get(int(match[1])) or {}).get("values") or []
                if wanted not in [str(value["value"]) for value in values]:
                    return False
        query = str(params.get("query") or "").casefold()
        texts = [str(row.get("name")), *(str(item["values"]) for item in custom.values())]
        hay = "\n".join(texts).casefold()
        return query in hay or (query.isdigit() and query in re.sub(r"\D", "", hay))

    def _one(self, method, match, _params, body):
        row = getattr(self, match[1]).get(int(match[2]))
        if not row or row.get("is_deleted"):
            return reply(204)
        if method == "PATCH":
            refusal = self._refusal(body)
            if refusal is not None:  # a response is false when it is an error
                return refusal
            self._change(row, body)
            return reply(200, {"id": row["id"], "updated_at": row["updated_at"]})
        return reply(200, row)

    def _refusal(self, body):
        groups = self._errors(body)
        if not groups:
            return None
        return reply(400, {"status": 400, "validation-errors": groups}, problem=True)

    def _errors(self, body):
        for position, item in enumerate(body.get("custom_fields_values") or []):
            if item["field_id"] == 999:
                path = f"custom_fields_values.{position}.values"
                error = {"code": "NotSupportedChoice", "path": path, "detail": "Bad choice."}
                return [{"request_id": "0", "errors": [error]}]
        return []

    def _change(self, row, body):
        custom = {item["field_id"]: item for item in row.get("custom_fields_values") or []}
        for item in body.pop("custom_fields_values", []):
            if item["values"] is None:
                custom.pop(item["field_id"], None)
            else:
                custom[item["field_id"]] = item
        self._change_tags(row, body)
        row.update(body)
        row["custom_fields_values"] = list(custom.values()) or None
        self.touch(row)
        if row["id"] in self.leads:
            self._sum_up(row)

    def add_task(self, deal, words="Call the client", **values):
        task = {
            "id": self.next_id(),
            "text": words,
            "entity_id": deal["id"],
            "entity_type": "leads",
            "responsible_user_id": 11,
            "task_type_id": 1,
            "complete_till": 1760129940,
            "is_completed": False,
            "result": [],
            **values,
        }
        self.tasks[task["id"]] = self.touch(task)
        return task

    def add_event(self, kind, entity_type, row, after=(), **values):
        self.clock += 1
        self.events.insert(
            0,
            {
                "id": f"e{len(self.events):025d}",
                "type": kind,
                "entity_type": entity_type,
                "entity_id": row["id"],
                "created_at": self.clock,
                "value_after": list(after),
                **values,
            },
        )

    def _events(self, _method, _match, params, _body):
        since, kinds = params["filter[created_at][from]"], params["filter[type]"].split(",")
        found = [
            event
            for event in self.events
            if event["created_at"] >= since and event["type"] in kinds
        ]
        return _list("events", found) if found else reply(204)

    def add_element(self, name, price, sku=None):
        fields = [{"field_code": "PRICE", "values": [{"value": str(price)}]}]
        fields += [{"field_code": "SKU", "values": [{"value": sku}]}] if sku else []
        element = {"id": self.next_id(), "name": name, "custom_fields_values": fields}
        self.elements[element["id"]] = element
        return element

    def set_products(self, deal, *pairs):
        """A person gives the deal products: (element, quantity)."""
        self.touch(deal)["_embedded"]["catalog_elements"] = [
            {"id": element["id"], "metadata": {"quantity": quantity, "catalog_id": 77}}
            for element, quantity in pairs
        ]
        self._sum_up(deal)

    def _sum_up(self, deal):
        if self.price_is_sum_of_products:
            deal["price"] = sum(
                int(
                    float(
                        self.elements[link["id"]]["custom_fields_values"][0]["values"][0]["value"]
                    )
                )
                * link["metadata"]["quantity"]
                for link in deal["_embedded"].get("catalog_elements") or []
            )

    def _elements(self, _method, _match, params, _body):
        wanted = map(int, params.get("filter[id][]") or self.elements)
        found = [self.elements[number] for number in wanted if number in self.elements]
        return _list("elements", found) if found else reply(204)

    def add_note(self, entity, row, kind="common", **params):
        note = {
            "id": self.next_id(),
            "entity_id": row["id"],
            "entity": entity,
            "created_by": 11,
            "created_at": self.clock,
            "note_type": kind,
            "params": params or [],
        }
        self.notes[note["id"]] = self.touch(note)
        return note

    def _notes(self, method, match, params, body):
        entity, parent = match[1], int(match[2]) if match.re.groups > 1 else None
        if method == "POST":
            made = [
                self.add_note(entity, {"id": parent or item["entity_id"]}, item["note_type"])
                | {"params": item["params"], "created_by": 0}
                for item in body
            ]
            self.notes.update({note["id"]: note for note in made})
            return _list("notes", [{"id": note["id"]} for note in made])
        number = params.get("filter[id][]")
        since = params.get("filter[updated_at][from]", 0)
        parents = _numbers(params.get("filter[entity_id][]"))
        found = [
            note
            for note in self.notes.values()
            if note["entity"] == entity
            and parent in (None, note["entity_id"])
            and number in (None, str(note["id"]))
            and note["updated_at"] >= since
            and (not parents or note["entity_id"] in parents)
        ]
        return _list("notes", found) if found else reply(204)

    def _change_tags(self, row, body):
        added, deleted = body.pop("tags_to_add", []), body.pop("tags_to_delete", [])
        if added or deleted:
            gone = {tag["name"] for tag in deleted}
            kept = [tag for tag in row["_embedded"]["tags"] if tag["name"] not in gone]
            row["_embedded"]["tags"] = kept + [
                {"id": self.next_id(), "name": tag["name"], "color": None} for tag in added
            ]

    def tag_names(self, deal):
        return [tag["name"] for tag in self.leads[deal["id"]]["_embedded"]["tags"]]

    def set_tags(self, deal, *names):
        """A person sets the deal's tags."""
        tags = [{"id": self.next_id(), "name": name, "color": None} for name in names]
        self.touch(deal)["_embedded"]["tags"] = tags

    def _file(self, _method, match, *_args):
        file = self.files.get(match[1])
        if not file:
            return reply(404)
        links = {"download": {"href": f"{DRIVE}/download/{match[1]}"}}
        return reply(200, {"version_uuid": file["version_uuid"], "_links": links})

    def _download(self, _method, match, *_args):
        return reply(200, self.files[match[1]]["content"])

    def _token(self, _method, _match, _params, body):
        """One code, and a refresh token that dies when it is used."""
        good = self.code and body.get("code") == self.code
        if not good and body.get("refresh_token") != self.refresh_token:
            return reply(401, {"hint": "Token has been revoked", "status": 401}, problem=True)
        self.code = None
        self.token_number += 1
        self.refresh_token = f"refresh-{self.token_number}"
        pair = {"access_token": f"access-{self.token_number}", "refresh_token": self.refresh_token}
        return reply(200, {"token_type": "Bearer", "expires_in": 86400, **pair})

    def _subdomain(self, *_args):
        if self.headers.get("X-Refresh-Token") != self.refresh_token:
            return reply(401, {"status": 401}, problem=True)
        return reply(200, {"id": 30000001, "domain": self.host or urlsplit(HOST).hostname})


class StubSession:
    """Stands in for ``requests.Session``."""

    def __init__(self, amo):
        self._amo = amo

    def request(self, method, url, params=None, json=None, headers=None, **_options):
        answer = self._amo.answer(method, url, params, json, headers)
        if isinstance(answer, Exception):
            raise answer
        return answer


def jwt(**claims):
    """An access token as amoCRM makes them; nobody here checks the signature."""
    parts = [{"typ": "JWT", "alg": "RS256"}, claims]
    encoded = [base64.urlsafe_b64encode(jsonlib.dumps(part).encode()) for part in parts]
    return ".".join([*(part.rstrip(b"=").decode() for part in encoded), "noise"])


def _numbers(values):
    """A repeated parameter: one value or a list."""
    return [
        int(value) for value in (values if isinstance(values, list) else [values or 0]) if value
    ]


def _fail(fault):
    if isinstance(fault, (Exception, requests.Response)):
        return fault
    if fault == "timeout":
        return requests.ReadTimeout("no answer")
    if fault == "html":
        return reply(200, b"<html>log in</html>")
    if fault == 429:
        return reply(429, b"Too many requests")
    return reply(fault, b"<html>error</html>")


def _list(collection, items):
    return reply(200, {"_links": {}, "_embedded": {collection: items}})


def reply(status, body=None, problem=False):
    """A real ``requests.Response``: a dictionary becomes JSON, bytes become a page."""
    response = requests.Response()
    response.status_code = status
    is_json = isinstance(body, (dict, list))
    response._content = jsonlib.dumps(body).encode() if is_json else (body or b"")
    response._content_consumed = True
    if body is not None:
        kind = "application/problem+json" if problem else "application/hal+json"
        response.headers["Content-Type"] = kind if is_json else "text/html"
    return response


def hook(entity, action, number, **values):
    """Body of a webhook as amoCRM sends it."""
    prefix = f"{entity}[{action}][0]"
    pairs = {"account[id]": 30000001, f"{prefix}[id]": number}
    pairs.update({f"{prefix}[{key}]": value for key, value in values.items()})
    return urlencode(pairs)
