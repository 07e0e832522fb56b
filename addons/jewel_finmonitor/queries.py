"""The one query that knows the money of deals: for a few of them, or for all at once."""

# Columns: deal_id, then `FACTS` of jewel_deal_finance.py in their order. What is paid is what
# `crm.lead.amount_paid` says: payments that have come less those returned, and transactions that
# are done and not booked yet. The first and second payment are the incoming ones in their order.
DEAL_FACTS = """
SELECT lead.id,
       lead.company_id,
       company.currency_id,
       lead.user_id,
       lead.partner_id,
       lead.stage_id,
       lead.active,
       (lead.create_date AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Moscow')::date,
       COALESCE(orders.total, lead.expected_revenue, 0),
       pays.first_amount, pays.first_date, pays.first_source,
       pays.second_amount, pays.second_date, pays.second_source,
       pays.last_date,
       COALESCE(pays.number, 0),
       COALESCE(pays.returned, 0),
       COALESCE(pays.cash, 0),
       COALESCE(pays.paid, 0) + COALESCE(fresh.paid, 0),
       COALESCE(orders.total, lead.expected_revenue, 0)
           - COALESCE(pays.paid, 0) - COALESCE(fresh.paid, 0),
       COALESCE(requests.expires,
                (lead.item_deadline AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Moscow')::date,
                lead.date_deadline)
  FROM crm_lead lead
  JOIN res_company company
    ON company.id = COALESCE(lead.company_id, (SELECT MIN(id) FROM res_company))
  LEFT JOIN (
       SELECT opportunity_id, SUM(amount_total) AS total
         FROM sale_order
        WHERE state != 'cancel' AND (%(all)s OR opportunity_id = ANY(%(ids)s))
        GROUP BY opportunity_id) orders ON orders.opportunity_id = lead.id
  LEFT JOIN (
       SELECT deal_id,
              MAX(amount) FILTER (WHERE is_in AND place = 1) AS first_amount,
              MAX(date) FILTER (WHERE is_in AND place = 1) AS first_date,
              MAX(source_id) FILTER (WHERE is_in AND place = 1) AS first_source,
              MAX(amount) FILTER (WHERE is_in AND place = 2) AS second_amount,
              MAX(date) FILTER (WHERE is_in AND place = 2) AS second_date,
              MAX(source_id) FILTER (WHERE is_in AND place = 2) AS second_source,
              MAX(date) AS last_date,
              COUNT(*) AS number,
              SUM(amount) FILTER (WHERE NOT is_in) AS returned,
              SUM(amount) FILTER (WHERE is_in AND is_cash) AS cash,
              SUM(CASE WHEN is_in THEN amount ELSE -amount END) AS paid
         FROM (SELECT payment.deal_id, payment.amount, payment.date, payment.source_id,
                      payment.payment_type = 'inbound' AS is_in,
                      source.is_cash,
                      ROW_NUMBER() OVER (
                          PARTITION BY payment.deal_id, payment.payment_type
                              ORDER BY payment.date, payment.id) AS place
                 FROM account_payment payment
                 LEFT JOIN jewel_payment_source source ON source.id = payment.source_id
                WHERE payment.state = ANY(%(paid)s)
                  AND payment.deal_id IS NOT NULL
                  AND (%(all)s OR payment.deal_id = ANY(%(ids)s))) placed
        GROUP BY deal_id) pays ON pays.deal_id = lead.id
  LEFT JOIN (
       SELECT request.deal_id, SUM(tx.amount) AS paid
         FROM payment_transaction tx
         JOIN jewel_pay_request request ON request.id = tx.pay_request_id
        WHERE tx.state = 'done' AND tx.payment_id IS NULL AND tx.operation != 'validation'
          AND (%(all)s OR request.deal_id = ANY(%(ids)s))
          AND NOT EXISTS (SELECT FROM payment_transaction child
                           WHERE child.source_transaction_id = tx.id
                             AND child.operation != 'refund')
        GROUP BY request.deal_id) fresh ON fresh.deal_id = lead.id
  LEFT JOIN (
       SELECT deal_id,
              (MIN(expires_at) AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Moscow')::date AS expires
         FROM jewel_pay_request
        WHERE state = 'open' AND (%(all)s OR deal_id = ANY(%(ids)s))
        GROUP BY deal_id) requests ON requests.deal_id = lead.id
 WHERE lead.type = 'opportunity' AND (%(all)s OR lead.id = ANY(%(ids)s))
"""
