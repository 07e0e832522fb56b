import re
from copy import deepcopy

from .answers import listed, numbers, reply


class Entities:
    """What deals, contacts, companies and tasks have in common: lists, one by number, changes."""

    ROUTES = (
        (r"/api/v4/(leads|contacts|companies|tasks)", "_list_or_create"),
        (r"/api/v4/(leads|contacts|companies|tasks)/(\d+)", "_one"),
    )

    def __init__(self):
        super().__init__()
        self.clock = 1_760_000_000
        self.last_id = 1000
        self.late, self.is_slow = {}, False

    def next_id(self):
        self.last_id += 1
        return self.last_id

    def touch(self, entity):
        self.clock += 1
        entity["updated_at"] = self.clock
        return entity

    def hide(self, entity, times=1):
        """The next ``times`` lists do not show the entity yet."""
        self.late[entity["id"]] = times

    # === ANSWERS === #

    def _list_or_create(self, method, match, params, body):
        rows = getattr(self, match[1])
        if method == "POST":
            for item in body:
                refusal = self._refusal(item)
                if refusal is not None:
                    return refusal
            made = [self._made(match[1], item) for item in body]
            rows.update({item["id"]: item for item in made})
            for item in made if self.is_slow else ():
                self.hide(item)
            return listed(match[1], [{"id": item["id"]} for item in made])
        if method == "PATCH":
            return self._patch_list(match[1], rows, body)
        found = [row for row in self._shown(rows) if not row.get("is_deleted")]
        since, until = (
            params.get(f"filter[updated_at][{end}]", default)
            for end, default in (("from", 0), ("to", 2**40))
        )
        found = [row for row in found if since <= row["updated_at"] <= until]
        if parents := numbers(params.get("filter[entity_id][]")):
            found = [row for row in found if row["entity_id"] in parents]
        if "order[updated_at]" in params:
            found.sort(key=lambda row: (row["updated_at"], row["id"]))
        if wanted := params.get("filter[id][]"):
            found = [row for row in found if str(row["id"]) in wanted]
        found = [row for row in found if self._fits(row, params)]
        size, page = int(params.get("limit", 50)), int(params.get("page", 1))
        found = found[size * (page - 1) : size * page]
        return listed(match[1], found) if found else reply(204)

    def _shown(self, rows):
        """Those that lists show by now; whoever is late comes nearer with each look."""
        late = {number: times for number, times in self.late.items() if number in rows and times}
        self.late.update({number: times - 1 for number, times in late.items()})
        return [row for row in rows.values() if row["id"] not in late]

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
        return listed(entity, made)

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
