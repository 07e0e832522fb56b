"""The office's side of the year: months that are reconciled, bonuses, the nightly judgements."""

from datetime import datetime, time, timedelta
from decimal import Decimal

from odoo.fields import Command
from odoo.tools import SQL

# So many finished months have been reconciled; the last one still has something to sort out.
_MONTHS = 5
_FEES = {"card": Decimal("0.028"), "sbp": Decimal("0.007")}
_HEADING = "Дата;Сумма;Плательщик;Назначение;Идентификатор;Комиссия"


def close_months(workshop, move, months):
    """Statements of all sources for the finished months, matched and closed by the accountant."""
    workshop.env["jewel.deal.finance"]._fill()
    workshop.env.flush_all()
    finished = months[-_MONTHS - 1 : -1]
    for month in finished:
        following = (month + timedelta(days=32)).replace(day=1)
        move(datetime.combine(following + timedelta(days=4), time(11)))
        for source in workshop.env["jewel.payment.source"].search([]):
            payments = _read_payments(workshop, source, month, following)
            if payments:
                is_open = month == finished[-1] and source == _account(workshop)
                _reconcile(workshop, source, month, payments, is_open)


def _account(workshop):
    return workshop.env.ref("jewel_finmonitor.source_account")


def _read_payments(workshop, source, month, following):
    """Rows of the payments of the source and month."""
    return workshop.env.execute_query(
        SQL(
            """
            SELECT payment.date,
                   CASE WHEN payment.payment_type = 'inbound' THEN 1 ELSE -1 END * payment.amount,
                   partner.name, payment.memo, tx.provider_reference, method.code
              FROM account_payment payment
              JOIN res_partner partner ON partner.id = payment.partner_id
              LEFT JOIN payment_transaction tx ON tx.id = payment.payment_transaction_id
              LEFT JOIN payment_method method ON method.id = tx.payment_method_id
             WHERE payment.source_id = %s AND payment.company_id = %s
               AND payment.state IN ('in_process', 'paid')
               AND payment.date >= %s AND payment.date < %s
             ORDER BY payment.date, payment.id
            """,
            source.id,
            workshop.company.id,
            month,
            following,
        )
    )


def _reconcile(workshop, source, month, payments, is_open):
    one = workshop.as_("accountant", "jewel.reconciliation").create(
        {"source_id": source.id, "month": month, "company_id": workshop.company.id}
    )
    lines = [_statement_line(*row) for row in payments]
    if is_open:  # the bank has shown one payment that nobody knows yet
        lines.append(f"{month:%d.%m.%Y};12500,00;ООО «Горизонт»;Оплата по договору 17;;0")
    content = "\n".join([_HEADING, *lines, ""]).encode()
    one._import_file(f"{month:%Y-%m}.csv", content)
    if is_open:
        return
    for line in one.unmatched_line_ids:
        line.reason = "Совпадают сумма и день, плательщик не назван"
    one.action_close()


def _statement_line(day, amount, payer, memo, reference, method):
    fee = Decimal(repr(abs(amount))) * _FEES.get(method, 0)
    cells = (f"{day:%d.%m.%Y}", _roubles(amount), payer, memo or "", reference or "", _roubles(fee))
    return ";".join(cell.replace(";", ",") for cell in cells)


def _roubles(amount):
    return f"{amount:.2f}".replace(".", ",")


def judge(workshop):
    """What runs at night and at the end of a month: losses, risks, ledger, bonuses."""
    env = workshop.env
    env.flush_all()
    env.invalidate_all()
    env["jewel.loss.point"]._cron_signals()
    env["mrp.production"]._cron_update_risk()
    env["jewel.metal.check"]._cron_check()
    _pay_bonuses(workshop)


def _pay_bonuses(workshop):
    """Statements of the last finished months; the newest waits for the accountant."""
    env = workshop.env
    today = datetime.now().date().replace(day=1)
    months = [(today - timedelta(days=20 + 30 * back)).replace(day=1) for back in (2, 1, 0)]
    env["jewel.bonus.scheme"].create(
        {
            "name": "Менеджеры: 2 % и 3 % от выручки",
            "valid_from": months[0],
            "plan_amount": 1_000_000,
            "tier_ids": [
                Command.create({"start": 0, "percent": 2}),
                Command.create({"start": 1_000_000, "percent": 3}),
            ],
        }
    )
    for month in months:
        workshop.as_("accountant", "jewel.bonus.make").create({"month": month}).action_make()
        statements = workshop.as_("accountant", "jewel.bonus.statement").search(
            [("month", "=", month), ("state", "=", "computed")]
        )
        statements.action_recompute()
        if month != months[-1]:
            statements.action_review()
            statements.with_user(workshop.people["director"]).action_approve()
            statements.action_lock()
