"""The workshop in which the year is played: its people, models, clients, tills and norms."""

from odoo.fields import Command

from . import catalogue, pictures, planner

# What one person of the staff does when nobody looks at the screen: no letters, no log of tracking.
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_auto_subscribe_no_notify": True,
    "mail_activity_quick_update": True,
    "mail_notify_force_send": False,
    "no_reset_password": True,
}
# Way of a payment of the plan -> code and name of its till, way for Odoo, source by that till.
TILLS = {
    "cash": ("cash", "", "", "cash", ""),
    "courier": ("cash", "", "", "courier", ""),
    "transfer": ("bank", "", "", "transfer", ""),
    "ip_card": ("bank", "ИПК", "Карта ИП", "transfer", "source_transfer"),
    "instalment": ("bank", "РАСС", "Рассрочка", "transfer", "source_instalment"),
}
_AT_HOME = {
    "sketch": ["modeller"],
    "model3d": ["modeller"],
    "wax": ["modeller"],
    "waxwork": ["modeller"],
    "tree": ["caster"],
    "casting": ["caster"],
    "cutting": ["caster"],
    "mounting": list(catalogue.MASTERS),
    "grinding": list(catalogue.MASTERS),
    "engraving": list(catalogue.MASTERS),
    "setting": ["setter"],
    "polishing": ["polisher"],
}
_CLIENTS, _FIRMS = 160, len(catalogue.FIRMS)


class Stuck(Exception):
    """The plan and the database do not agree; the text says where."""


class Workshop:
    """Finds what the database has by now, and makes the rest; safe to build twice."""

    def __init__(self, env):
        self.env = env(context={**env.context, **QUIET})
        self.company = self.env.company
        self.people = {person.login: self._person(person) for person in catalogue.PEOPLE}
        self.stages = {
            stage: self.env.ref(f"jewel_production.stage_{stage}") for stage in planner.STAGES
        }
        self.models = {model.article: self._model(model) for model in catalogue.MODELS}
        self.clients = self._clients()
        self.tills = {way: self._till(way) for way in TILLS}
        self.provider = self._provider()
        self._give_homes()
        self._give_norms()

    def alloy(self, name):
        return self.env.ref(f"jewel_base.alloy_{name}")

    def client(self, number):
        return self.clients[number % len(self.clients)]

    def as_(self, login, model):
        """An empty recordset of ``model`` in the hands of ``login``."""
        return self.env[model].with_user(self.people[login])

    # === PEOPLE === #

    def _person(self, person):
        users = self.env["res.users"]
        group = self.env.ref(f"jewel_base.group_{person.role}")
        return users.search([("login", "=", person.login)]) or users.create(
            {
                "name": person.name,
                "login": person.login,
                "email": f"{person.login}@example.com",
                "tz": "Europe/Moscow",
                "group_ids": [Command.set(group.ids)],
            }
        )

    def _give_homes(self):
        for stage, logins in _AT_HOME.items():
            people = self.env["res.users"].union(*(self.people[login] for login in logins))
            self.stages[stage].jeweller_ids |= people
        for login in {login for logins in _AT_HOME.values() for login in logins}:
            self.people[login]._make_metal_location(self.company)
        vault = self.env["stock.location"]._jewel_get_holder("vault", self.company)
        vault.responsible_id = vault.responsible_id or self.people["storekeeper"]

    def _clients(self):
        partners = self.env["res.partner"]
        found = partners.search([("ref", "=like", "YEAR-%")], order="id")
        if found:
            return found
        names, surnames, cities = catalogue.NAMES, catalogue.SURNAMES, catalogue.CITIES
        common = {"country_id": self.env.ref("base.ru").id, "lang": self.env.user.lang}
        return partners.create(
            [
                {
                    **common,
                    "ref": f"YEAR-{n}",
                    "name": f"{names[n * 7 % len(names)]} {surnames[n * 3 % len(surnames)]}",
                    "phone": f"+7 900 000-{n // 100:02}-{n % 100:02}",
                    "email": f"client{n}@example.com",
                    "city": cities[n * n % len(cities)],
                }
                for n in range(_CLIENTS)
            ]
            + [
                {
                    **common,
                    "ref": f"YEAR-F{n}",
                    "name": f"ООО «{name}»",
                    "is_company": True,
                    "email": f"firm{n}@example.com",
                    "city": cities[n % len(cities)],
                }
                for n, name in enumerate(catalogue.FIRMS)
            ]
        )

    # === WHAT IS SOLD === #

    def _model(self, model):
        products = self.env["product.product"]
        product = products.search([("default_code", "=", model.article)], limit=1)
        if not product:
            product = products.create(
                {
                    "name": model.name,
                    "default_code": model.article,
                    "type": "consu",
                    "uom_id": self.env.ref("jewel_base.uom_pair").id,
                    "jewel_type_id": self.env.ref("jewel_base.type_cufflinks").id,
                    "collection_id": self.env.ref(f"jewel_base.collection_{model.collection}").id,
                    "alloy_id": self.alloy(model.alloy).id,
                    "gross_weight": float(model.grams),
                    "standard_price": model.cost,
                    "list_price": model.price,
                    "insert_ids": self._inserts(model),
                }
            )
        self._make_to_order(product)
        product.image_1920 = product.image_1920 or pictures.draw(model)
        if model.article == catalogue.CUSTOM:
            product.jewel_route_id = self.env.ref("jewel_production.route_custom")
        return product

    def _inserts(self, model):
        if not model.stones:
            return []
        stones = self.env["jewel.stone"]
        stone = stones.search([], order="id", limit=1) or stones.create({"name": "Вставка"})
        insert = {"stone_id": stone.id, "quantity": 2, "weight_g": float(model.stones)}
        return [Command.create(insert)]

    def _make_to_order(self, product):
        """A ready pair that is promised from stock stays so."""
        if product.made_to_order:
            return
        promised = self.env["stock.move"].search(
            [
                ("product_id", "=", product.id),
                ("state", "in", ("assigned", "partially_available")),
            ]
        )
        promised._do_unreserve()
        product.made_to_order = True
        for move in promised:
            self.env["stock.quant"]._update_available_quantity(
                product, move.location_id, move.product_uom_qty
            )
        promised._action_assign()

    def _give_norms(self):
        """Norms of loss where the workshop has none yet, by order of the director."""
        norms = self.env["jewel.loss.norm"]
        kinds = (("gold", 0), ("silver", 1), ("platinum", 2), ("palladium", 2))
        for stage, percents in planner.NORMS.items():
            for metal, place in kinds:
                where = {"workcenter_id": self.stages[stage].id, "metal": metal}
                domain = [(name, "=", value) for name, value in where.items()]
                if norms.search_count(domain, limit=1):
                    continue
                norms.create(
                    {
                        **where,
                        "percent": float(percents[place]),
                        "base": "issued",
                        "date_from": "2025-01-01",
                        "order_no": "11-Н",
                        "order_date": "2024-12-23",
                        "approver_id": self.people["director"].id,
                    }
                )

    # === MONEY === #

    def _till(self, way):
        """The journal of a way of payment; a till of its own is the rule of its source."""
        kind, code, name, _way, source = TILLS[way]
        journals = self.env["account.journal"].with_context(lang=None)
        domain = [("company_id", "=", self.company.id), ("type", "=", kind)]
        if not code:
            plain = journals.search([*domain, ("code", "not in", ["ИПК", "РАСС"])], limit=1)
            return plain or journals.create(
                {"name": "Касса" if kind == "cash" else "Банк", "type": kind, "code": kind.upper()}
            )
        journal = journals.search([*domain, ("code", "=", code)], limit=1) or journals.create(
            {"name": name, "type": kind, "code": code}
        )
        source = self.env.ref(f"jewel_finmonitor.{source}")
        source.write({"journal_id": journal.id, "sequence": 35})
        return journal

    def _provider(self):
        """YooKassa as `bin/run` connects it, but without asking it anything."""
        provider = self.env.ref("payment_yookassa.payment_provider_yookassa")
        if provider.state == "disabled":
            provider.write(
                {
                    "yookassa_shop_id": "100001",
                    "yookassa_secret_key": "test_demo-secret-key",
                    "yookassa_api_url": "http://127.0.0.1:8073/v3",
                    "state": "test",
                }
            )
        return provider

    def method(self, code):
        methods = self.provider.with_context(active_test=False).payment_method_ids
        return methods.filtered(lambda method: method.code == code)[:1]
