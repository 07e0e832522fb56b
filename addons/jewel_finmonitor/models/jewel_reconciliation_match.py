from odoo import models

from odoo.addons.jewel_invoicing.const import PAID_PAYMENT

from ..const import DAYS
from ..matching import Entry, match


class JewelReconciliation(models.Model):
    """Looking for pairs: facts by two queries, rules in plain Python, results by one statement."""

    _inherit = "jewel.reconciliation"

    def _match(self):
        """Pair what can be paired, and give what cannot a line, an owner and a task.

        The caller has made sure that the period is open, and has locked it.
        """
        self.ensure_one()
        self.env.flush_all()
        booked = self._read_booked()
        pairs, doubts = match(self._read_stated(), [entry for entry, _row in booked], DAYS)
        self._write_pairs(pairs, dict(map(_by_key, booked)))
        taken = {other.key for _one, other, _rule in pairs}
        self._create_booked_lines([row for entry, row in booked if entry.key not in taken])
        self._refresh_totals()
        self._note_doubts(doubts)
        self._note_cancelled_deals()
        self._assign_tasks()

    # === FACTS === #

    def _read_stated(self):
        """`Entry` of the source's lines that have no payment yet."""
        self.env.cr.execute(
            """
            SELECT id, (stated_amount * 100)::bigint, date, external_id, name, purpose
              FROM jewel_reconciliation_line
             WHERE reconciliation_id = %s AND external_id IS NOT NULL AND payment_id IS NULL
             ORDER BY date, id
            """,
            [self.id],
        )
        return [
            Entry(key, cents, day.toordinal(), (ref.partition("|")[0],), (), name or "", text or "")
            for key, cents, day, ref, name, text in self.env.cr.fetchall()
        ]

    def _read_booked(self):
        """[(`Entry`, row)] of the payments of this month, of closed months that came late, and of
        those that an earlier period has left on their way."""
        self.env.cr.execute(
            """
            SELECT payment.id,
                   (CASE WHEN payment.payment_type = 'inbound' THEN 1 ELSE -1 END
                        * payment.amount * 100)::bigint,
                   payment.date,
                   tx.provider_reference, tx.reference,
                   payment.name, request.name, payment.memo, partner.name,
                   line.id, line.reconciliation_id
              FROM account_payment payment
              LEFT JOIN payment_transaction tx ON tx.id = payment.payment_transaction_id
              LEFT JOIN jewel_pay_request request ON request.id = payment.pay_request_id
              LEFT JOIN res_partner partner ON partner.id = payment.partner_id
              LEFT JOIN jewel_reconciliation_line line ON line.payment_id = payment.id
             WHERE payment.source_id = %(source)s
               AND payment.company_id = %(company)s
               AND payment.state = ANY(%(paid)s)
               AND payment.date <= %(end)s
               AND (line.id IS NULL AND (
                        payment.date >= %(begin)s
                        OR EXISTS (
                            SELECT FROM jewel_reconciliation earlier
                             WHERE earlier.source_id = %(source)s
                               AND earlier.company_id = %(company)s
                               AND earlier.state = 'closed'
                               AND earlier.month = date_trunc('month', payment.date)))
                    OR line.result = 'only_booked' AND (
                        line.reconciliation_id = %(id)s
                        OR NOT EXISTS (
                            SELECT FROM jewel_reconciliation_line later
                             WHERE later.payment_id = payment.id AND later.is_carried)))
             ORDER BY payment.date, payment.id
            """,
            {
                "source": self.source_id.id,
                "company": self.company_id.id,
                "paid": list(PAID_PAYMENT),
                "begin": self.month,
                "end": self._get_last_day(),
                "id": self.id,
            },
        )
        return [(_entry(row), row) for row in self.env.cr.fetchall()]

    # === RESULTS === #

    def _write_pairs(self, pairs, rows):
        """Write the pairs past the ORM: there may be tens of thousands."""
        if not pairs:
            return
        ours, lines, payments, amounts, carried, agrees, rules = [], [], [], [], [], [], []
        for one, other, rule in pairs:
            line_id, reconciliation_id = rows[other.key][-2:]
            is_carried = bool(line_id) and reconciliation_id != self.id
            if line_id and not is_carried:
                ours.append(line_id)
            lines.append(one.key)
            payments.append(other.key)
            amounts.append(0 if is_carried else other.kopecks)
            carried.append(is_carried)
            agrees.append(one.kopecks == other.kopecks)
            rules.append(rule)
        if ours:
            # What was booked alone has found its other side: one line is enough.
            self.env["jewel.reconciliation.line"].sudo().browse(ours).unlink()
        self.env.cr.execute(
            """
            UPDATE jewel_reconciliation_line line
               SET payment_id = pair.payment_id,
                   booked_amount = pair.kopecks / 100.0,
                   difference = pair.kopecks / 100.0 - line.stated_amount,
                   is_carried = pair.is_carried,
                   rule = pair.rule,
                   result = CASE WHEN pair.agrees THEN 'matched' ELSE 'differs' END
              FROM unnest(%s, %s, %s::bigint[], %s, %s, %s) AS
                   pair (line_id, payment_id, kopecks, is_carried, agrees, rule)
             WHERE line.id = pair.line_id
            """,
            [lines, payments, amounts, carried, agrees, rules],
        )
        self.env["jewel.reconciliation.line"].invalidate_model()
        self.env["account.payment"].invalidate_model(["reconciliation_line_ids"])

    def _create_booked_lines(self, rows):
        """Lines of the payments that the source does not state, where they have none yet."""
        lines = self.env["jewel.reconciliation.line"].sudo()
        lines.with_context(tracking_disable=True, mail_create_nolog=True).create(
            [
                {
                    "reconciliation_id": self.id,
                    "payment_id": row[0],
                    "date": row[2],
                    "booked_amount": row[1] / 100,
                    "name": row[8],
                    "purpose": row[7],
                    "is_late": row[2] < self.month,
                }
                for row in rows
                if not row[9]
            ]
        )

    def _refresh_totals(self):
        """Pairs are written past the ORM, so it is told that the totals have changed."""
        for field in self.pool.field_computed[self._fields["booked_amount"]]:
            self.env.add_to_compute(field, self)


def _entry(row):
    key, cents, day, reference, tx_reference, number, request, memo, partner = row[:9]
    refs = tuple(ref for ref in (reference, tx_reference, number) if ref)
    numbers = tuple(name for name in (request, number, memo) if name and len(name) > 3)
    return Entry(key, cents, day.toordinal(), refs, numbers, partner or "", "")


def _by_key(pair):
    entry, row = pair
    return entry.key, row
