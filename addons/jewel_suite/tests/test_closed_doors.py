import json
from unittest.mock import MagicMock, patch

from odoo import http
from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.jewel_base.tests.common import capability
from odoo.addons.jewel_invoicing.tests.receipt_common import SalesReceiptCase

NAME, EMAIL, PHONE = "Tainov Kapiton", "kapiton@tainov.example", "+7 916 555-01-77"
PRICE = "654321"
# Methods that answer with what is in a record; {field} is one that tells a secret.
_METHODS = {
    "read": ("ids", ["field"]),
    "web_read": ("ids", {"field": {}}),
    "search_read": ("domain", ["field"]),
    "web_search_read": ("domain", {"field": {}}),
    "name_search": ("", "domain"),
    "web_name_search": ("", {"display_name": {}, "field": {}}, "domain"),
    "formatted_read_group": ("domain", ["field"], ["__count"]),
    "web_read_group": ("domain", ["field"], ["__count"]),
    "export_data": ("ids", ["field"]),
    "copy": ("ids",),
    "copy_data": ("ids",),
    "get_formview_action": ("ids",),
    "message_get_followers": ("ids",),
    "search_panel_select_range": ("field",),
}
# Doors that lead to a deed or to another place, or are shut to all.
_SILENT = {"call copy", "call get_formview_action", "call message_get_followers"}
_SILENT |= {"call search_panel_select_range", "file with a token"}
_THREAD = ("messages", "recipients", "recipients/get_suggested_recipients")


@tagged("post_install", "-at_install")
@capability("A2", "C3")
class TestClosedDoors(HttpCase, SalesReceiptCase):
    """Every route to a document of somebody else's deal, as each who may not read it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.director = cls.users["director"]
        cls.everybody = {
            **cls.users,
            "employee": cls._create_role_user(login="jewel_test_employee"),
            "portal": new_test_user(cls.env, login="jewel_portal", groups="base.group_portal"),
        }
        cls.env.ref("base.group_allow_export").user_ids += cls.env["res.users"].concat(
            *cls.everybody.values()
        )
        cls.client_partner.write({"name": NAME, "email": EMAIL, "phone": PHONE})
        cls.documents = cls._create_documents()
        cls.files = {}
        for record in cls.documents:
            cls.files[record] = cls.env["ir.attachment"].create(
                {
                    "name": f"Passport in {record._name}",
                    "raw": f"Passport in {record._name}".encode(),
                    "res_model": record._name,
                    "res_id": record.id,
                }
            )
            if isinstance(record, cls.env.registry["mail.thread"]):
                record.message_post(body=f"Letter in {record._name}")
        cls.env.flush_all()

    @classmethod
    def _create_documents(cls):
        """{record: its field that tells a secret}, all of one deal of the director's."""
        deal = cls.deal = cls._create_ready_deal(price_unit=float(PRICE))
        request = cls._open(deal=deal)
        receipt = cls._ship(deal, courier_id=cls.director.id, contact_name=NAME)
        payment = cls._receive_cash(deal)
        invoice = cls.env["account.move"].create(
            {"move_type": "out_invoice", "partner_id": cls.client_partner.id}
        )
        paper = cls.env["jewel.client.identification"].create({"deal_id": deal.id, "name": NAME})
        job = cls.env["mrp.production"].create(
            {"product_id": cls.product.id, "sale_line_id": deal.order_ids.order_line.id}
        )
        deal.user_id = deal.order_ids.user_id = invoice.invoice_user_id = cls.director
        return {
            cls.client_partner: "phone",
            deal: "partner_id",
            deal.order_ids: "partner_id",
            request: "deal_id",
            receipt: "contact_name",
            payment: "partner_id",
            invoice: "partner_id",
            paper: "name",
            job: "deal_id",
        }

    @classmethod
    def _receive_cash(cls, deal):
        return cls.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_id": cls.client_partner.id,
                "amount": float(PRICE),
                "deal_id": deal.id,
            }
        )

    # === DOORS === #

    def _get_doors(self, record, field):
        """{name: () -> text of the answer}."""
        file, model, number = self.files[record], record._name, record.id
        values = {"ids": [number], "domain": [["id", "=", number]], "field": field}
        doors = {
            f"call {method}": (self._rpc, model, method, _fill(arguments, values))
            for method, arguments in _METHODS.items()
        }
        thread = {"thread_model": model, "thread_id": number}
        wanted = ["messages", "followers", "attachments", "suggestedRecipients", "activities"]
        doors |= {
            f"thread {name}": (self._call, f"/mail/thread/{name}", thread) for name in _THREAD
        }
        doors |= {
            "thread data": (
                self._call,
                "/mail/data",
                {
                    "fetch_params": [["mail.thread", {**thread, "request_list": wanted}]],
                },
            ),
            "letter": (self._call, "/mail/message/post", {**thread, "post_data": {"body": "x"}}),
            "follow": (
                self._call,
                "/mail/thread/subscribe",
                {
                    "res_model": model,
                    "res_id": number,
                    "partner_ids": [self.director.partner_id.id],
                },
            ),
            "person by mail": (
                self._call,
                "/mail/partner/from_email",
                {**thread, "emails": [EMAIL]},
            ),
            "list of files": (
                self._rpc,
                "ir.attachment",
                "search_read",
                (
                    [["res_model", "=", model], ["res_id", "=", number]],
                    ["name"],
                ),
            ),
            "file": (self._get, f"/web/content/{file.id}"),
            "file with a token": (self._get, f"/web/content/{file.id}?access_token=x"),
            "picture": (self._get, f"/web/image/{file.id}"),
            "csv": (self._export, model, number, field),
        }
        for report in self.env["ir.actions.report"].search([("model", "=", model)]):
            doors[f"report {report.report_name}"] = (
                self._get,
                f"/report/html/{report.report_name}/{number}",
            )
        return doors

    def _rpc(self, model, method, args):
        try:
            with self.env.cr.savepoint():
                return call_kw(self.env[model].with_user(self.user), method, args, {})
        except (UserError, ValueError, AttributeError):  # refused, or not for this model
            return ""

    def _call(self, route, params):
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params})
        headers = {"Content-Type": "application/json"}
        return self.url_open(route, data=body.encode(), headers=headers).json().get("result")

    def _get(self, route):
        answer = self.url_open(route, allow_redirects=False)
        self.answers.append(f"{answer.status_code} {route}")
        return answer.text if answer.status_code == 200 else ""

    def _export(self, model, number, field):
        data = {
            "import_compat": False,
            "domain": [],
            "fields": [{"name": field, "label": field}],
            "groupby": [],
            "ids": [number],
            "model": model,
        }
        form = {"data": json.dumps(data), "csrf_token": http.Request.csrf_token(self)}
        answer = self.url_open("/web/export/csv", data=form)
        return answer.text if answer.status_code == 200 else ""

    def _try_doors(self, user, records):
        """{(model, door)} that have told a secret."""
        self.user = user
        self.authenticate(user.login, user.login)
        open_doors, self.answers = set(), []
        for record in records:
            secrets = self._get_secrets(record)
            for name, (ask, *arguments) in self._get_doors(record, self.documents[record]).items():
                text = json.dumps(ask(*arguments), ensure_ascii=False, default=str)
                if any(secret in text for secret in secrets):
                    open_doors.add((record._name, name))
        return open_doors

    def _get_secrets(self, record):
        """What of ``record`` the user may not know from anywhere else."""
        known = {one for one in self.documents if one != record and self._may_read(one)}
        secrets = [f"{what} in {record._name}" for what in ("Letter", "Passport")]
        if self.client_partner not in known:
            secrets += [NAME, EMAIL, PHONE]
        if self.deal.order_ids not in known:
            secrets += [PRICE, f"{int(PRICE):,}"]
        return secrets

    def _may_read(self, record):
        return record.with_user(self.user).has_access("read")

    # === TESTS === #

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_no_door_to_what_is_closed(self):
        before = self._count_talk()
        for who, user in self.everybody.items():
            self.user = user
            closed = [one for one in self.documents if not self._may_read(one)]
            with self.subTest(who=who):
                self.assertFalse(self._try_doors(user, closed))
        self.assertEqual(self._count_talk(), before)

    @mute_logger("odoo.http")
    def test_the_doors_are_those_that_tell(self):
        """Whoever may read gets it by each of them: the test above asks the right questions."""
        found = {name for _record, name in self._try_doors(self.director, [*self.documents][:3])}
        asked = {name for one in self.documents for name in self._get_doors(one, "id")}
        said = {name for name in found if not name.startswith("report")}
        quiet = {name for name in asked if not name.startswith("report")} - said
        self.assertEqual(quiet, _SILENT, self.answers)

    def _count_talk(self):
        self.env.invalidate_all()
        thread = self.env.registry["mail.thread"]
        talks = [one for one in self.documents if isinstance(one, thread)]
        return [(len(one.message_ids), len(one.message_follower_ids)) for one in talks]

    def test_bus_tells_nobody_what_is_not_his(self):
        """Names of channels that a browser sends open no channel of a group or person."""
        asked = ["res.groups_1", "res.partner_1", f"odoo-presence-res.partner_{self.director.id}"]
        asked += [f"crm.lead_{self.deal.id}", f"res.partner_{self.client_partner.id}"]
        for who, user in self.everybody.items():
            session = MagicMock()
            session.session.uid = user.id
            with patch("odoo.addons.bus.models.ir_websocket.wsrequest", new=session):
                websocket = self.env["ir.websocket"].with_user(user)
                channels = websocket._prepare_subscribe_data(list(asked), 0)["channels"]
            records = {one for one in channels if not isinstance(one, (str, tuple))}
            with self.subTest(who=who):
                talks = (
                    self.env["discuss.channel"].with_user(user).search([("is_member", "=", True)])
                )
                self.assertEqual(records - {*talks}, {*user.all_group_ids, user.partner_id})


def _fill(arguments, values):
    """``arguments`` with the words that `values` explains replaced."""
    if isinstance(arguments, dict):
        return {values.get(key, key): _fill(value, values) for key, value in arguments.items()}
    if isinstance(arguments, (list, tuple)):
        return [_fill(value, values) for value in arguments]
    return values.get(arguments, arguments)
