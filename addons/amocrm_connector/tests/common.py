import io
from unittest.mock import patch

from PIL import Image

from odoo import fields
from odoo.tests import TransactionCase, new_test_user

from ..models import (
    amocrm_account_poll,
    amocrm_binding_sync,
    amocrm_entity_create,
)
from . import stub_amocrm
from .stub_amocrm import PIPELINE, StubAmocrm, hook


def capability(*ids):
    """Say which capabilities a test shows."""

    def mark(target):
        target.capabilities = getattr(target, "capabilities", frozenset()) | frozenset(ids)
        return target

    return mark


def picture(color="gold", size=(60, 40)):
    buffer = io.BytesIO()
    Image.new("RGB", size, color).save(buffer, "PNG")
    return buffer.getvalue()


class OauthMixin:
    """An account that is to be connected by consent to an amoCRM in memory."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = new_test_user(cls.env, "keeper", groups="base.group_system")
        cls.account = cls.env["amocrm.account"].create(
            {
                "auth_type": "oauth",
                "client_id": "c-1",
                "client_secret": "s3cret",
                "user_id": cls.admin.id,
            }
        )

    def setUp(self):
        super().setUp()
        self.amo = StubAmocrm()
        for patcher in outside_patchers(self.env.registry, lambda: self.amo):
            self.startPatcher(patcher)


def outside_patchers(registry, amo):
    """The session is that of the stub which ``amo()`` gives, and nobody waits for the pace."""
    return (
        patch.object(registry["amocrm.account"], "_http_session", lambda _: amo().session()),
        patch.object(registry["amocrm.rate.slot"], "_wait", lambda *args: None),
    )


class AmocrmCase(TransactionCase):
    """An account connected to an amoCRM in memory, with three stages, a user and some fields."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry_enter_test_mode_cls()
        cls.env.company.partner_id.lang = "en_US"
        cls.seller = new_test_user(
            cls.env, "maria", groups="sales_team.group_sale_salesman", email="maria@example.com"
        )
        cls.admin = new_test_user(cls.env, "keeper", groups="base.group_system")
        cls.stages = cls.env["crm.stage"].create(
            [
                {"name": name, "sequence": i}
                for i, name in enumerate(("Fresh", "At Work", "Finished"), start=-3)
            ]
        )
        cls.fresh, cls.work, cls.finished = cls.stages
        cls._patch_outside()
        cls.amo = cls._new_amocrm()
        cls.account = cls.env["amocrm.account"].create(
            {
                "host": "example.amocrm.ru",
                "access_token": "t0ken",
                "user_id": cls.admin.id,
                "polled_until": "2020-01-01",
            }
        )
        cls.account._store_reference(cls.account._fetch_reference(cls.account._client()))
        cls._map_fields()

    @classmethod
    def _patch_outside(cls):
        """The session is the stub's, and nobody waits."""
        for patcher in (
            *outside_patchers(cls.env.registry, lambda: cls.amo),
            patch.object(amocrm_binding_sync, "PATIENCE", -1),
            patch.object(amocrm_entity_create, "LOOK_AGAIN_AFTER", 0),
            patch.object(amocrm_account_poll, "RETRY_AFTER", (0, 0)),
        ):
            cls.startClassPatcher(patcher)

    @classmethod
    def _new_amocrm(cls):
        amo = StubAmocrm()
        amo.add_field("contacts", 601, "Phone", "multitext", code="PHONE")
        amo.add_field("contacts", 602, "Email", "multitext", code="EMAIL")
        amo.add_field("companies", 611, "Phone", "multitext", code="PHONE")
        amo.add_field("leads", 701, "Referred by", "text")
        amo.add_field("leads", 702, "Country", "select", options=("France", "Atlantis"))
        amo.add_field("leads", 703, "Expected", "date")
        amo.add_field("leads", 704, "Sketch", "file")
        amo.add_field("leads", 705, "Notes", "textarea")
        amo.add_field("leads", 706, "Recurring", "monetary")
        return amo

    @classmethod
    def _map_fields(cls):
        cls.france = cls.env.ref("base.fr")
        cls.map_field("701", "referred", direction="both")
        cls.map_field("702", "country_id")
        cls.map_field("703", "date_deadline", direction="both")
        cls.map_field("705", "description", direction="both")
        cls.map_field("706", "recurring_revenue")

    @classmethod
    def map_field(cls, amo_field, field, **options):
        row = cls.account.field_map_ids.filtered(lambda row: row.amo_field == amo_field)
        row._set_field(field, **options)
        return row

    def setUp(self):
        super().setUp()
        type(self).amo = self._new_amocrm()

    # === STEPS OF A STORY === #

    def receive(self, *bodies):
        """Hooks arrive in the inbox."""
        self.env["amocrm.event"].create(
            [{"account_id": self.account.id, "body": body} for body in bodies]
        )

    def run_crons(self, ignore_waiting=True):
        """Inbox, then exchange, as the scheduler would; waits between tries are taken as over."""
        self.env.flush_all()
        with self.registry.cursor() as cr:
            env = self.env(cr=cr)
            env["amocrm.event"]._cron_process()
            if ignore_waiting:
                self.end_waiting(env)
            env["amocrm.binding"]._cron_sync()
        self.env.invalidate_all()

    def end_waiting(self, env):
        """Whatever waits for its next try is due now."""
        env["amocrm.binding"].search([("next_try_at", "!=", False)]).write({"next_try_at": False})
        env["amocrm.mark"].search([]).write({"due_at": fields.Datetime.now()})
        env["amocrm.account"].search([("paused_until", "!=", False)]).write({"paused_until": False})

    def press(self, method):
        """Press a button of the account: outside calls need a transaction of their own."""
        self.env.flush_all()
        with self.registry.cursor() as cr:
            result = getattr(self.account.with_env(self.env(cr=cr, user=self.admin.id)), method)()
        self.env.invalidate_all()
        return result

    def poll(self):
        """The look for what hooks have lost."""
        self.env.flush_all()
        with self.registry.cursor() as cr:
            self.env(cr=cr)["amocrm.account"]._cron_poll()
        self.env.invalidate_all()

    def import_deal(self, deal, action="add"):
        """The deal of ours that a deal of amoCRM becomes."""
        self.receive(hook("leads", action, deal["id"]))
        self.run_crons()
        return self.lead_of(deal)

    def binding_of(self, entity, row):
        return self.env["amocrm.binding"].search(
            [("entity", "=", entity), ("external_id", "=", str(row["id"]))]
        )

    def lead_of(self, deal):
        binding = self.binding_of("leads", deal)
        return self.env["crm.lead"].browse(binding.res_id).exists()

    def add_full_deal(self, **values):
        contact = self.amo.add_contact("Anna", phones=("+7 900 000-00-11", "8 (900) 000-00-12"))
        return self.amo.add_deal(contact=contact, **values)


__all__ = [
    "PIPELINE",
    "AmocrmCase",
    "OauthMixin",
    "capability",
    "hook",
    "picture",
    "stub_amocrm",
]
