import threading
import uuid
from contextlib import contextmanager

from odoo import SUPERUSER_ID, api
from odoo.service.model import retrying
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from ..client import Client
from ..exceptions import YookassaUnknown
from .common import SECRET, SHOP, StubYookassa, capability

PAYMENT = str(uuid.uuid4())
REFERENCE = f"CONCURRENT-{PAYMENT}"
LOG = "odoo.addons.payment_yookassa"


@tagged("post_install", "-at_install")
class TestConcurrency(TransactionCase):
    """Real transactions side by side, as several processes make them."""

    def setUp(self):
        super().setUp()
        with self.worker() as env:
            provider = env["payment.provider"].create(
                {
                    "name": "Y",
                    "code": "yookassa",
                    "state": "test",
                    "yookassa_shop_id": SHOP,
                    "yookassa_secret_key": SECRET,
                }
            )
            partner = env["res.partner"].create({"name": "Concurrent"})
            tx = env["payment.transaction"].create(
                {
                    "provider_id": provider.id,
                    "payment_method_id": env.ref("payment.payment_method_card").id,
                    "amount": 1000,
                    "currency_id": env.ref("base.RUB").id,
                    "partner_id": partner.id,
                    "operation": "online_redirect",
                    "reference": REFERENCE,
                    "yookassa_object_id": PAYMENT,
                    "state": "pending",
                }
            )
            self.ids = provider.id, partner.id, tx.id
        self.addCleanup(self.clean_up)

    def clean_up(self):
        provider_id, partner_id, tx_id = self.ids
        with self.worker() as env:
            tx = env["payment.transaction"].browse(tx_id)
            receipts = (tx | tx.child_transaction_ids).yookassa_receipt_ids
            receipts.retry_ids.unlink()
            receipts.exists().unlink()
            tx.child_transaction_ids.unlink()
            tx.unlink()
            env["payment.provider"].browse(provider_id).unlink()
            env["res.partner"].browse(partner_id).unlink()

    def set_state(self, state):
        with self.worker() as env:
            env["payment.transaction"].browse(self.ids[2]).state = state

    @contextmanager
    def worker(self):
        """The environment of another process."""
        with self.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})

    def side_by_side(self, job, count=4):
        """Run ``job(transaction)`` at once on connections of their own, as requests are run."""
        start, failures = threading.Barrier(count), []

        def run():
            with self.worker() as env:
                tx = env["payment.transaction"].browse(self.ids[2])
                tx.state  # noqa: B018 - the snapshot of this worker begins here
                start.wait(5)
                try:
                    retrying(lambda: job(tx), env)
                except Exception as error:
                    failures.append(error)

        threads = [threading.Thread(target=run) for _number in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        self.assertFalse(failures)

    @capability("A22")
    @mute_logger("odoo.sql_db")
    def test_same_notification_in_several_threads(self):
        """Concurrency: the row is locked, the payment is confirmed once."""
        payment = {
            "id": PAYMENT,
            "status": "succeeded",
            "paid": True,
            "test": True,
            "amount": {"value": "1000.00", "currency": "RUB"},
            "recipient": {"account_id": SHOP},
            "metadata": {"reference": REFERENCE},
        }
        confirmed = []
        done = self.registry["payment.transaction"]._set_done

        def counted(tx, **options):
            confirmed.append(tx.id)
            return done(tx, **options)

        self.patch(self.registry["payment.transaction"], "_set_done", counted)
        self.side_by_side(lambda tx: tx._yookassa_process_locked(payment))
        with self.worker() as env:
            self.assertEqual(env["payment.transaction"].browse(self.ids[2]).state, "done")
        self.assertEqual(len(confirmed), 1)

    @capability("A22")
    @mute_logger("odoo.sql_db")
    def test_same_refund_in_several_threads(self):
        """Concurrency: one refund of the merchant profile becomes one transaction."""
        refund = {
            "id": "3e3f0f6c-000f-5000-8000-1d5d8b1f7a11",
            "payment_id": PAYMENT,
            "status": "succeeded",
            "amount": {"value": "100.00", "currency": "RUB"},
        }
        self.set_state("done")
        self.side_by_side(lambda tx: tx._yookassa_adopt_refund(refund))
        with self.worker() as env:
            children = env["payment.transaction"].browse(self.ids[2]).child_transaction_ids
            self.assertEqual(children.mapped("amount"), [-100])

    @capability("A22")
    @mute_logger("odoo.sql_db")
    def test_notification_that_is_faster_than_the_answer_gives_back_once(self):
        """Concurrency: the conflict does not make Odoo run the refund again."""
        self.set_state("done")
        yoo = StubYookassa()
        self.patch(Client, "get_session", lambda client: yoo.session(client))
        yoo.payments[PAYMENT] = {
            "id": PAYMENT,
            "shop": SHOP,
            "status": "succeeded",
            "amount": {"value": "1000.00", "currency": "RUB"},
            "receipt": None,
        }
        make = yoo._refund

        def overtaken(body, shop):
            answer = make(body, shop)
            with self.worker() as env:
                env["payment.transaction"].browse(self.ids[2])._yookassa_adopt_refund(answer[1])
            return answer

        yoo._refund = overtaken
        with self.worker() as env:
            tx = env["payment.transaction"].browse(self.ids[2])
            retrying(lambda: tx._refund(300), env)
        self.assertEqual(len(yoo.refunds), 1)
        with self.worker() as env:
            [child] = env["payment.transaction"].browse(self.ids[2]).child_transaction_ids
            self.assertEqual((child.state, child.amount), ("done", -300))
            self.assertEqual(child.yookassa_operation_ids.state, "done")

    @capability("A22")
    @mute_logger("odoo.sql_db")
    def test_receipt_is_sent_again_once_from_several_tabs(self):
        with self.worker() as env:
            receipts = env["payment.yookassa.receipt"]
            row = receipts.create({"transaction_id": self.ids[2], "type": "payment"})
            row.write({"state": "canceled"})
        self.side_by_side(lambda tx: tx.yookassa_receipt_ids.browse(row.id).action_retry())
        with self.worker() as env:
            self.assertEqual(len(env["payment.yookassa.receipt"].browse(row.id).retry_ids), 1)

    @capability("A22")
    @mute_logger("odoo.sql_db")
    def test_check_that_is_overtaken_spoils_nothing(self):
        """Concurrency: what another process wrote stays, and the job goes on to the next."""
        with self.worker() as env:
            operation = env["payment.yookassa.operation"].create(
                {
                    "transaction_id": self.ids[2],
                    "kind": "payment",
                    "key": "overtaken",
                    "path": "/payments",
                    "body": "{}",
                }
            )

        def overtaken(_provider, *_call):
            with self.worker() as env:
                env[operation._name].browse(operation.id)._close("done")
            raise YookassaUnknown("time-out")

        self.patch(self.registry["payment.provider"], "_yookassa_pages", lambda *_call: [])
        self.patch(self.registry["payment.provider"], "_yookassa_call", overtaken)
        with self.worker() as env, self.assertNoLogs(LOG, "ERROR"):
            env["payment.transaction"].browse(self.ids[2])._yookassa_check_safely([])
        with self.worker() as env:
            operation = env[operation._name].browse(operation.id)
            self.assertEqual((operation.state, operation.attempts), ("done", 1))

    @capability("F20")
    @mute_logger("odoo.sql_db")
    def test_receipt_that_is_overtaken_spoils_nothing(self):
        with self.worker() as env:
            row = env["payment.yookassa.receipt"].create(
                {"transaction_id": self.ids[2], "type": "payment", "amount": 1000}
            )
            row.write({"state": "sent", "receipt_id": PAYMENT})

        def overtaken(_provider, *_call):
            with self.worker() as env:
                env[row._name].browse(row.id).state = "succeeded"
            return {"id": PAYMENT, "type": "payment", "status": "pending"}

        self.patch(self.registry["payment.provider"], "_yookassa_call", overtaken)
        with self.worker() as env, self.assertNoLogs(LOG, "ERROR"):
            env[row._name].browse(row.id)._step_safely([])
        with self.worker() as env:
            self.assertEqual(env[row._name].browse(row.id).state, "succeeded")
