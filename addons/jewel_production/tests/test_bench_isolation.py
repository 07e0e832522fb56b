"""A jeweller must not learn price, client or deal by any door of the ORM."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_qweb import QWebError
from odoo.addons.jewel_base.tests.common import capability

from .isolation import SECRETS, TEXTS, IsolationCase

# Fields of a job behind which the secrets lie, or that would name the order.
HIDDEN_JOB_FIELDS = (
    "origin",
    "deal_id",
    "sale_line_id",
    "reference_ids",
    "message_ids",
    "message_follower_ids",
    "message_partner_ids",
    "activity_ids",
    "activity_summary",
    "picking_ids",
    "move_dest_ids",
    "move_finished_ids",
    "product_description_variants",
    "spec_seen",
    "product_tmpl_id",
)
HIDDEN_ORDER_FIELDS = ("costs_hour", "production_bom_id", "move_line_ids", "finished_lot_ids")


@tagged("post_install", "-at_install")
@capability("A2", "A14", "C3")
class TestBenchIsolation(IsolationCase):
    def _call(self, model, method, *args, **kwargs):
        """As the web client calls it, as the jeweller."""
        return call_kw(self.env[model].with_user(self.jeweller), method, args, kwargs)

    def assertRefused(self, model, method, *args, **kwargs):
        with self.assertRaises(AccessError, msg=f"{model}.{method}{args}{kwargs}"):
            self._call(model, method, *args, **kwargs)

    def test_no_secret_in_any_field_of_any_model(self):
        self.assertNoLeak(self.jeweller, TEXTS)

    def test_no_secret_after_the_piece_is_handed_over_either(self):
        self._work_through(self.job)
        self._work_through(self.waiting)
        (self.job | self.waiting).with_user(self.head).action_jewel_handover()
        self.assertEqual(self.secret_deal.jewel_stage_key, "ready")
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertNoLeak(self.jeweller, TEXTS)

    def test_only_his_and_waiting_jobs_are_there(self):
        jobs = self.env["mrp.production"].with_user(self.jeweller)
        self.assertEqual(set(jobs.search([]).ids), set((self.job | self.waiting).ids))
        for method in ("read", "web_read", "export_data"):
            args = {"read": [["name"]], "web_read": [{"name": {}}], "export_data": [["name"]]}[
                method
            ]
            self.assertRefused("mrp.production", method, self.foreign.ids, *args)

    def test_hidden_fields_of_a_job_are_refused_on_every_route(self):
        for fname in HIDDEN_JOB_FIELDS:
            with self.subTest(fname):
                self._assert_field_refused("mrp.production", self.job.ids, fname)

    def test_hidden_fields_of_a_work_order_are_refused_on_every_route(self):
        for fname in HIDDEN_ORDER_FIELDS:
            with self.subTest(fname):
                self._assert_field_refused("mrp.workorder", self.work.ids, fname)

    def test_prices_of_the_model_are_refused_on_every_route(self):
        for fname in ("list_price", "standard_price", "lst_price"):
            with self.subTest(fname):
                self._assert_field_refused("product.product", self.job.product_id.ids, fname)

    def _assert_field_refused(self, model, ids, fname):
        guess = [(fname, "!=", False)]
        self.assertNotIn(fname, self._call(model, "fields_get"))
        self.assertRefused(model, "read", ids, [fname])
        self.assertRefused(model, "web_read", ids, {fname: {}})
        self.assertRefused(model, "search_read", [], [fname])
        self.assertRefused(model, "web_search_read", [], {fname: {}})
        self.assertRefused(model, "export_data", ids, [fname])
        self.assertRefused(model, "onchange", ids, {}, [], {fname: {}})
        self.assertRefused(model, "search", guess)
        self.assertRefused(model, "search_count", guess)
        self.assertRefused(model, "name_search", "", guess)
        self.assertRefused(model, "web_read_group", guess, ["create_date:day"], ["__count"])
        self._assert_grouping_refused(model, fname)

    @mute_logger("odoo.addons.base.models.ir_model")
    def _assert_grouping_refused(self, model, fname):
        """Grouping and sorting fail in one way or another, whether the field is stored or not."""
        spec = (
            f"{fname}:sum" if self.env[model]._fields[fname].type == "float" else f"{fname}:count"
        )
        for method, args in (
            ("formatted_read_group", ([], [fname], ["__count"])),
            ("formatted_read_group", ([], [], [spec])),
            ("web_read_group", ([], [fname], ["__count"])),
            ("read_progress_bar", ([], "create_date:day", {"field": fname, "colors": {}})),
            ("search", ([], 0, None, fname)),
            ("search_panel_select_range", (fname,)),
        ):
            try:
                self._call(model, method, *args)
            except (UserError, ValueError):
                continue
            self.fail(f"{model}.{method} answers about {fname}")

    def test_domain_is_no_oracle(self):
        phone = SECRETS["phone"]
        for model, domain in (
            ("mrp.production", [("sale_line_id.order_id.partner_id.phone", "like", "9")]),
            ("mrp.production", [("deal_id.partner_id.phone", "=", phone)]),
            ("mrp.production", [("deal_id", "ilike", "secret")]),
            ("mrp.production", [("sale_line_id", "any", [("price_unit", ">", 5)])]),
            ("mrp.production", [("product_id.list_price", ">", 5)]),
            ("mrp.production", [("product_tmpl_id.list_price", ">", 5)]),
            ("mrp.production", ["!", ("product_id.lst_price", "<", 5)]),
            ("mrp.workorder", [("product_id.list_price", ">", 5)]),
            ("mrp.workorder", [("product_id.product_tmpl_id.list_price", ">", 5)]),
            ("mrp.workorder", [("production_id.origin", "like", "S")]),
            ("mrp.workorder", [("production_id", "any", [("deal_id.name", "like", "S")])]),
            ("mrp.workorder", [("production_bom_id.product_tmpl_id.list_price", ">", 5)]),
            ("mrp.workorder", [("cover_id", "ilike", "passport")]),
            (
                "res.users",
                [("partner_id.starred_message_ids.notified_partner_ids.phone", "=", phone)],
            ),
            ("res.users", [("partner_id.opportunity_ids.name", "like", "S")]),
            ("jewel.spec.change", [("production_id.deal_id.name", "like", "S")]),
            ("ir.attachment", [("create_uid.partner_id.sale_order_ids.amount_total", ">", 1)]),
        ):
            for method in ("search", "search_count", "search_read", "name_search"):
                with self.subTest(domain=domain, method=method):
                    args = ("", domain) if method == "name_search" else (domain,)
                    self.assertRefused(model, method, *args)

    def test_no_first_step_from_any_model_leads_to_a_client_or_a_price(self):
        """Try, from every model that he may read, to confirm a right guess about a secret."""
        guesses = {
            "res.partner": [("phone", "=", SECRETS["phone"]), ("name", "=", SECRETS["client"])],
            "crm.lead": [("name", "=", SECRETS["deal"])],
            "sale.order": [("note", "ilike", SECRETS["note"])],
            "sale.order.line": [("price_unit", "=", SECRETS["price"])],
            "product.product": [("lst_price", "=", SECRETS["price"])],
            "product.template": [("list_price", "=", SECRETS["price"])],
            "mrp.production": [("origin", "=", self.order.name)],
        }
        env = self.env(user=self.jeweller.id, su=False)
        for name in sorted(self.env.registry):
            model = env[name]
            if model._abstract or model._transient or not model.has_access("read"):
                continue
            for field in model._fields.values():
                for leaf in guesses.get(field.comodel_name if field.relational else "", ()):
                    self._assert_no_answer(model, Domain(f"{field.name}.{leaf[0]}", *leaf[1:]))

    def _assert_no_answer(self, model, domain):
        try:
            with (
                self.env.cr.savepoint(flush=False),
                mute_logger("odoo.domains", "odoo.orm.domains"),
            ):
                found = model.with_context(active_test=False).search_count(domain)
        except Exception:  # refused, or not searchable at all: no answer either
            return
        self.assertFalse(found, f"{model._name} answers {domain}")

    def test_copy_defaults_and_creation_tell_nothing(self):
        job = self.job.ids
        self.assertRefused("mrp.production", "copy", job)
        self.assertRefused("mrp.production", "copy_data", job)
        self.assertRefused("mrp.production", "create", {"product_id": self.job.product_id.id})
        self.assertRefused("mrp.production", "name_create", "x")
        self.assertRefused("mrp.production", "action_view_sale_orders", job)
        self.assertRefused("mrp.production", "action_view_mo_delivery", job)

    def test_chatter_of_the_job_is_closed(self):
        env = self.env(user=self.jeweller.id, su=False)
        self.assertTrue(self.job.message_ids)
        about = [("model", "=", "mrp.production"), ("res_id", "=", self.job.id)]
        self.assertFalse(env["mail.message"].search(about))
        self.assertFalse(self.job.sudo().message_ids.with_env(env)._filtered_access("read"))
        followers = env["mail.followers"].search(
            [("res_model", "=", "mrp.production"), ("res_id", "=", self.job.id)]
        )
        self.assertFalse(followers)
        self.assertFalse(env["mail.activity"].search([("res_model", "=", "mrp.production")]))
        self.assertRefused("mrp.production", "message_post", self.job.ids, body="x")
        self.assertRefused(
            "mrp.production", "message_subscribe", self.job.ids, [self.jeweller.partner_id.id]
        )

    def test_files_are_those_of_his_jobs(self):
        env = self.env(user=self.jeweller.id, su=False)
        for model in ("crm.lead", "sale.order", "sale.order.line"):
            with self.assertRaises(AccessError):
                env["ir.attachment"].search([("res_model", "=", model)])
        own = env["ir.attachment"].search(
            [("res_model", "=", "mrp.production"), ("res_field", "=", False)]
        )
        self.assertEqual(own, (self.job | self.waiting).sketch_ids)
        for secret in TEXTS:
            self.assertFalse(any(secret.encode() in (file.raw or b"") for file in own))
        for file in self.secret_files.with_env(env):
            self.assertFalse(
                env["ir.attachment"].search([("id", "=", file.id)]), file.sudo().res_model
            )
            with self.assertRaises(AccessError):
                file.read(["name"])

    def test_reports_of_core_do_not_print_for_him(self):
        reports = self.env["ir.actions.report"].with_user(self.jeweller)
        for xmlid, record in (
            ("sale.action_report_saleorder", self.order),
            ("mrp.action_report_production_order", self.job),
            ("stock.action_report_delivery", self.order.picking_ids),
        ):
            with self.subTest(xmlid):
                self._assert_not_rendered(reports, xmlid, record)

    def _assert_not_rendered(self, reports, xmlid, record):
        try:
            reports._render_qweb_html(xmlid, record.ids)
        except (AccessError, QWebError):
            return
        self.fail(f"{xmlid} prints for a jeweller")
