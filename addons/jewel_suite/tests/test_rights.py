import os

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.jewel_base.const import ROLES
from odoo.addons.jewel_base.tests.common import capability
from odoo.addons.jewel_invoicing.tests.common import JewelInvoicingCase

from . import rights

CORE = ("account.move", "account.payment", "crm.lead", "ir.config_parameter", "mail.mail")
CORE += ("payment.transaction", "res.partner.bank", "sale.order", "stock.picking")


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
        before, table, after = rights.split(rights.DOCUMENT.read_text(encoding="utf-8"))
        if os.environ.get("JEWEL_WRITE_RIGHTS"):
            table = rights.render(self.env, real)
            rights.DOCUMENT.write_text(f"{before}\n{table}\n{after}", encoding="utf-8")
        differences = rights.differences(rights.parse(table), real)
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
        """Search, names, groups, export and count of what a role may not read."""
        own = [name for name in self.env if rights.is_own(self.env, name)]
        for who in ("jeweller", "courier", "sales_manager", "employee", "portal", "public"):
            env = self.env(user=self.everybody[who].id, su=False)
            closed = [env[name] for name in (*own, *CORE)]
            open_doors = [
                (who, model._name, number)
                for model in closed
                if not (model._abstract or model._transient or model.has_access("read"))
                for number, ask in enumerate(self._get_back_doors(model))
                if not self._is_refused(ask)
            ]
            self.assertFalse(open_doors)

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
            lambda: model.name_search("a", limit=1),
            lambda: model.formatted_read_group([], [], ["__count"]),
            lambda: model.browse(1).export_data(["id"]),
        )

    def test_records_of_others(self):
        """Deals, orders and requests: own, a colleague's, and of another company."""
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        director = self.users["director"]
        foreign = self._create_deal(user_id=director.id, expected_revenue=1)
        strange = self._create_deal(user_id=False)
        strange.write({"company_id": elsewhere.id, "partner_id": False})
        other_order = self.env["sale.order"].create(
            {"partner_id": self.client_partner.id, "user_id": director.id}
        )
        own_order = other_order.copy({"user_id": self.manager.id})
        other_request = foreign._create_pay_request("prepayment")
        expected = {
            self.deal: {"sales_manager": "rwc", "director": "rwcd"},
            foreign: {"director": "rwcd"},
            strange: {},
            own_order: {"sales_manager": "rwc", "director": "rwcd", "accountant": "rw"},
            other_order: {"director": "rwcd", "accountant": "rw"},
            other_request: {"director": "rwcd", "accountant": "rwc"},
        }
        closed = ("jeweller", "courier", "employee", "portal", "public")
        for record, said in expected.items():
            for who in ("sales_manager", "director", "accountant", *closed):
                real = rights.letters(record.with_user(self.everybody[who]))
                with self.subTest(record=record, who=who):
                    self.assertEqual(real, said.get(who, "-"))

    def test_only_sales_and_accounts_set_a_price(self):
        """Core lets everybody of store and production write in orders."""
        order = self.env["sale.order"].create(
            {
                "partner_id": self.client_partner.id,
                "order_line": [Command.create({"name": "Ring", "price_unit": 5})],
            }
        )
        for role in ("storekeeper", "production_head", "planner"):
            for vals in ({"price_unit": 1}, {"discount": 90}):
                line = order.order_line.with_user(self.users[role])
                with self.assertRefused(f"price in order {order.name}", AccessError):
                    line.write(vals)
                with self.assertRefused(f"price in order {order.name}", AccessError):
                    line.order_id.write({"order_line": [Command.update(line.id, vals)]})
        order.order_line.with_user(self.users["accountant"]).write({"price_unit": 6})
        self.assertEqual(order.order_line.price_unit, 6)

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
