"""Odoo with its crons, both fakes and the trap between them."""

import contextlib
import time

import psycopg2
import requests

from _steps import database

from ..servers import eventually

SECONDS = 90
KICK_EVERY = 0.4
PREPARE = """
account = env["amocrm.account"]._demo_connect({amo!r}, {url!r})
account.requests_per_second = 50
provider = env["payment.provider"]._demo_connect({kassa!r})
(provider.payment_method_ids - env.ref("payment.payment_method_card")).active = False
env.company.pay_to_production = False  # what the workshop does then is not the matter here
env.cr.commit()
"""
CRONS = """
SELECT module || '.' || name, res_id FROM ir_model_data WHERE model = 'ir.cron'
"""
# A trigger is what Odoo itself leaves for its cron workers.
TRIGGER = """
INSERT INTO ir_cron_trigger (cron_id, call_at, create_date, write_date)
SELECT id, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
  FROM ir_cron WHERE id = ANY(%s)
"""
# It goes when the job is done, not when it begins.
TRIGGERED = """
SELECT 1 FROM ir_cron_trigger WHERE call_at <= now() AT TIME ZONE 'UTC' AND cron_id = ANY(%s)
"""
NOTIFY = "SELECT pg_notify('cron_trigger', %s)"
# What would be looked at in a minute or an hour is looked at now.
MAKE_DUE = """
UPDATE payment_transaction SET yookassa_next_check_at = now() AT TIME ZONE 'UTC'
 WHERE yookassa_next_check_at > now() AT TIME ZONE 'UTC';
UPDATE payment_yookassa_receipt SET next_check_at = now() AT TIME ZONE 'UTC'
 WHERE next_check_at > now() AT TIME ZONE 'UTC';
"""


# Odoo runs each of its jobs at the first start; here only ours have something to do.
LATER = """
UPDATE ir_cron SET nextcall = now() AT TIME ZONE 'UTC' + interval '1 day'
"""


class World:
    """What stories are told with.

    :param server: Odoo, started with the environment of ``trap``
    """

    def __init__(self, server, amo, kassa, trap):
        self.server, self.amo, self.kassa, self.trap = server, amo, kassa, trap
        self.numbers = iter(range(1, 1000))
        self.deals = []
        self._kicked_at = 0
        self._users = {}
        self._database = _connect(server.database)
        self._listeners = _connect("postgres")  # where cron workers listen
        kassa.shop = "100002"
        url = f"{server.url}/payment/yookassa/webhook"
        kassa.change_shop(kassa.shop, notification_url=url)
        amo.configure(rate_limit=0, account_rate_limit=0)
        names = {"amo": amo.base_url, "url": server.url, "kassa": kassa.api_url}
        server.shell(PREPARE.format(**names))
        self._crons = dict(self.query(CRONS))

    @staticmethod
    def prepare(name):
        """Of the database ``name``, before the server starts."""
        database.query(LATER, name)

    # === ODOO === #

    def user(self, login):
        if login not in self._users:
            self._users[login] = self.server.user(login)
        return self._users[login]

    def query(self, sql, *values):
        """Rows of a query; what it changes is committed."""
        return _run(self._database, sql, values)

    def press(self, call, *args, **kwargs):
        """A person's button or page; the server may die of it, which he sees as a broken page."""
        with contextlib.suppress(requests.RequestException):
            return call(*args, **kwargs)

    def press_until_done(self, call, *args, **kwargs):
        """He tries again until there is an answer."""

        def answered():
            try:
                return [call(*args, **kwargs)]
            except requests.RequestException:
                return None

        [answer], _took = eventually(answered, SECONDS, "the server answers")
        return answer

    # === TIME === #

    def until(self, check, what, *crons):
        """Wait until ``check()`` holds, while the cron workers run ``crons``. Nobody helps them."""
        return eventually(lambda: self._kick(crons) or check(), SECONDS, what)[0]

    def _kick(self, crons):
        """Wake the cron workers. What is due stays so while they are at it."""
        if not crons or time.monotonic() < self._kicked_at + KICK_EVERY:
            return
        numbers = [self._crons[name] for name in crons]
        if not self.query(TRIGGERED, numbers):
            self.query(MAKE_DUE)
            self.query(TRIGGER, numbers)
        _run(self._listeners, NOTIFY, [self.server.database])
        self._kicked_at = time.monotonic()

    def arm(self):
        self.trap.arm()

    def calm(self):
        """Wait until no job runs or is about to."""
        every = list(self._crons.values())
        eventually(lambda: not self.query(TRIGGERED, every), SECONDS, "no job runs")

    def rest(self):
        """Everything as it was, for the next story."""
        for fake in (self.amo, self.kassa):
            fake.clear_faults()
            fake.restore_settings()
        self.amo.configure(rate_limit=0, account_rate_limit=0)

    def close(self):
        self._database.close()
        self._listeners.close()


def _connect(name):
    connection = psycopg2.connect(dbname=name)
    connection.autocommit = True
    return connection


def _run(connection, sql, values=()):
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return cursor.fetchall() if cursor.description else []
