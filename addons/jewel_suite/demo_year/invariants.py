"""What must hold of the year, recounted from the tables by other ways than the addons'.

Used by the loader at its end and by the tests; each failure says what and where.
"""

# Names of tables and columns come from the tables above and from the catalogue of the database.
# pylint: disable=sql-injection

from decimal import Decimal

from dateutil.relativedelta import relativedelta

from odoo import fields

from odoo.addons.jewel_kpi.models.crm_lead import moscow_day

_OURS = "deal.partner_id IN (SELECT id FROM res_partner WHERE ref LIKE 'YEAR-%%')"
_PAID = "payment.state IN ('in_process', 'paid')"
_SIGNED = "CASE WHEN payment.payment_type = 'inbound' THEN payment.amount ELSE -payment.amount END"
_MOSCOW = "AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Moscow'"


def check(env):
    """Recount money, metal, stages and indicators of the year.

    :raise AssertionError: in words, with the first records that are wrong
    """
    env.flush_all()
    env.invalidate_all()
    for query, words in _RULES.items():
        env.cr.execute(query)
        if rows := env.cr.fetchmany(3):
            raise AssertionError(f"Demo year: {words}: {rows}")
    _check_ledger(env)
    _check_indicators(env)


_RULES = {
    # === MONEY === #
    f"""
    SELECT deal.id, row.amount_paid, COALESCE(SUM({_SIGNED}), 0)
      FROM crm_lead deal
      JOIN jewel_deal_finance row ON row.deal_id = deal.id
      LEFT JOIN account_payment payment ON payment.deal_id = deal.id AND {_PAID}
     WHERE {_OURS}
     GROUP BY deal.id, row.amount_paid
    HAVING row.amount_paid != COALESCE(SUM({_SIGNED}), 0)
    """: "the finance panel has another sum paid than the payments of the deal (deal, panel, sum)",
    f"""
    SELECT deal.id, row.amount_total, COALESCE(SUM(sale.amount_total), deal.expected_revenue)
      FROM crm_lead deal
      JOIN jewel_deal_finance row ON row.deal_id = deal.id
      LEFT JOIN sale_order sale ON sale.opportunity_id = deal.id AND sale.state != 'cancel'
     WHERE {_OURS}
     GROUP BY deal.id, row.amount_total
    HAVING row.amount_total != COALESCE(SUM(sale.amount_total), deal.expected_revenue)
    """: "the finance panel has another total than the orders of the deal (deal, panel, orders)",
    f"""
    SELECT deal.id FROM crm_lead deal
      LEFT JOIN jewel_deal_finance row ON row.deal_id = deal.id
     WHERE {_OURS} AND row.id IS NULL
    """: "a deal is not on the finance panel",
    f"""
    SELECT payment.id, payment.date, deal.create_date
      FROM account_payment payment JOIN crm_lead deal ON deal.id = payment.deal_id
     WHERE {_OURS} AND payment.date < (deal.create_date {_MOSCOW})::date
    """: "a payment is older than its deal (payment, its day, deal of)",
    f"""
    SELECT deal.id, row.amount_due
      FROM crm_lead deal JOIN jewel_deal_finance row ON row.deal_id = deal.id
     WHERE {_OURS} AND deal.jewel_stage_key = 'done'
       AND row.amount_due != row.amount_returned
    """: "a completed deal is not paid, or is paid twice (deal, due)",
    f"""
    SELECT request.id, request.amount_total
      FROM jewel_pay_request request JOIN crm_lead deal ON deal.id = request.deal_id
      LEFT JOIN account_payment payment ON payment.pay_request_id = request.id AND {_PAID}
           AND payment.payment_type = 'inbound'
     WHERE {_OURS} AND request.state = 'paid'
     GROUP BY request.id HAVING request.amount_total != COALESCE(SUM(payment.amount), 0)
    """: "a paid request has other payments than its sum (request, sum)",
    """
    SELECT move.id, SUM(line.balance) FROM account_move move
      JOIN account_move_line line ON line.move_id = move.id
     GROUP BY move.id HAVING SUM(line.balance) != 0
    """: "an entry of the books does not balance (entry, difference)",
    """
    SELECT MIN(id), name FROM account_move WHERE state = 'posted'
     GROUP BY journal_id, name HAVING COUNT(*) > 1
    """: "two entries of the books have one number (entry, number)",
    # === METAL === #
    """
    SELECT alloy_id, SUM(gross), SUM(pure) FROM (
           SELECT alloy_id, gross_weight AS gross, pure_weight AS pure FROM jewel_metal_entry
            UNION ALL
           SELECT alloy_id, -gross_weight, -pure_weight FROM jewel_metal_entry) side
     GROUP BY alloy_id HAVING SUM(gross) != 0 OR SUM(pure) != 0
    """: "grams of an alloy do not sum to zero (alloy, gross, pure)",
    """
    SELECT place.id, place.name, kept.alloy_id, kept.date, kept.grams FROM (
           SELECT holder, alloy_id, date,
                  SUM(grams) OVER (PARTITION BY holder, alloy_id, owner_id ORDER BY date, id
                                   ROWS UNBOUNDED PRECEDING) AS grams
             FROM (SELECT id, date, location_dest_id AS holder, alloy_id, owner_id,
                          gross_weight AS grams FROM jewel_metal_entry
                    WHERE location_id != location_dest_id
                    UNION ALL
                   SELECT id, date, location_id, alloy_id, owner_id, -gross_weight
                     FROM jewel_metal_entry WHERE location_id != location_dest_id) side) kept
      JOIN stock_location place ON place.id = kept.holder
     WHERE place.metal_holder IN ('vault', 'master', 'finished') AND kept.grams < 0
     ORDER BY kept.date
    """: "a holder has less than nothing (place, name, alloy, when, grams)",
    # === STAGES === #
    f"""
    SELECT job.id, work.id, work.state
      FROM mrp_production job JOIN crm_lead deal ON deal.id = job.deal_id
      JOIN mrp_workorder work ON work.production_id = job.id
     WHERE {_OURS} AND job.state = 'done' AND work.state NOT IN ('done', 'cancel')
    """: "a job is done and a stage of it is not (job, stage, state)",
    f"""
    SELECT * FROM (
           SELECT job.id, work.id AS work, work.date_start, work.date_finished,
                  LAG(work.date_finished) OVER (PARTITION BY job.id
                                                    ORDER BY work.sequence, work.id) AS before
             FROM mrp_production job JOIN crm_lead deal ON deal.id = job.deal_id
             JOIN mrp_workorder work ON work.production_id = job.id
             JOIN mrp_workcenter stage ON stage.id = work.workcenter_id
            WHERE {_OURS} AND work.state = 'done' AND stage.is_waiting IS NOT TRUE
              AND stage.is_quality IS NOT TRUE) passed
     WHERE date_start > date_finished OR date_start < before
    """: "stages of a job are out of order (job, stage, begin, end, end of the one before)",
    f"""
    SELECT clock.id, clock.date_start, clock.date_end
      FROM mrp_workcenter_productivity clock
      JOIN mrp_workorder work ON work.id = clock.workorder_id
      JOIN mrp_production job ON job.id = work.production_id
      JOIN crm_lead deal ON deal.id = job.deal_id
     WHERE {_OURS} AND (clock.date_end < clock.date_start
           OR clock.date_end IS NULL AND work.state IN ('done', 'cancel'))
    """: "a clock runs backwards, or on after the end of its stage (clock, begin, end)",
    f"""
    SELECT deal.id, deal.jewel_stage_key
      FROM crm_lead deal JOIN mrp_production job ON job.deal_id = deal.id
     WHERE {_OURS} AND deal.jewel_stage_key IN ('ready', 'shipping', 'done')
       AND job.job_kind = 'new' AND job.state != 'done'
    """: "a deal has passed its jobs (deal, step)",
}


def _check_ledger(env):
    check = env["jewel.metal.check"]
    for company in env.companies:
        found = check._get_sum_differences(company) + check._get_stock_differences(company)
        if found:
            raise AssertionError(f"Demo year: stock and ledger differ: {found[:3]}")


def _check_indicators(env):
    """The last finished month of each manager by the addon, and by a recount of its own."""
    begin = moscow_day().replace(day=1) - relativedelta(months=1)
    end = fields.Date.end_of(begin, "month")
    env.cr.execute(
        f"""
        SELECT who.id,
               (SELECT COALESCE(SUM({_SIGNED}), 0)::text FROM account_payment payment
                 WHERE payment.kpi_user_id = who.id AND {_PAID}
                   AND payment.partner_type = 'customer'
                   AND payment.date BETWEEN %(begin)s AND %(end)s),
               (SELECT COUNT(*) FROM crm_lead deal
                 WHERE deal.user_id = who.id AND deal.type = 'opportunity'
                   AND (deal.create_date {_MOSCOW})::date BETWEEN %(begin)s AND %(end)s),
               (SELECT COUNT(*) FROM crm_lead deal JOIN crm_stage stage ON stage.id = deal.stage_id
                 WHERE deal.user_id = who.id AND deal.active AND stage.is_won
                   AND deal.closed_date BETWEEN %(begin)s AND %(end)s),
               (SELECT COUNT(*) FROM crm_lead deal
                 WHERE deal.user_id = who.id AND deal.offer_date BETWEEN %(begin)s AND %(end)s)
          FROM res_users who
         WHERE EXISTS (SELECT FROM crm_lead deal WHERE deal.user_id = who.id AND {_OURS})
        """,
        {"begin": begin, "end": end},
    )
    facts = env["jewel.manager.kpi"]._read_facts(begin, end)
    for user_id, revenue, created, won, offers in env.cr.fetchall():
        told = facts.get(env["res.users"].browse(user_id))
        own = (Decimal(revenue), created, won, offers)
        theirs = told and (told.received - told.returned, told.created, told.won, told.offers)
        if theirs != own and any(own):
            raise AssertionError(
                f"Demo year: indicators of user {user_id} in {begin:%m.%Y} are {theirs},"
                f" the recount says {own} (revenue, enquiries, won, offers)"
            )
