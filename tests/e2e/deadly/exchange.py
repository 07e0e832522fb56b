"""Stories of the exchange with amoCRM. Each ends so: the same on both sides, each thing once."""

import secrets
from datetime import date, timedelta

from ..workshop import CLIENT_ID, answer_consent, find_deal, sketch

SYNC = ("amocrm_connector.cron_inbox", "amocrm_connector.cron_sync")
POLL = ("amocrm_connector.cron_poll", *SYNC)
LOAD = ("amocrm_connector.cron_import", *SYNC)
MANY = 4  # so many at once are exchanged by lists
# The hour that would pass until somebody looks at the hook again, or the five minutes.
LONG_AGO = """
UPDATE amocrm_account SET hook_checked_at = now() AT TIME ZONE 'UTC' - interval '2 hours'
 WHERE hook_checked_at > now() AT TIME ZONE 'UTC' - interval '1 hour'
"""
# A look that is planned for later, such as at a deal without a contact, is no work that waits.
QUIET = """
SELECT 1 FROM amocrm_mark WHERE due_at <= now() AT TIME ZONE 'UTC'
UNION ALL SELECT 1 FROM amocrm_event WHERE state = 'new'
"""


class Deal:
    """A deal of amoCRM with everything that hangs on it."""

    def __init__(self, world):
        self.world, amo = world, world.amo
        self.name = f"Deal {next(world.numbers)}"
        company = amo.create_company(name=f"Company of {self.name}")
        client = {"name": f"Client of {self.name}", "company_id": company["id"]}
        drawing = amo.upload(f"{self.name}.png", sketch())
        self.amo = amo.create_deal(
            name=self.name, price=1000, contact=client, fields={"JEWEL_SKETCH": drawing["id"]}
        )
        self.id, self.company = self.amo["id"], company["id"]
        self.client = amo.deal(self.id)["contacts"][0]["id"]
        amo.link(self.id, contacts=amo.create_contact(name=f"Wife of {self.name}")["id"])
        amo.link(self.id, companies=self.company)
        amo.link(self.id, elements=amo.create_product(f"Product of {self.name}", 900)["id"])

    def arrived(self, *crons):
        """It is in Odoo with everything, once; its number there."""
        admin = self.world.user("admin")
        self.world.until(lambda: find_deal(admin, self.amo), "the deal is in Odoo", *crons or SYNC)
        rest(self.world)
        names = ["amocrm_contact_ids", "sketch_ids", "order_ids"]
        [lead] = admin.search_read("crm.lead", [("name", "=", self.name)], names)
        [_wife], [_sketch], [order] = (lead[name] for name in names)
        assert admin.count("sale.order.line", [("order_id", "=", order)]) == 1
        self.person("Wife")
        assert admin.count("product.product", [("name", "=", f"Product of {self.name}")]) == 1
        return lead["id"]

    def person(self, who):
        """The only partner of that name."""
        domain = [("name", "=", f"{who} of {self.name}")]
        [partner] = self.world.user("admin").call("res.partner", "search", domain)
        return partner


def rest(world):
    world.until(lambda: not world.query(QUIET), "nothing is to be exchanged", *SYNC)


def known(world):
    """Deals that are on both sides already."""
    if not world.deals:
        world.amo.hold_hooks()
        world.deals = [Deal(world) for _number in range(MANY)]
        _lose_hooks(world)
        for deal in world.deals:
            deal.arrived(*POLL)
    return world.deals


def _another_arrives(world, *crons):
    name = f"Another {next(world.numbers)}"
    deal, admin = world.amo.create_deal(name=name, contact={"name": name}), world.user("admin")
    world.until(lambda: find_deal(admin, deal), "another deal is in Odoo", *crons or SYNC)
    rest(world)
    assert admin.count("crm.lead", [("name", "=", name)]) == 1


def _account(world):
    [account] = world.user("admin").call("amocrm.account", "search", [])
    return account


def _lose_hooks(world):
    """What has happened since :meth:`hold_hooks` is told to nobody."""
    world.amo.clear_hooks()
    world.amo.release_hooks()


# === AMOCRM -> ODOO === #


def deal_arrives(world):
    world.amo.hold_hooks()
    deal = Deal(world)
    world.arm()
    world.amo.release_hooks()
    deal.arrived()


def task_and_note_arrive(world):
    deal, admin = known(world)[0], world.user("admin")
    lead, words = deal.arrived(), f"Call him {next(world.numbers)}"
    world.arm()
    world.amo.create_task(deal.id, words, responsible="manager@example.com")
    world.amo.create_note(deal.id, words)

    def count(model, *domain):
        return admin.count(model, [("res_id", "=", lead), *domain])

    task, note = ("summary", "=", words), ("body", "like", words)
    world.until(lambda: count("mail.activity", task), "the task is an activity", *SYNC)
    world.until(lambda: count("mail.message", note), "the note is in the chatter", *SYNC)
    rest(world)
    assert count("mail.activity", task) == count("mail.message", note) == 1


def what_no_hook_told(world):
    """Many deals at once, so they are read by lists."""
    world.deals = []
    world.arm()
    known(world)


def first_load(world):
    admin, name = world.user("admin"), f"Old {next(world.numbers)}"
    world.amo.hold_hooks()
    for _number in range(3):
        world.amo.create_deal(name=name, contact={"name": name})
    _lose_hooks(world)
    values = {"account_id": _account(world), "date_from": False}
    load = admin.call("amocrm.import", "create", values)
    world.arm()
    admin.call("amocrm.import", "action_start", [load])

    def is_done():
        return admin.call("amocrm.import", "read", [load], ["state"])[0]["state"] == "done"

    world.until(is_done, "everything is loaded", *LOAD)
    rest(world)
    assert admin.count("crm.lead", [("name", "=", name)]) == 3
    assert admin.count("res.partner", [("name", "=", name)]) == 3


def product_is_read(world):
    deal, admin = known(world)[0], world.user("admin")
    domain = [("entity", "=", "products")]
    [binding] = admin.call("amocrm.binding", "search", domain, limit=1)
    world.arm()
    admin.call("amocrm.binding", "action_retry", [binding])
    rest(world)
    deal.arrived()


# === ODOO -> AMOCRM === #


def changes_go_back(world):
    _change(world, known(world)[:1])


def many_changes_go_back(world):
    """At once, so they are written by lists."""
    _change(world, known(world))


def _change(world, deals):
    amo, admin, manager = world.amo, world.user("admin"), world.user("manager")
    leads, number = [deal.arrived() for deal in deals], next(world.numbers)
    phones = {"Client": f"910{number:07}", "Company": f"911{number:07}"}
    people = {who: [deal.person(who) for deal in deals] for who in phones}
    world.arm()
    manager.call("crm.lead", "write", leads, {"expected_revenue": 10000 + number})
    for who, phone in phones.items():
        manager.call("res.partner", "write", people[who], {"phone": f"+7{phone}"})
    rest(world)
    domain = [("id", "in", leads), ("expected_revenue", "=", 10000 + number)]
    assert admin.count("crm.lead", domain) == len(deals)
    for deal in deals:
        assert amo.deal(deal.id)["price"] == 10000 + number
        assert phones["Client"] in _digits(amo.contact(deal.client))
        assert phones["Company"] in _digits(amo.company(deal.company))


def _digits(person):
    return "".join(filter(str.isdigit, person["fields"]["PHONE"]))


def activity_is_a_task(world):
    deal, manager = known(world)[0], world.user("manager")
    lead, words = deal.arrived(), f"Show the sketch {next(world.numbers)}"
    domain = [("amocrm_task_type_id", "!=", 0)]
    [kind] = manager.call("mail.activity.type", "search", domain, limit=1)
    values = {"activity_type_id": kind, "summary": words, "user_id": manager.uid}
    values["date_deadline"] = str(date.today() + timedelta(days=2))
    world.arm()
    manager.call("crm.lead", "activity_schedule", [lead], **values)
    world.until(lambda: _tasks(world, words), "the activity is a task", *SYNC)
    rest(world)
    activity = manager.call("mail.activity", "search", [("summary", "=", words)])
    manager.call("mail.activity", "action_feedback", activity)
    rest(world)
    assert [task["is_completed"] for task in _tasks(world, words)] == [True]


def _tasks(world, words):
    return [task for task in world.amo.tasks() if task["text"] == words]


def order_is_a_note(world):
    manager, deals = world.user("manager"), {deal.arrived(): deal for deal in known(world)}
    domain = [("opportunity_id", "in", list(deals)), ("state", "=", "draft")]
    [order] = manager.search_read("sale.order", domain, ["name", "opportunity_id"], limit=1)
    world.arm()
    manager.call("sale.order", "action_confirm", [order["id"]])
    rest(world)
    notes = world.amo.notes(deals[order["opportunity_id"][0]].id)
    assert sum(order["name"] in str(note["params"]) for note in notes) == 1


def deals_are_made_here(world):
    """One of a person, one of a company."""
    admin, manager = world.user("admin"), world.user("manager")
    accounts, name = [_account(world)], f"Made here {next(world.numbers)}"
    [row] = admin.search_read(
        "amocrm.stage.map", [("account_id", "in", accounts)], ["pipeline_id"], limit=1
    )
    making = {"create_deals": True, "create_pipeline": row["pipeline_id"]}
    admin.call("amocrm.account", "write", accounts, making)
    world.arm()
    for is_company in (False, True):
        person = {"name": f"{name} {is_company}", "is_company": is_company}
        person["email"] = f"{secrets.token_hex(4)}@example.com"
        values = {"name": name, "type": "opportunity"}
        values["partner_id"] = manager.call("res.partner", "create", person)
        manager.call("crm.lead", "create", values)
    rest(world)
    admin.call("amocrm.account", "write", accounts, {"create_deals": False})
    assert len(_named(world.amo.deals(), name)) == 2
    assert len(_named(world.amo.contacts(), f"{name} False")) == 1
    assert len(_named(world.amo.companies(), f"{name} True")) == 1
    assert admin.count("crm.lead", [("name", "=", name)]) == 2


def _named(rows, name):
    return [row for row in rows if row["name"] == name]


# === THE ACCOUNT === #


def _press(world, button):
    """An administrator's button, which he presses again until it works."""
    world.press_until_done(world.user("admin").call, "amocrm.account", button, [_account(world)])


def account_is_tested(world):
    world.arm()
    _press(world, "action_test")


MAPS = ("amocrm.field.map", "amocrm.stage.map", "amocrm.user.map", "amocrm.loss.map")


def reference_is_read(world):
    admin = world.user("admin")
    before = [admin.count(model, []) for model in MAPS]
    world.amo.add_field(f"Field {next(world.numbers)}", "text")
    world.arm()
    _press(world, "action_read_reference")
    assert [admin.count(model, []) for model in MAPS] == [before[0] + 1, *before[1:]]


def field_is_made(world):
    field = world.amo.fields()["leads", "ODOO_ORDER"]
    world.amo.delete_field(field["id"])
    _press(world, "action_read_reference")
    world.arm()
    _press(world, "action_create_own_fields")
    assert [code for _entity, code in world.amo.fields()].count("ODOO_ORDER") == 1


def hook_is_restored(world):
    """amoCRM has lost our hook, and keeps one of long ago."""
    [hook] = world.amo.webhooks()
    place = hook["destination"].rpartition("/")[0]
    world.amo.api("DELETE", "/api/v4/webhooks", {"destination": hook["destination"]})
    world.amo.add_webhook(f"{place}/{'x' * 43}", hook["settings"])
    world.arm()

    def is_restored():
        world.query(LONG_AGO)
        hooks = world.amo.webhooks()
        return len(hooks) == 1 and not hooks[0]["destination"].endswith("x")

    world.until(is_restored, "there is one hook, and it is ours", *POLL)
    world.until(lambda: _state(world, "hook_state") == "ok", "that is known", *POLL)
    _another_arrives(world)


def _state(world, name="state"):
    return world.user("admin").call("amocrm.account", "read", [_account(world)], [name])[0][name]


# === TOKENS === #


def _want_consent(world, **values):
    """From now on the account connects by consent."""
    world.amo.set_identity(redirect_uri=f"{world.server.url}/amocrm/oauth")
    world.calm()  # what began with the old token would find that it has no new one
    values |= {"auth_type": "oauth", "client_id": CLIENT_ID, "client_secret": "demo-client-secret"}
    world.user("admin").call("amocrm.account", "write", [_account(world)], values)


def _allow(world):
    admin, account = world.user("admin"), _account(world)
    answer = world.press_until_done(answer_consent, admin, account, world.amo, "allow")
    assert answer.status_code == 303


def access_is_allowed(world):
    """What amoCRM has given to one who died has to be asked again."""
    _want_consent(world)
    world.arm()
    _allow(world)
    _another_arrives(world)


def token_is_renewed(world):
    if _state(world, "auth_type") != "oauth":
        _want_consent(world)
        _allow(world)
    world.query("UPDATE amocrm_account SET token_expires_at = now() AT TIME ZONE 'UTC'")
    world.arm()
    _arrives_or_waits(world)


def _arrives_or_waits(world):
    """A pair that died with its reader is lost: everything waits until somebody connects."""
    admin, name = world.user("admin"), f"Waiting {next(world.numbers)}"
    deal = world.amo.create_deal(name=name, contact={"name": name})
    world.until(lambda: find_deal(admin, deal) or _state(world) == "reconnect", "it ends", *SYNC)
    if _state(world) == "reconnect":
        domain = [("res_model", "=", "amocrm.account"), ("user_id", "=", admin.uid)]
        assert admin.count("mail.activity", domain), "somebody is told"
        world.trap.disarm()
        world.calm()
        _allow(world)
    world.until(lambda: find_deal(admin, deal), "the deal that has waited is in Odoo", *SYNC)
    rest(world)
    assert admin.count("crm.lead", [("name", "=", name)]) == 1


def account_has_moved(world):
    """Its new address is asked for, and the token renewed there."""
    world.amo.configure(drive_url="https://drive-b.amocrm.ru")
    if _state(world, "base_url"):
        _want_consent(world, base_url=False)
        _allow(world)
        _press(world, "action_test")
    name = f"moved-{secrets.token_hex(3)}"
    world.amo.move_account(name)
    world.arm()
    _arrives_or_waits(world)
    assert _state(world, "host") == f"{name}.amocrm.ru"


API = "/api/v4"
# Who tells it, and the calls at which Odoo dies meanwhile. The last ones change how it connects.
STORIES = {
    deal_arrives: [
        f"GET {API}/leads/ID",
        f"GET {API}/contacts/ID",
        f"GET {API}/companies/ID",
        f"GET {API}/catalogs/ID/elements?id",
        "GET /v1.0/files/ID",
        "GET /download/…",
    ],
    task_and_note_arrive: [f"GET {API}/tasks/ID", f"GET {API}/leads/notes?id"],
    what_no_hook_told: [
        f"GET {API}/leads",
        f"GET {API}/contacts",
        f"GET {API}/companies",
        f"GET {API}/tasks",
        f"GET {API}/events",
        f"GET {API}/leads/notes",
        f"GET {API}/contacts/notes",
        f"GET {API}/companies/notes",
        f"GET {API}/leads/notes?owner",
        f"GET {API}/leads?id",
        f"GET {API}/contacts?id",
        f"GET {API}/companies?id",
    ],
    first_load: [f"GET {API}/leads", f"GET {API}/contacts?id"],
    product_is_read: [f"GET {API}/catalogs/ID/elements/ID"],
    changes_go_back: [
        f"PATCH {API}/leads/ID",
        f"PATCH {API}/contacts/ID",
        f"PATCH {API}/companies/ID",
    ],
    many_changes_go_back: [
        f"PATCH {API}/leads",
        f"PATCH {API}/contacts",
        f"PATCH {API}/companies",
    ],
    activity_is_a_task: [f"POST {API}/tasks", f"GET {API}/tasks?owner", f"PATCH {API}/tasks/ID"],
    order_is_a_note: [f"POST {API}/leads/ID/notes", f"GET {API}/leads/ID/notes"],
    deals_are_made_here: [
        f"GET {API}/contacts?search",
        f"POST {API}/contacts",
        f"GET {API}/companies?search",
        f"POST {API}/companies",
        f"POST {API}/leads",
        f"GET {API}/leads?search",
    ],
    account_is_tested: [f"GET {API}/account"],
    reference_is_read: [
        f"GET {API}/leads/pipelines",
        f"GET {API}/users",
        f"GET {API}/leads/custom_fields",
        f"GET {API}/contacts/custom_fields",
        f"GET {API}/companies/custom_fields",
        f"GET {API}/leads/loss_reasons",
    ],
    field_is_made: [f"POST {API}/leads/custom_fields"],
    hook_is_restored: [f"GET {API}/webhooks", f"POST {API}/webhooks", f"DELETE {API}/webhooks"],
    access_is_allowed: ["POST /oauth2/access_token"],
    token_is_renewed: ["POST /oauth2/access_token"],
    account_has_moved: ["GET /oauth2/account/current/subdomain"],
}
