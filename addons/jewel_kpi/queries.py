"""The facts of managers as one list: a row is one enquiry, offer, order, payment, promise …

Each branch filters by a stored day that has an index, so that a period costs what lies in it.
"""

_TODAY = "(now() AT TIME ZONE 'Europe/Moscow')::date"
_MOSCOW = "AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Moscow'"

# Column -> its value where a branch says nothing of it.
COLUMNS = {
    "date": "NULL::date",
    "user_id": "lead.user_id",
    "company_id": "lead.company_id",
    "currency_id": "finance.currency_id",
    "deal_id": "lead.id",
    "payment_id": "NULL::integer",
    "order_id": "NULL::integer",
    "partner_id": "lead.partner_id",
    "jewel_type_id": "lead.jewel_type_id",
    "lost_reason_id": "NULL::integer",
    "received": "NULL::numeric",
    "returned": "NULL::numeric",
    "revenue": "NULL::numeric",
    "offer_revenue": "NULL::numeric",
    "created": "NULL::integer",
    "cohort_won": "NULL::integer",
    "conversion_cohort": "NULL::numeric",
    "won": "NULL::integer",
    "lost": "NULL::integer",
    "conversion_date": "NULL::numeric",
    "won_amount": "NULL::numeric",
    "offers": "NULL::integer",
    "orders": "NULL::integer",
    "line_count": "NULL::integer",
    "lines_per_order": "NULL::numeric",
    "answered": "NULL::integer",
    "answer_hours": "NULL::numeric",
    "promises": "NULL::integer",
    "late": "NULL::integer",
    "on_time": "NULL::numeric",
    "days_late": "NULL::integer",
    "debt": "NULL::numeric",
}
_DEAL = "crm_lead lead JOIN jewel_deal_finance finance ON finance.deal_id = lead.id"
_LINES = """(SELECT COUNT(*)::integer FROM sale_order_line line
              WHERE line.order_id = sale.id AND line.product_id IS NOT NULL
                AND line.display_type IS NULL AND line.is_downpayment IS NOT TRUE)"""
_SIGNED = "CASE WHEN payment.payment_type = 'inbound' THEN payment.amount ELSE -payment.amount END"
_FINISHED = "COALESCE(lead.ready_date, CASE WHEN lead.won_status = 'won' THEN lead.closed_date END)"
_KEPT = f"COALESCE({_FINISHED} <= lead.promised_date, FALSE)"

# Kind -> (key of the row, where from, condition, columns)
_BRANCHES = {
    "created": (
        "lead.id",
        _DEAL,
        "lead.type = 'opportunity'",
        {
            "date": "finance.date_deal",
            "created": "1",
            "cohort_won": "CASE WHEN lead.won_status = 'won' THEN 1 ELSE 0 END",
            "conversion_cohort": "CASE WHEN lead.won_status = 'won' THEN 100.0 ELSE 0.0 END",
            "answered": "CASE WHEN lead.first_answer_at IS NULL THEN 0 ELSE 1 END",
            "answer_hours": "GREATEST(EXTRACT(EPOCH FROM lead.first_answer_at - lead.create_date),"
            " 0) / 3600.0",
        },
    ),
    "closed": (
        "lead.id",
        _DEAL,
        "lead.type = 'opportunity' AND lead.closed_date IS NOT NULL"
        " AND lead.won_status IN ('won', 'lost')",
        {
            "date": "lead.closed_date",
            "lost_reason_id": "CASE WHEN lead.won_status = 'lost' THEN lead.lost_reason_id END",
            "won": "CASE WHEN lead.won_status = 'won' THEN 1 ELSE 0 END",
            "lost": "CASE WHEN lead.won_status = 'lost' THEN 1 ELSE 0 END",
            "conversion_date": "CASE WHEN lead.won_status = 'won' THEN 100.0 ELSE 0.0 END",
            "won_amount": "CASE WHEN lead.won_status = 'won' THEN finance.amount_total END",
        },
    ),
    "offer": (
        "lead.id",
        _DEAL,
        "lead.type = 'opportunity' AND lead.offer_date IS NOT NULL",
        {"date": "lead.offer_date", "offers": "1"},
    ),
    "promise": (
        "lead.id",
        _DEAL,
        "lead.type = 'opportunity' AND lead.promised_date IS NOT NULL"
        " AND lead.won_status IS DISTINCT FROM 'lost'"
        f" AND (lead.promised_date < {_TODAY} OR {_FINISHED} IS NOT NULL)",
        {
            "date": "lead.promised_date",
            "promises": "1",
            "late": f"CASE WHEN {_KEPT} THEN 0 ELSE 1 END",
            "on_time": f"CASE WHEN {_KEPT} THEN 100.0 ELSE 0.0 END",
            "days_late": f"GREATEST(COALESCE({_FINISHED}, {_TODAY}) - lead.promised_date, 0)",
        },
    ),
    "debt": (
        "lead.id",
        _DEAL,
        "lead.type = 'opportunity' AND finance.amount_due > 0 AND finance.deal_active",
        {
            "date": "COALESCE(finance.expected_date, finance.date_deal)",
            "debt": "finance.amount_due",
        },
    ),
    "payment": (
        "payment.id",
        "account_payment payment LEFT JOIN crm_lead lead ON lead.id = payment.deal_id",
        "payment.state IN ('in_process', 'paid') AND payment.partner_type = 'customer'",
        {
            "date": "payment.date",
            "user_id": "payment.kpi_user_id",
            "company_id": "payment.company_id",
            "currency_id": "payment.currency_id",
            "payment_id": "payment.id",
            "partner_id": "COALESCE(lead.partner_id, payment.partner_id)",
            "received": "CASE WHEN payment.payment_type = 'inbound' THEN payment.amount END",
            "returned": "CASE WHEN payment.payment_type = 'outbound' THEN payment.amount END",
            "revenue": _SIGNED,
            "offer_revenue": f"CASE WHEN lead.offer_date <= payment.date THEN {_SIGNED} END",
        },
    ),
    "order": (
        "sale.id",
        "sale_order sale JOIN res_company company ON company.id = sale.company_id"
        " LEFT JOIN crm_lead lead ON lead.id = sale.opportunity_id",
        "sale.state = 'sale'",
        {
            "date": f"(sale.date_order {_MOSCOW})::date",
            "user_id": "COALESCE(lead.user_id, sale.user_id)",
            "company_id": "sale.company_id",
            # No amount here: one currency of all rows lets pivot and graph add up the others.
            "currency_id": "company.currency_id",
            "order_id": "sale.id",
            "partner_id": "sale.partner_id",
            "orders": "1",
            "line_count": _LINES,
            "lines_per_order": f"{_LINES}::numeric",
        },
    ),
}
KINDS = tuple(_BRANCHES)


def _branch(number, kind):
    key, source, where, columns = _BRANCHES[kind]
    values = ", ".join(
        f"{columns.get(name, default)} AS {name}" for name, default in COLUMNS.items()
    )
    return f"SELECT {key} * 8 + {number} AS id, '{kind}'::varchar AS kind, {values}" + (
        f" FROM {source} WHERE {where}"
    )


FACTS = " UNION ALL ".join(_branch(number, kind) for number, kind in enumerate(KINDS))
