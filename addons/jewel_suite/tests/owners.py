"""Records of one owner, of nobody, of another and of another company, in every model of the suite.

Documents of Odoo are created; rows of the suite's own tables are put there with what the database
demands and with links to records of the same owner. So no model can be forgotten.
"""

from psycopg2.extras import Json

from odoo import Command, fields
from odoo.tools import SQL

from .rights import ANOTHER, ELSEWHERE, NOBODY, OWN, OWNERS, is_own

# Documents of Odoo that belong to somebody, with the state in which people work on them.
CORE = {
    "account.move": {},
    "account.move.line": {},
    "account.payment": {"state": "paid"},
    "calendar.event": {},
    "crm.lead": {},
    "mail.activity": {},
    "mrp.production": {"state": "progress"},
    "mrp.workorder": {"state": "ready"},
    "payment.transaction": {},
    "sale.order": {"state": "sale"},
    "sale.order.line": {},
    "stock.location": {"metal_holder": "master"},
    "stock.lot": {},
    "stock.move": {},
    "stock.picking": {},
}
# The second of them, where one is made for the reports.
DONE = {
    "stock.location": {"metal_holder": "vault"},
    "mrp.production": {
        "state": "done",
        "is_jewel_job": True,
        "item_deadline": "2026-01-02",
        "date_finished": "2026-01-03",
    },
    "mrp.workorder": {
        "state": "done",
        "date_start": "2026-01-01",
        "date_finished": "2026-01-02",
        "metal_loss_base": 1,
    },
}
# Where any value would not do.
ROWS = {
    "amocrm.change": {"partner_id": None},
    "amocrm.conflict": {"partner_id": None},
    "jewel.deadline.change": {"deal_id": None, "sale_line_id": None},
    "jewel.metal.entry": {"fineness": 1000},
    "jewel.sales.receipt": {"state": "issued"},
}
_HISTORY = "jewel.audit.entry"  # written by the database while the rest is made
_LOGS = ("create_uid", "write_uid")
_NUMBERS = ("integer", "float", "monetary")


class Owners:
    """``made[owner][model]``: records of one of OWNERS."""

    def __init__(self, env, user, other, company, portal):
        """
        :param env: of the superuser
        :param user: to whom belongs what is one's own, until `give`
        :param other: to whom belongs what is another's
        :param company: in which no user works
        :param portal: the partner of the client whose documents one's own are
        """
        self.env, self.portal = env, portal
        self.people = {OWN: user.id, NOBODY: None, ANOTHER: other.id, ELSEWHERE: user.id}
        self.companies = {**dict.fromkeys(OWNERS, env.company.id), ELSEWHERE: company.id}
        self.models = [
            env[name]
            for name in sorted(env)
            if name in CORE or is_own(env, name)
            if not (env[name]._abstract or env[name]._transient or name == _HISTORY)
        ]
        self.tables = [model for model in self.models if model._auto]
        self.made = {owner: self._create(owner) for owner in OWNERS}
        for owner in OWNERS:
            self._fill(owner)

    # === DOCUMENTS OF ODOO === #

    def _create(self, owner):
        """{model: records} of what is made the usual way, and of what comes with it."""
        before = {model: self._get_ids(model) for model in self.tables}
        made = self._create_documents(owner)
        self.env.flush_all()
        for model, ids in before.items():
            if fresh := self._get_ids(model) - ids:
                made.setdefault(model._name, model.browse(sorted(fresh)))
        return made

    def _get_ids(self, model):
        self.env.cr.execute(SQL("SELECT id FROM %s", SQL.identifier(model._table)))
        return {row[0] for row in self.env.cr.fetchall()}

    def _create_documents(self, owner):
        made = {}

        def create(model, **values):
            made[model] = self.env[model].create(values)
            return made[model]

        user = self.people[owner]
        mine = owner in (OWN, ELSEWHERE)
        partner = self.portal if mine else create("res.partner", name=f"Client ({owner})")
        product = create("product.product", name=owner, is_storable=True)
        alloy = create("jewel.alloy", name=owner, fineness=585)
        deal = create(
            "crm.lead", name=owner, type="opportunity", partner_id=partner.id, user_id=user
        )
        line = Command.create({"product_id": product.id, "price_unit": 1})
        client = {"partner_id": partner.id}
        order = create(
            "sale.order", **client, opportunity_id=deal.id, user_id=user, order_line=[line]
        )
        made["sale.order.line"] = order.order_line
        move = create(
            "account.move",
            **client,
            move_type="out_invoice",
            invoice_user_id=user,
            invoice_line_ids=[line],
        )
        made["account.move.line"] = move.invoice_line_ids
        create("account.payment", **client, payment_type="inbound", amount=1, deal_id=deal.id)
        create(
            "payment.transaction",
            **client,
            provider_id=self.env["payment.provider"].search([], limit=1).id,
            payment_method_id=self.env.ref("payment.payment_method_unknown").id,
            reference=owner,
            amount=1,
            currency_id=self.env.company.currency_id.id,
        )
        stage = create("mrp.workcenter", name=owner, is_jewel_stage=True)
        job = {
            "product_id": product.id,
            "deal_id": deal.id,
            "sale_line_id": order.order_line.id,
            "alloy_id": alloy.id,
            "workorder_ids": [Command.create({"name": owner, "workcenter_id": stage.id})],
        }
        made["mrp.production"] = self.env["mrp.production"].create([job, job])
        made["mrp.workorder"] = made["mrp.production"].workorder_ids
        made["stock.location"] = self.env["stock.location"].create([{"name": owner}] * 2)
        create("stock.lot", name=owner, product_id=product.id)
        kind = self.env["stock.warehouse"].search([], limit=1).out_type_id
        places = {
            "location_id": kind.default_location_src_id.id,
            "location_dest_id": kind.default_location_dest_id.id,
        }
        picking = create("stock.picking", **client, **places, picking_type_id=kind.id)
        create("stock.move", product_id=product.id, picking_id=picking.id, **places)
        create("calendar.event", name=owner, start="2026-01-01", stop="2026-01-01", user_id=user)
        made["mail.activity"] = deal.activity_schedule(
            "mail.mail_activity_data_todo", user_id=user or self.env.uid
        )
        for document in (order, move, picking):
            document.message_subscribe(partner.ids)
        return made

    # === ROWS OF THE SUITE === #

    def _fill(self, owner):
        """A row in each table that has none, as soon as there is what it has to link to."""
        made = self.made[owner]
        for name, records in made.items():
            self._set(records, self._get_owner(records, owner))
            self._set(records[:1], CORE.get(name))
            self._set(records[1:], DONE.get(name))
        waiting = [model for model in self.tables if model._name not in made]
        while ready := [model for model in waiting if self._is_ready(model, owner)]:
            for model in ready:
                made[model._name] = self._insert(model, owner)
            waiting = [model for model in waiting if model not in ready]
        self.env.invalidate_all()

    def _is_ready(self, model, owner):
        """Nobody has no row that must name a person."""
        made, rows = self.made[owner], {table._name for table in self.tables}
        needed = {field.comodel_name for field in _get_links(model) if field.required}
        if "res.users" in needed and not self.people[owner]:
            return False
        return all(name in made for name in needed & rows)

    def _insert(self, model, owner):
        values = {
            field.name: self._get_value(field, owner)
            for field in model._fields.values()
            if field.store and field.column_type and field.name != "id"
            if field.required or field.name == "active" or field.comodel_name in self.made[owner]
        }
        values |= {**self._get_owner(model, owner), **ROWS.get(model._name, {})}
        self.env.cr.execute(
            SQL(
                "INSERT INTO %s (%s) VALUES %s ON CONFLICT DO NOTHING RETURNING id",
                SQL.identifier(model._table),
                SQL(", ").join(map(SQL.identifier, values)),
                tuple(values.values()),
            )
        )
        return model.browse(row[0] for row in self.env.cr.fetchall())

    def _get_value(self, field, owner):
        if field.type == "many2one":
            some = self.env[field.comodel_name].search([], limit=1)
            records = self.made[owner].get(field.comodel_name, some)
            return records[-1 if field.name.endswith("dest_id") else 0].id
        if field.type == "selection":
            return field.get_values(self.env)[0]
        if field.type in ("date", "datetime"):
            return fields.Date.today()
        if field.type == "boolean":
            return field.name == "active"
        if field.type in _NUMBERS:
            return 1
        return Json({"en_US": owner}) if field.translate else owner

    def _get_owner(self, model, owner):
        """{column: value} for all that says whose a record of ``model`` is."""
        whose = {"res.users": self.people[owner], "res.company": self.companies[owner]}
        links = [field for field in _get_links(model) if field.comodel_name in whose]
        return {field.name: whose[field.comodel_name] for field in links}

    def _set(self, records, values):
        if (
            values
            and records
            and not isinstance(records, self.env.registry["jewel.append.only.mixin"])
        ):
            pairs = (SQL("%s = %s", SQL.identifier(name), val) for name, val in values.items())
            table, pairs = SQL.identifier(records._table), SQL(", ").join(pairs)
            self.env.cr.execute(SQL("UPDATE %s SET %s WHERE id IN %s", table, pairs, records._ids))

    # === QUESTIONS === #

    def get_owned(self):
        """Models that belong to a person, to a company or to what belongs to them."""
        owned, rest = {"res.users", "res.company"}, {*self.models}
        while more := {
            model
            for model in rest
            if any(
                field.comodel_name in owned
                and (field.required or field.comodel_name in ("res.users", "res.company"))
                for field in _get_links(model)
            )
        }:
            owned |= {model._name for model in more}
            rest -= more
        return [model for model in self.models if model._name in owned]

    def give(self, user):
        """All that is one's own is this user's from now on."""
        for owner in (OWN, ELSEWHERE):
            self.people[owner] = user.id
            for records in self.made[owner].values():
                self._set(records, self._get_owner(records, owner))
        self.env.invalidate_all()

    def get_records(self, model):
        """{owner: records}; rows of a report are whose the records that they link to are."""
        if model._auto:
            return {owner: made.get(model._name, model) for owner, made in self.made.items()}
        found = dict.fromkeys(OWNERS, model)
        links = [field for field in _get_links(model) if field.comodel_name in self.made[OWN]]
        for row in model.search_fetch([], [field.name for field in links]):
            for owner, made in self.made.items():
                if any(row[field.name] & made[field.comodel_name] for field in links):
                    found[owner] |= row
        return found


def _get_links(model):
    """Columns that lead to another record."""
    return [
        field
        for field in model._fields.values()
        if field.type == "many2one" and field.store and field.name not in _LOGS
    ]
