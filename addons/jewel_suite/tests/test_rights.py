import os

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.jewel_base.const import ROLES
from odoo.addons.jewel_base.tests.common import capability
from odoo.addons.jewel_invoicing.tests.common import JewelInvoicingCase

from . import owners, rights

CORE = ("account.move", "account.payment", "crm.lead", "ir.config_parameter", "mail.mail")
CORE += ("payment.transaction", "res.partner.bank", "sale.order", "stock.picking")
# A person's own, wherever he works.
PERSONAL = {"calendar.event", "mail.activity"}


@tagged("post_install", "-at_install")
@capability("A2")
class TestRights(JewelInvoicingCase):
    """What every role may do on every model, against the table of docs/security.md."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.everybody = {
            **cls.users,
            "employee": cls._create_role_user(login="jewel_test_employee"),
            "portal": new_test_user(cls.env, login="jewel_portal", groups="base.group_portal"),
            "public": cls.env.ref("base.public_user"),
        }

    def test_rights_are_those_of_the_document(self):
        """JEWEL_WRITE_RIGHTS=1 in the environment writes the table instead of comparing it."""
        real = rights.compute(self.env, self.everybody)
        self._compare("rights", rights.render(self.env, real), rights.parse)

    def test_whose_records_are_those_of_the_document(self):
        """Own, nobody's, another's and another company's records in every model with owners."""
        other = self._create_role_user(login="jewel_test_other")
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        client = self.everybody["portal"].partner_id
        made = owners.Owners(self.env, self.manager, other, elsewhere, client)
        real = rights.compute_owned(made, self.everybody)
        self._compare("owners", rights.render_owned(real), rights.parse_owned)
        named = {key.split(", ")[0] for key, row in real.items() if {*row} - {"."}}
        self.assertFalse({model._name for model in made.get_owned()} - named, "no record of these")
        across = {
            key.split(", ")[0]
            for key, row in real.items()
            if key.endswith(rights.ELSEWHERE) and {*row} - {"-", "."}
        }
        self.assertEqual(across, PERSONAL, "seen from another company")

    def _compare(self, name, real, parse):
        before, said, after = rights.split(rights.DOCUMENT.read_text(encoding="utf-8"), name)
        if os.environ.get("JEWEL_WRITE_RIGHTS"):
            rights.DOCUMENT.write_text(f"{before}\n{real}\n{after}", encoding="utf-8")
            said = real
        differences = rights.differences(parse(said), parse(real))
        self.assertFalse(differences, "\n".join(differences))

    def test_a_difference_is_told_in_words(self):
        nobody = ("-",) * len(rights.WHO)
        clerk = ("rw", *nobody[1:])
        self.assertEqual(
            rights.differences({"res.partner": nobody}, {"res.partner": clerk}),
            [
                "res.partner: sales_manager may read, which the table does not say",
                "res.partner: sales_manager may change, which the table does not say",
            ],
        )
        self.assertEqual(
            rights.differences({"res.partner": clerk}, {"res.partner": ("r", *nobody[1:])}),
            ["res.partner: sales_manager may not change, although the table says so"],
        )

    def test_a_closed_model_has_no_back_door(self):
        """Search, names, groups, export and count of what somebody may not read."""
        for who in self.everybody:
            open_doors = [
                (model._name, number)
                for model in self._get_closed(who)
                for number, ask in enumerate(self._get_back_doors(model))
                if not self._is_refused(ask)
            ]
            with self.subTest(who=who):
                self.assertFalse(open_doors)

    def test_no_path_leads_into_a_closed_model(self):
        """By a domain, a group or a nested reading of what somebody may read."""
        for who in self.everybody:
            closed = {model._name for model in self._get_closed(who)}
            env = self.env(user=self.everybody[who].id, su=False)
            open_doors = [
                (model._name, field.name, number)
                for model in (env[name] for name in env)
                if not (model._abstract or model._transient) and model.has_access("read")
                for field in model._fields.values()
                if field.relational and field.comodel_name in closed
                for number, ask in enumerate(self._get_paths(model, field.name))
                if not self._is_silent(ask)
            ]
            with self.subTest(who=who):
                self.assertFalse(open_doors)

    def _is_silent(self, ask):
        try:
            return not ask()
        except (UserError, ValueError):  # refused, or no such path for this kind of field
            return True

    def _get_paths(self, model, name):
        nested = {name: {"fields": {"create_date": {}}}}
        day = f"{name}.create_date:day"
        return (
            lambda: model.search_count([(name, "any", [("create_date", "!=", False)])]),
            lambda: model.search_count([(f"{name}.create_date", "!=", False)]),
            lambda: any(row[day] for row in model.formatted_read_group([], [day], ["__count"])),
            lambda: [row for row in model.web_search_read([], nested)["records"] if row[name]],
        )

    def _get_closed(self, who):
        """The suite's models and the chief ones of Odoo that this user may not read."""
        env = self.env(user=self.everybody[who].id, su=False)
        names = [name for name in self.env if rights.is_own(self.env, name) or name in CORE]
        stored = [env[name] for name in names if not (env[name]._abstract or env[name]._transient)]
        return [model for model in stored if not model.has_access("read")]

    def _is_refused(self, ask):
        try:
            ask()
        except UserError:  # AccessError, or that nothing may be exported
            return True
        return False

    def _get_back_doors(self, model):
        return (
            lambda: model.search_count([("create_uid", "!=", 0)]),
            lambda: model.search_read([], ["id"], limit=1),
            lambda: model.web_search_read([], {"id": {}}, limit=1),
            lambda: model.browse(1).web_read({"display_name": {}}),
            lambda: model.name_search("a", limit=1),
            lambda: model.web_name_search("a", {"display_name": {}}, limit=1),
            lambda: model.formatted_read_group([], [], ["__count"]),
            lambda: model.web_read_group([], ["create_uid"], ["__count"]),
            lambda: model.browse(1).export_data(["display_name"]),
        )

    def test_only_sales_and_accounts_change_an_order(self):
        """Core lets everybody of store and production write in orders."""
        order = self._create_order(self.deal, price_unit=5)
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        for role in ("storekeeper", "production_head", "planner"):
            theirs = order.with_user(self.users[role])
            self.assertEqual(theirs.name, order.name)
            for number, change in enumerate(self._get_order_changes(theirs, stranger)):
                with self.subTest(role=role, change=number), self.assertRaises(AccessError):
                    change()
        order.order_line.with_user(self.users["accountant"]).write({"price_unit": 6})
        self.assertEqual(order.order_line.price_unit, 6)

    def _get_order_changes(self, order, stranger):
        line = order.order_line
        return (
            lambda: line.write({"price_unit": 1}),
            lambda: line.write({"discount": 90}),
            lambda: order.write({"order_line": [Command.update(line.id, {"price_unit": 1})]}),
            lambda: order.write({"partner_id": stranger.id}),
            lambda: order.write({"user_id": False}),
            lambda: order.write({"state": "sale"}),
            order.action_confirm,
            order._action_cancel,
        )

    def test_a_manager_changes_no_job_of_a_colleague(self):
        order = self._create_order(self._create_deal(user_id=self.users["director"].id))
        line = order.order_line
        job = self.env["mrp.production"].create(
            {"product_id": line.product_id.id, "sale_line_id": line.id}
        )
        theirs = job.with_user(self.manager)
        self.assertEqual(theirs.name, job.name)
        with self.assertRaises(AccessError):
            theirs.write({"origin": "Mine"})
        order.opportunity_id.user_id = self.manager
        theirs.write({"origin": "Mine"})
        self.assertEqual(job.origin, "Mine")

    def test_secrets_are_closed_below_the_administrator(self):
        """Keys, tokens and PINs: no read, no export, no search, no sorting, no groups."""
        names = {"access_token", "refresh_token", "client_secret", "webhook_key_hash"}
        secrets = [("amocrm.account", name) for name in names]
        secrets += [
            ("payment.provider", "yookassa_secret_key"),
            ("jewel.pay.request", "token"),
            ("jewel.pay.request", "token_hash"),
            ("jewel.sales.receipt", "token"),
            ("jewel.sales.receipt", "token_hash"),
            ("res.users", "metal_pin_hash"),
            ("ir.config_parameter", "value"),
        ]
        request = self._open()
        for who in (*ROLES, "employee", "portal", "public"):
            env = self.env(user=self.everybody[who].id, su=False)
            open_doors = [
                (who, name, fname, number)
                for name, fname in secrets
                for number, ask in enumerate(self._get_questions(env[name], fname, request.id))
                if not self._is_refused(ask)
            ]
            self.assertFalse(open_doors)

    def _get_questions(self, model, fname, record_id):
        record = model.browse(record_id if model._name == "jewel.pay.request" else 1)
        return (
            lambda: record.read([fname]),
            lambda: record.export_data([fname]),
            lambda: model.search([(fname, "=like", "a%")]),
            lambda: model.search([], order=fname),
            lambda: model.formatted_read_group([], [fname]),
        )
