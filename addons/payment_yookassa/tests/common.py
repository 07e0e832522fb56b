from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import TransactionCase, new_test_user

from ..client import Client
from .stub_yookassa import SECRET, SHOP, StubYookassa


def capability(*ids):
    """Say which capabilities a test shows."""

    def mark(target):
        target.capabilities = getattr(target, "capabilities", frozenset()) | frozenset(ids)
        return target

    return mark


class YookassaMixin:
    """A provider in test mode, connected to a YooKassa in memory; a client who pays."""

    @classmethod
    def set_up_shop(cls):
        cls.yoo = StubYookassa()
        cls.startClassPatcher(
            patch.object(Client, "get_session", lambda client: cls.yoo.session(client))
        )
        cls.rouble = cls.env.ref("base.RUB")
        cls.rouble.active = True
        cls.admin = new_test_user(cls.env, "yoo-admin", groups="base.group_system")
        cls.provider = cls.env["payment.provider"].search(
            [("code", "=", "yookassa"), ("company_id", "=", cls.env.company.id)], limit=1
        )
        cls.provider.write(
            {
                "state": "test",
                "yookassa_shop_id": SHOP,
                "yookassa_secret_key": SECRET,
                "yookassa_responsible_id": cls.admin.id,
            }
        )
        cls.card = cls.env.ref("payment.payment_method_card")
        cls.sbp = cls.env.ref("payment_yookassa.payment_method_sbp")
        cls.client = cls.env["res.partner"].create({"name": "Anna", "lang": "en_US"})

    def setUp(self):
        super().setUp()
        type(self).yoo = StubYookassa()

    # === STEPS === #

    @contextmanager
    def worker(self):
        """Code under test runs on a cursor of its own, which may commit."""
        self.env.flush_all()
        with self.registry.cursor() as cr:
            yield self.env(cr=cr)
        self.env.invalidate_all()

    def allow_holds(self):
        """The provider charges by hand; methods that cannot hold are switched off for that."""
        self.provider.payment_method_ids.filtered(
            lambda method: method.support_manual_capture == "none"
        ).active = False
        self.provider.capture_manually = True

    def new_tx(self, amount=60000, method=None, **values):
        count = self.env["payment.transaction"].search_count([])
        return self.env["payment.transaction"].create(
            {
                "provider_id": self.provider.id,
                "payment_method_id": (method or self.card).id,
                "amount": amount,
                "currency_id": self.rouble.id,
                "partner_id": self.client.id,
                "operation": "online_redirect",
                "reference": f"D-{count}",
                **values,
            }
        )

    def press_pay(self, tx):
        """The client presses Pay: the values for the browser."""
        with self.worker() as env:
            values = env["payment.transaction"].browse(tx.id)._get_processing_values()
        return values

    def started(self, amount=60000, **values):
        """A transaction whose payment waits for the payer."""
        tx = self.new_tx(amount, **values)
        self.press_pay(tx)
        return tx

    def paid(self, amount=60000, **values):
        tx = self.started(amount, **values)
        self.yoo.pay(tx.yookassa_object_id)
        self.look(tx)
        return tx

    def look(self, tx):
        """YooKassa is asked about the transaction."""
        with self.worker() as env:
            env["payment.transaction"].browse(tx.id)._yookassa_check()

    def do(self, tx, method, *args):
        """Result id of a method of the transaction, run by the administrator."""
        with self.worker() as env:
            record = env["payment.transaction"].with_user(self.admin).browse(tx.id)
            result = getattr(record.sudo(), method)(*args)
            result_id = result.id if result else False
        return self.env["payment.transaction"].browse(result_id)

    def end_waiting(self, tx, hours=0):
        """The next look is due; the transaction is ``hours`` old."""
        tx.yookassa_next_check_at = fields.Datetime.now() - timedelta(seconds=1)
        if hours:
            self.env.flush_all()
            past = fields.Datetime.now() - timedelta(hours=hours)
            self.env.cr.execute(
                "UPDATE payment_transaction SET create_date = %s WHERE id = %s", [past, tx.id]
            )
            tx.yookassa_operation_ids.opened_at = past
            self.env.invalidate_all()

    def run_checks(self):
        with self.worker() as env:
            env["payment.transaction"]._cron_yookassa_check()

    def activities_of(self, tx):
        return self.env["mail.activity"].search(
            [("res_model", "=", tx._name), ("res_id", "in", tx.ids)]
        )


class YookassaCase(YookassaMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry_enter_test_mode_cls()
        cls.set_up_shop()


__all__ = ["SECRET", "SHOP", "StubYookassa", "YookassaCase", "YookassaMixin", "capability"]
