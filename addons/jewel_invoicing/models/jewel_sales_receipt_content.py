from decimal import Decimal

from odoo import models
from odoo.tools import format_date

from odoo.addons.jewel_base.words import amount_in_words

from .jewel_bank_invoice_mixin import exact, roubles


class JewelSalesReceipt(models.Model):
    """What the paper says, in both copies, and what keeps it from being printed.

    Called in sudo, since a storekeeper prints what he may not read in the deal's orders.
    """

    _inherit = "jewel.sales.receipt"

    # === WHAT IS MISSING === #

    def _get_print_problems(self):
        """Sentences about all that is missing, each with where to put it right."""
        self.ensure_one()
        env, lines = self.env, self.deal_id._get_receipt_lines()
        problems = [*self.company_id._get_receipt_problems()]
        if not lines:
            problems.append(env._("goods: add them to an order of the deal"))
        if self.currency_id.name != "RUB":
            problems.append(env._("amounts in roubles: currency of the company"))
        for line in lines:
            if gaps := line._get_receipt_gaps():
                problems.append(
                    env._(
                        "%(goods)s (%(order)s): %(gaps)s",
                        goods=line._get_receipt_name(),
                        order=line.order_id.name,
                        gaps=", ".join(gaps),
                    )
                )
        if self._lacks_identification():
            problems.append(env._("identification of the client (115-FZ): button «Identification»"))
        return problems

    def _get_print_warnings(self):
        """Sentences about what does not keep from printing but must be looked at."""
        return [
            self.env._("%(goods)s: no UIN, look at the tag", goods=line._get_receipt_name())
            for line in self.deal_id._get_receipt_lines()
            if line._lacks_uin()
        ]

    # === WHAT IS PRINTED === #

    def _prepare_content(self):
        """Texts of both copies, plain enough for JSON.

        :return: dict with ``number``, ``date``, ``orders``, ``seller``, ``buyer``, ``lines``,
            ``sums``, ``payments``, ``fiscal``, ``terms``, ``courier``
        """
        self.ensure_one()
        deal = self.deal_id
        lines = [
            {"no": index, **line._prepare_receipt_vals()}
            for index, line in enumerate(deal._get_receipt_lines(), start=1)
        ]
        return {
            "number": self.name,
            "date": self._date(self.date),
            "deal": deal.name,
            "orders": ", ".join(deal._get_receipt_orders().mapped("name")),
            "seller": self.company_id._prepare_receipt_seller(),
            "manager": deal.user_id.name or "",
            "buyer": deal.partner_id.name or "",
            "lines": lines,
            "sums": self._prepare_sums(),
            "payments": self._prepare_payments(),
            "fiscal": [
                link[0]
                for request in deal.pay_request_ids
                for link in request._get_fiscal_receipt_links()
            ],
            "terms": self.company_id._prepare_receipt_terms(),
            "courier": self._prepare_courier_vals(),
        }

    def _prepare_sums(self):
        orders, money = self.deal_id._get_receipt_orders(), self._get_money()
        lines = self.deal_id._get_receipt_lines()
        vat = exact(sum(orders.mapped("amount_tax")))
        rates = sorted(set(lines.tax_ids.filtered("amount").mapped("amount")))
        discount = sum((line._get_receipt_discount() for line in lines), Decimal(0))
        rest = money.total - sum((exact(line.price_total) for line in lines), Decimal(0))
        return {
            "count": len(lines),
            "total": roubles(money.total),
            "discount": roubles(discount) if discount else "",
            "rounding": roubles(rest) if rest else "",
            "vat": roubles(vat) if vat else "",
            "vat_rates": ", ".join(f"{rate:g}%" for rate in rates),
            "words": amount_in_words(money.total),
            "paid": roubles(money.paid),
            "collect": roubles(money.collect),
            "collect_words": amount_in_words(money.collect),
            "is_paid": not money.collect,
            "back": roubles(money.give_back) if money.give_back else "",
        }

    def _prepare_payments(self):
        """What has come and gone, by day: date, way, sum (negative: returned)."""
        deal = self.deal_id
        ways = dict(self.env["account.payment"]._fields["pay_way"]._description_selection(self.env))
        rows = [
            (payment.date, payment.pay_way, payment.amount, payment.payment_type == "inbound")
            for payment in deal._get_arrived_payments()
        ]
        rows += [
            (tx._get_paid_day(), "online", tx.amount, True)
            for tx in self.env["payment.transaction"].search(deal._get_unbooked_domain())
        ]
        return [
            {
                "date": self._date(date),
                "way": ways.get(way) or self.env._("Payment"),
                "amount": roubles(exact(amount if is_inbound else -amount)),
            }
            for date, way, amount, is_inbound in sorted(rows, key=lambda row: row[0])
        ]

    def _prepare_courier_vals(self):
        ways = [
            (self.allow_cash, self.env._("cash")),
            (self.allow_card, self.env._("card")),
            (True, self.env._("by the link of the invoice")),
        ]
        return {
            "name": self.courier_id.name or "",
            "contact": self.contact_name or "",
            "phone": self.phone or "",
            "address": self.address or "",
            "intercom": self.intercom or "",
            "day": self._date(self.delivery_date) if self.delivery_date else "",
            "window": self._get_window(),
            "call_before": self.call_before,
            "comment": self.comment or "",
            "ways": ", ".join(name for is_allowed, name in ways if is_allowed),
            "identify": self.needs_identification,
        }

    def _get_window(self):
        """12:00–15:00, or nothing."""
        if not self.time_from and not self.time_to:
            return ""
        return "–".join(
            f"{int(minutes // 60):02d}:{int(minutes % 60):02d}"
            for minutes in (round(hours * 60) for hours in (self.time_from, self.time_to))
        )

    def _date(self, date):
        return format_date(self.env, date, date_format="dd.MM.yyyy")
