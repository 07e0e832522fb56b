"""Indicators of all managers on five years of a busy shop, against the books asked by hand."""

import os

from odoo.fields import Command, Date

from odoo.addons.jewel_kpi.kpi import previous_period, same_last_year

from benchmarks.clock import medians
from benchmarks.finance_data import make

DEALS = int(os.environ.get("JEWEL_BENCH_DEALS", "200000"))
# A third is won, half is lost, the others are open; answers, offers and promises of most.
_LIFE = """
UPDATE crm_lead
   SET won_status = CASE WHEN id %% 6 < 2 THEN 'won' WHEN id %% 6 < 5 THEN 'lost'
                         ELSE 'pending' END,
       closed_date = CASE WHEN id %% 6 < 5 THEN LEAST(create_date::date + 25, CURRENT_DATE) END,
       first_answer_at = CASE WHEN id %% 20 > 0 THEN create_date + interval '80 minutes' END,
       offer_date = CASE WHEN id %% 10 < 7 THEN LEAST(create_date::date + 2, CURRENT_DATE) END,
       promised_date = CASE WHEN id %% 6 < 2 THEN create_date::date + 30 END,
       ready_date = CASE WHEN id %% 6 < 2 AND create_date < now() - interval '35 days'
                         THEN create_date::date + 27 + (id %% 9)::int / 2 END
 WHERE id > %s
"""
_PERIODS = "(VALUES %s) AS period (number, first, last)"
# Kind of fact -> the books of three periods, one row a period and manager.
_BOOKS = {
    "payments": """
        SELECT number, kpi_user_id,
               SUM(amount) FILTER (WHERE payment_type = 'inbound'),
               SUM(amount) FILTER (WHERE payment_type = 'outbound'),
               SUM(CASE WHEN payment_type = 'inbound' THEN amount ELSE -amount END)
                   FILTER (WHERE lead.offer_date <= payment.date)
          FROM {periods} JOIN account_payment payment ON payment.date BETWEEN first AND last
          LEFT JOIN crm_lead lead ON lead.id = payment.deal_id
         WHERE payment.state IN ('in_process', 'paid') AND payment.partner_type = 'customer'
         GROUP BY number, kpi_user_id""",
    "enquiries": """
        SELECT number, user_id, COUNT(*), COUNT(*) FILTER (WHERE won_status = 'won'),
               COUNT(first_answer_at),
               SUM(EXTRACT(EPOCH FROM first_answer_at - create_date) / 3600.0)
          FROM {periods} JOIN crm_lead
            ON create_date >= first::timestamp AT TIME ZONE 'Europe/Moscow' AT TIME ZONE 'UTC'
           AND create_date < (last + 1)::timestamp AT TIME ZONE 'Europe/Moscow' AT TIME ZONE 'UTC'
         WHERE type = 'opportunity' GROUP BY number, user_id""",
    "closed": """
        SELECT number, lead.user_id, COUNT(*) FILTER (WHERE won_status = 'won'),
               COUNT(*) FILTER (WHERE won_status = 'lost'),
               SUM(amount_total) FILTER (WHERE won_status = 'won')
          FROM {periods} JOIN crm_lead lead ON closed_date BETWEEN first AND last
          JOIN jewel_deal_finance finance ON finance.deal_id = lead.id
         WHERE type = 'opportunity' AND won_status IN ('won', 'lost')
         GROUP BY number, lead.user_id""",
    "offers": """
        SELECT number, user_id, COUNT(*)
          FROM {periods} JOIN crm_lead ON offer_date BETWEEN first AND last
         WHERE type = 'opportunity' GROUP BY number, user_id""",
    "promises": """
        SELECT number, user_id, COUNT(*), COUNT(*) FILTER (WHERE NOT COALESCE(
               COALESCE(ready_date, CASE WHEN won_status = 'won' THEN closed_date END)
                   <= promised_date, FALSE))
          FROM {periods} JOIN crm_lead ON promised_date BETWEEN first AND last
         WHERE type = 'opportunity' AND won_status != 'lost'
           AND (promised_date < CURRENT_DATE OR ready_date IS NOT NULL OR won_status = 'won')
         GROUP BY number, user_id""",
    "orders": """
        SELECT number, COALESCE(lead.user_id, sale.user_id), COUNT(*),
               SUM((SELECT COUNT(*) FROM sale_order_line line
                     WHERE line.order_id = sale.id AND line.product_id IS NOT NULL
                       AND line.display_type IS NULL AND line.is_downpayment IS NOT TRUE))
          FROM {periods} JOIN sale_order sale
            ON date_order >= first::timestamp AT TIME ZONE 'Europe/Moscow' AT TIME ZONE 'UTC'
           AND date_order < (last + 1)::timestamp AT TIME ZONE 'Europe/Moscow' AT TIME ZONE 'UTC'
          LEFT JOIN crm_lead lead ON lead.id = sale.opportunity_id
         WHERE sale.state = 'sale' GROUP BY number, COALESCE(lead.user_id, sale.user_id)""",
}


def measure(env):
    before = env["crm.lead"].with_context(active_test=False).search([], order="id desc", limit=1).id
    make(env, DEALS)
    env.cr.execute(_LIFE, [before])
    env.cr.execute(
        "UPDATE account_payment SET kpi_user_id = lead.user_id FROM crm_lead lead"
        " WHERE lead.id = account_payment.deal_id"
    )
    for table in ("crm_lead", "account_payment"):
        env.cr.execute(f"ANALYZE {table}")  # pylint: disable=sql-injection
    env.invalidate_all()
    director = env.ref("jewel_base.user_demo_director")
    env = env(user=director.id, context={"lang": "ru_RU", "tz": "Europe/Moscow"})
    yield from _measure_month(env)
    yield from _measure_pages(env)


def _measure_month(env):
    """The last whole month of all managers beside the month before and the year before."""
    today = Date.today()
    end = Date.subtract(Date.start_of(today, "month"), days=1)
    month = (Date.start_of(end, "month"), end)
    periods = [month, previous_period(*month), same_last_year(*month)]
    facts = env["jewel.manager.kpi"].sudo()
    ours, raw = medians(
        env,
        lambda: [facts._read_facts(*period) for period in periods],
        lambda: _ask_books(env, periods),
    )
    yield f"month of all managers with comparison, {DEALS} deals", ours, raw, "raw SQL", 2.0
    differing = _count_differing(env, periods)
    yield "numbers unlike those of raw SQL", differing + 1, 1, "none (+1)", 1.0, "numbers"


def _ask_books(env, periods):
    """{kind: rows of (number of the period, manager id, sums ...)}"""
    values = [value for number, period in enumerate(periods) for value in (number, *period)]
    source = _PERIODS % ", ".join(["(%s, %s::date, %s::date)"] * len(periods))
    found = {}
    for kind, query in _BOOKS.items():
        env.cr.execute(query.format(periods=source), values)  # pylint: disable=sql-injection
        found[kind] = env.cr.fetchall()
    return found


def _count_differing(env, periods):
    """How many numbers of the addon are not those of the books."""
    names = {
        "payments": ("received", "returned", "offer_revenue"),
        "enquiries": ("created", "cohort_won", "answered", "answer_hours"),
        "closed": ("won", "lost", "won_amount"),
        "offers": ("offers",),
        "promises": ("promises", "late"),
        "orders": ("orders", "lines"),
    }
    facts = [env["jewel.manager.kpi"].sudo()._read_facts(*period) for period in periods]
    facts = [{who.id: one for who, one in period.items()} for period in facts]
    wrong, told = 0, 0
    for kind, rows in _ask_books(env, periods).items():
        for number, who, *sums in rows:
            for name, value in zip(names[kind], sums, strict=True):
                told += 1
                wrong += abs(float(getattr(facts[number][who], name)) - float(value or 0)) > 0.001
    return wrong if told else DEALS


def _measure_pages(env):
    pages = env["jewel.director.page"], env["jewel.manager.kpi"]
    scheme = env["jewel.bonus.scheme"].sudo().search([], limit=1)
    managers = env["res.users"].search([("login", "=like", "bench_manager_%")])
    scheme.write({"user_ids": [Command.link(user.id) for user in managers]})
    month = Date.start_of(Date.today(), "month")
    director, all_managers, bonus = medians(
        env,
        pages[0].get_page,
        pages[1].get_page,
        lambda: env["jewel.bonus.statement"].sudo()._read_results(month, managers),
    )
    yield "director's page", director, 1.0, "a second", 1.0
    yield "page of all managers", all_managers, 1.0, "a second", 1.0
    yield f"bonus of {len(managers)} managers", bonus, 1.0, "a second"
