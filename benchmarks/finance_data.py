"""Five years of a busy shop for benchmarks: deals, orders and payments by the hundred thousand.

One of each is made by the addons themselves; the database copies its row.
"""

from odoo.fields import Command

MANAGERS, CLIENTS = 20, 20000
# Day of a deal: even over five years, the last one is today.
_DEAL_DAY = "CURRENT_DATE - (%(deals)s - copy) * 1825 / %(deals)s"


def make(env, deals=200_000):
    """Fill the database: ``deals`` deals with an order each and two payments each."""
    pattern = _pattern(env)
    managers = _managers(env)
    env.flush_all()
    clients = _copy(
        env, "res_partner", pattern.partner_id.id, CLIENTS, {"name": "'Клиент ' || copy"}
    )
    numbers = {"deals": deals, "managers": managers.ids, "clients": clients, "people": CLIENTS}
    day = _DEAL_DAY % numbers
    whose = {
        "user_id": f"(ARRAY{managers.ids})[1 + copy % {MANAGERS}]",
        "partner_id": f"{clients} + copy * 7919 % {CLIENTS}",
        "create_date": f"({day})::timestamp + interval '9 hours'",
    }
    leads = _copy(
        env,
        "crm_lead",
        pattern.id,
        deals,
        {
            **whose,
            "name": "'Сделка ' || copy",
            "expected_revenue": "1000 + copy % 90000",
            "item_deadline": f"({day})::timestamp + interval '30 days'",
            "prepayment_compose_token": "md5('p' || copy)",
            "balance_compose_token": "md5('b' || copy)",
        },
    )
    order = pattern.order_ids
    orders = _copy(
        env,
        "sale_order",
        order.id,
        deals,
        {
            **whose,
            "name": "'BENCH' || copy",
            "opportunity_id": f"{leads} + copy",
            "amount_total": "1000 + copy % 90000",
            "amount_untaxed": "1000 + copy % 90000",
            "date_order": f"({day})::timestamp",
            "partner_invoice_id": whose["partner_id"],
            "partner_shipping_id": whose["partner_id"],
            "access_token": "NULL",
            "state": "'sale'",
        },
    )
    _copy(
        env,
        "sale_order_line",
        order.order_line.id,
        deals,
        {
            "order_id": f"{orders} + copy",
            "price_unit": "1000 + copy % 90000",
            "price_subtotal": "1000 + copy % 90000",
            "price_total": "1000 + copy % 90000",
            "order_partner_id": whose["partner_id"],
            "salesman_id": whose["user_id"],
            "state": "'sale'",
        },
    )
    _copy_payments(env, pattern, leads, deals, whose)
    for table in ("res_partner", "crm_lead", "sale_order", "sale_order_line", "account_payment"):
        env.cr.execute(f"ANALYZE {table}")  # pylint: disable=sql-injection
    env.invalidate_all()
    env["jewel.deal.finance"]._fill()
    env.cr.execute("ANALYZE jewel_deal_finance")


def _pattern(env):
    """A deal with an order of one line and one payment."""
    client = env["res.partner"].create({"name": "Клиент"})
    deal = env["crm.lead"].create(
        {"name": "Сделка", "type": "opportunity", "partner_id": client.id, "company_id": 1}
    )
    product = env["product.product"].search([("type", "=", "consu")], limit=1)
    env["sale.order"].create(
        {
            "partner_id": client.id,
            "opportunity_id": deal.id,
            "order_line": [Command.create({"product_id": product.id, "price_unit": 1000})],
        }
    )
    deal.finance_ids.unlink()
    return deal


def _managers(env):
    group = env.ref("jewel_base.group_sales_manager")
    return (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            [
                {
                    "name": f"Менеджер {n}",
                    "login": f"bench_manager_{n}",
                    "group_ids": [Command.set(group.ids)],
                }
                for n in range(MANAGERS)
            ]
        )
    )


def _copy_payments(env, deal, leads, deals, whose):
    """Two payments a deal: half a day after, half three weeks later, sources in turn."""
    sources = env["jewel.payment.source"].search([])
    payment = env["account.payment"].create(
        {
            "partner_id": deal.partner_id.id,
            "amount": 1,
            "deal_id": deal.id,
            "payment_type": "inbound",
        }
    )
    env.flush_all()
    day = _DEAL_DAY % {"deals": deals}
    for part, later in ((0, 1), (1, 21)):
        _copy(
            env,
            "account_payment",
            payment.id,
            deals,
            {
                "name": f"'BENCH/{part}/' || copy",
                "deal_id": f"{leads} + copy",
                "partner_id": whose["partner_id"],
                "amount": "(1000 + copy % 90000) / 2.0",
                "date": f"LEAST({day} + {later}, CURRENT_DATE)",
                "source_id": f"(ARRAY{sources.ids})[1 + (copy + {part}) % {len(sources)}]",
                "state": "'paid'",
                "move_id": "NULL",
            },
        )
    payment.unlink()


def _copy(env, table, source, count, values):
    """Copy row ``source`` ``count`` times; the ids begin after the returned one."""
    cr = env.cr
    cr.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_name = %s AND is_generated = 'NEVER'",
        [table],
    )
    columns = [row[0] for row in cr.fetchall()]
    cr.execute(f"SELECT MAX(id) FROM {table}")  # pylint: disable=sql-injection
    [begin] = cr.fetchone()
    own = {"id": f"{begin} + copy", **values}
    chosen = ", ".join(own.get(column, f"src.{column}") for column in columns)
    cr.execute(  # pylint: disable=sql-injection
        f"INSERT INTO {table} ({', '.join(columns)})"
        f" SELECT {chosen} FROM generate_series(1, {count}) copy, {table} src"
        f" WHERE src.id = {source}"
    )
    cr.execute(f"SELECT setval('{table}_id_seq', {begin} + {count})")  # pylint: disable=sql-injection
    return begin
