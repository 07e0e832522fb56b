from .answers import DRIVE, listed, reply

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


class Account:
    """The account itself: users, pipelines, definitions of fields, webhooks."""

    ROUTES = (
        (r"/api/v4/account", "_account"),
        (r"/api/v4/users", "_users"),
        (r"/api/v4/leads/pipelines", "_pipelines"),
        (r"/api/v4/leads/loss_reasons", "_loss_reasons"),
        (r"/api/v4/(leads|contacts|companies)/custom_fields", "_custom_fields"),
        (r"/api/v4/webhooks", "_webhooks"),
    )

    def __init__(self):
        super().__init__()
        self.users = [
            {"id": 11, "name": "Maria", "email": "maria@example.com"},
            {"id": 12, "name": "Retired", "email": "retired@example.com"},
        ]
        self.fields = {"leads": [], "contacts": [], "companies": []}
        self.statuses, self.more_pipelines = STATUSES, []
        self.loss_reasons = []
        self.webhooks = []

    def add_field(self, entity, number, name, kind, code=None, options=()):
        enums = [{"id": number * 100 + i, "value": value} for i, value in enumerate(options)]
        field = {"id": number, "name": name, "type": kind, "code": code, "enums": enums or None}
        self.fields[entity].append(field)
        return field

    def _account(self, *_args):
        zone = {"datetime_settings": {"timezone": "Europe/Moscow"}}
        return reply(200, {"id": 30000001, "name": "A", "drive_url": DRIVE, "_embedded": zone})

    def _users(self, *_args):
        return listed("users", self.users)

    def _pipelines(self, *_args):
        statuses = [
            {"id": number, "name": name, "type": kind, "sort": 10 * position}
            for position, (number, name, kind) in enumerate(self.statuses)
        ]
        sales = {"id": PIPELINE, "name": "Sales", "sort": 1, "is_archive": False}
        rows = [
            {**row, "_embedded": {"statuses": statuses}} for row in (sales, *self.more_pipelines)
        ]
        return listed("pipelines", rows)

    def _loss_reasons(self, *_args):
        return listed("loss_reasons", self.loss_reasons) if self.loss_reasons else reply(204)

    def _custom_fields(self, method, match, _params, body):
        known = self.fields[match[1]]
        if method == "POST":
            codes = {field["code"] for field in known if field["code"]}
            if codes & {item["code"] for item in body}:
                return reply(400, {"status": 400, "title": "NotUnique"}, problem=True)
            made = [{"enums": None, **item, "id": self.next_id()} for item in body]
            known += made
            return listed("custom_fields", made)
        return listed("custom_fields", known)

    def _webhooks(self, method, _match, _params, body):
        if method == "GET":
            return listed("webhooks", self.webhooks) if self.webhooks else reply(204)
        kept = [hook for hook in self.webhooks if hook["destination"] != body["destination"]]
        self.webhooks = kept + ([{**body, "disabled": False}] if method == "POST" else [])
        return reply(201, body) if method == "POST" else reply(204)
