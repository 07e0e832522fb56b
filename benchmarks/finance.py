"""The finance panel and a reconciliation on five years of a busy shop."""

import os
import statistics

from odoo.tools import SQL

from odoo.addons.jewel_finmonitor.queries import DEAL_FACTS

from benchmarks.clock import ROUNDS, clock, medians
from benchmarks.finance_data import make

DEALS = int(os.environ.get("JEWEL_BENCH_DEALS", "200000"))
LINES, PAGE = 10_000, 80
PAID = ["in_process", "paid"]
SUMS = ("amount_total", "first_amount", "second_amount", "amount_paid", "amount_due")
# What the books say of the month without a table of ours: the deals first, then their facts.
_MONTH_IDS = """
SELECT ARRAY(SELECT deal_id FROM account_payment
              WHERE date >= date_trunc('month', CURRENT_DATE) AND deal_id IS NOT NULL
                AND state IN ('in_process', 'paid')
              UNION
             SELECT id FROM crm_lead
              WHERE create_date >= date_trunc('month', CURRENT_DATE) AND type = 'opportunity')
"""


def measure(env):
    make(env, DEALS)
    director = env.ref("jewel_base.user_demo_director", raise_if_not_found=False) or env.user
    env = env(user=director.id, context={"lang": "ru_RU", "tz": "Europe/Moscow"})
    yield from _measure_panel(env)
    yield from _measure_reconciliation(env(su=True))


# === PANEL === #


def _measure_panel(env):
    month = ["|", ("last_payment_date", ">=", "=1d"), ("date_deal", ">=", "=1d")]
    ours, raw, report = medians(
        env,
        lambda: _open_panel(env, month),
        lambda: _ask_books(env, is_all=False),
        lambda: _open_sale_report(env, [("date", ">=", "=1d")]),
    )
    yield f"panel of the month, {DEALS} deals", ours, raw, "raw SQL", 1.5
    yield f"panel of the month, {DEALS} deals", ours, report, "core's sale.report", 1.0
    ours, raw, report = medians(
        env,
        lambda: _open_panel(env, []),
        lambda: _ask_books(env, is_all=True),
        lambda: _open_sale_report(env, []),
    )
    yield "panel of all five years", ours, raw, "raw SQL", 1.5
    yield "panel of all five years", ours, report, "core's sale.report", 1.0


def _open_panel(env, domain):
    """What the web client asks for: the page, its count, the sums of the whole filter."""
    rows = env["jewel.deal.finance"]
    rows.web_search_read(domain, _specification(rows, "list"), limit=PAGE, count_limit=10001)
    rows.formatted_read_group(domain, [], [f"{name}:sum" for name in SUMS])


def _open_sale_report(env, domain):
    """Core's list of sales analysis, with the sums of its foot for the whole filter too."""
    rows = env["sale.report"].sudo()
    rows.web_search_read(domain, _specification(rows, "list"), limit=PAGE, count_limit=10001)
    rows.formatted_read_group(domain, [], ["price_total:sum", "price_subtotal:sum"])


def _specification(model, kind):
    fields = model.get_views([(False, kind)])["models"][model._name]["fields"]
    return {
        name: {"fields": {"display_name": {}}} if model._fields[name].type == "many2one" else {}
        for name in fields
        if name in model._fields and model._fields[name].type != "one2many"
    }


def _ask_books(env, is_all):
    """The same page, count and sums, by hand from deals, orders and payments."""
    cr = env.cr
    ids = []
    if not is_all:
        cr.execute(_MONTH_IDS)
        [ids] = cr.fetchone()
    cr.execute(
        SQL(
            "CREATE TEMP TABLE books ON COMMIT DROP AS %s",
            SQL(
                "SELECT * FROM (%s) AS facts (id, company, currency, usr, partner, stage, active,"
                " day,"
                " total, first, first_date, first_source, second, second_date, second_source,"
                " last_date, number, returned, cash, paid, due, expected)",
                SQL(DEAL_FACTS, ids=ids, all=is_all, paid=PAID),
            ),
        )
    )
    cr.execute(
        "SELECT books.*, usr.login, client.name, lead.name FROM books"
        " JOIN crm_lead lead ON lead.id = books.id"
        " LEFT JOIN res_users usr ON usr.id = books.usr"
        " LEFT JOIN res_partner client ON client.id = books.partner"
        " ORDER BY last_date DESC NULLS LAST, day DESC, id DESC LIMIT %s",
        [PAGE],
    )
    cr.fetchall()
    cr.execute(
        "SELECT COUNT(*), SUM(total), SUM(first), SUM(second), SUM(paid), SUM(due) FROM books"
    )
    cr.fetchall()
    cr.execute("DROP TABLE books")


# === RECONCILIATION === #


def _measure_reconciliation(env):
    """Lines by identifier, purpose, payer, sum and day against payments, and one join."""
    one = _fill_reconciliation(env)
    join, pairs = [], 0
    ours = []
    for _round in range(ROUNDS):
        _forget_pairs(env, one)
        ours.append(clock(lambda: one._match()))
        pairs = one.matched_count
        wrong = _count_wrong(env, one)
        _forget_pairs(env, one)
        join.append(clock(lambda: _join(env, one)))
    yield (
        f"reconciliation, {LINES} lines, {LINES} payments",
        statistics.median(ours[1:]),
        statistics.median(join[1:]),
        "raw SQL hash join",
        3.0,
    )
    yield "lines not paired, of all", LINES - pairs + 1, 1, "none (+1)", 1.0, "lines"
    yield "lines paired with another's payment", wrong + 1, 1, "none (+1)", 1.0, "lines"


def _fill_reconciliation(env):
    source = env["jewel.payment.source"].create({"name": "Замер"})
    env.cr.execute("SELECT date_trunc('month', CURRENT_DATE)::date")
    [month] = env.cr.fetchone()
    env.cr.execute(
        "UPDATE account_payment SET source_id = %s, date = %s::date + id %% 25,"
        " amount = 100 + id / 100.0, memo = 'Z-' || id"
        " WHERE id IN (SELECT id FROM account_payment WHERE name LIKE 'BENCH/%%'"
        "              ORDER BY id LIMIT %s)",
        [source.id, month, LINES],
    )
    env.invalidate_all()
    one = env["jewel.reconciliation"].create(
        {"source_id": source.id, "month": month, "company_id": 1, "user_id": env.uid}
    )
    env.flush_all()
    # A fifth is told by each of: identifier (twice), purpose, payer, sum and day alone.
    env.cr.execute(
        """
        INSERT INTO jewel_reconciliation_line
               (reconciliation_id, source_id, company_id, date, external_id, stated_amount,
                booked_amount, difference, result, name, purpose)
        SELECT %s, source_id, payment.company_id, payment.date,
               CASE WHEN payment.id %% 5 < 2 THEN payment.name ELSE 'bank-' || payment.id END,
               payment.amount, 0, -payment.amount, 'only_stated',
               CASE WHEN payment.id %% 5 = 3 THEN upper(partner.name) END,
               CASE WHEN payment.id %% 5 = 2
                    THEN 'Оплата по счету ' || payment.memo || ', без НДС' END
          FROM account_payment payment JOIN res_partner partner ON partner.id = payment.partner_id
         WHERE source_id = %s
        """,
        [one.id, source.id],
    )
    env.cr.execute("ANALYZE jewel_reconciliation_line")
    return one


def _forget_pairs(env, one):
    env.cr.execute(
        "UPDATE jewel_reconciliation_line SET payment_id = NULL, booked_amount = 0, rule = NULL,"
        " difference = -stated_amount, result = 'only_stated' WHERE reconciliation_id = %s",
        [one.id],
    )
    env.invalidate_all()


def _join(env, one):
    """The same lines get the same payments: one statement that knows the answer's key."""
    env.cr.execute(
        """
        UPDATE jewel_reconciliation_line line
           SET payment_id = payment.id, booked_amount = payment.amount, is_carried = FALSE,
               difference = payment.amount - line.stated_amount, rule = 'id', result = 'matched'
          FROM account_payment payment
          LEFT JOIN payment_transaction tx ON tx.id = payment.payment_transaction_id
         WHERE line.reconciliation_id = %s AND payment.source_id = %s
           AND payment.state = ANY(%s)
           AND payment.amount = line.stated_amount AND payment.date = line.date
        """,
        [one.id, one.source_id.id, PAID],
    )
    env.cr.execute(
        "SELECT SUM(booked_amount), SUM(stated_amount), SUM(difference)"
        " FROM jewel_reconciliation_line WHERE reconciliation_id = %s",
        [one.id],
    )
    env.cr.fetchall()


def _count_wrong(env, one):
    env.cr.execute(
        "SELECT COUNT(*) FROM jewel_reconciliation_line line"
        "  JOIN account_payment payment ON payment.id = line.payment_id"
        " WHERE line.reconciliation_id = %s"
        "   AND (line.stated_amount != payment.amount OR line.difference != 0"
        "        OR line.external_id NOT IN (payment.name, 'bank-' || payment.id))",
        [one.id],
    )
    return env.cr.fetchone()[0]
