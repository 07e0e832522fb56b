from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import format_date
from odoo.tools.misc import formatLang

from ..kpi import INDICATORS, Facts, change, compute, previous_period, rate, same_last_year
from .crm_lead import moscow_day

_ALL = (
    "sales_team.group_sale_salesman_all_leads",
    "account.group_account_invoice",
    "account.group_account_readonly",
)
# Indicator -> condition of the rows behind it.
_BEHIND = {
    "revenue": [("kind", "=", "payment")],
    "returned": [("returned", "!=", False)],
    "conversion_cohort": [("kind", "=", "created")],
    "conversion_date": [("kind", "=", "closed")],
    "average_cheque": [("kind", "=", "closed"), ("won", "=", 1)],
    "created": [("kind", "=", "created")],
    "won": [("kind", "=", "closed"), ("won", "=", 1)],
    "lost": [("kind", "=", "closed"), ("lost", "=", 1)],
    "offers": [("kind", "=", "offer")],
    "offer_revenue": [("kind", "=", "payment"), ("offer_revenue", "!=", False)],
    "orders": [("kind", "=", "order")],
    "lines_per_order": [("kind", "=", "order")],
    "answer_hours": [("kind", "=", "created"), ("answered", "=", 1)],
    "on_time": [("kind", "=", "promise")],
    "late": [("kind", "=", "promise"), ("late", "=", 1)],
    "debt": [("kind", "=", "debt")],
}
_ROWS = 8  # awaited payments and tasks on the page


class JewelManagerKpi(models.Model):
    """The page of a manager, and of all of them for the director: read in one call."""

    _inherit = "jewel.manager.kpi"

    @api.model
    def get_page(self, begin=None, end=None, user_id=None):
        """All that the page shows.

        :param begin: first day, ISO; the first of this month by default
        :param end: last day, ISO; today by default
        :param user_id: whose page; one's own for a manager, all managers for who sees all
        :raise AccessError: the page is another manager's
        """
        today = moscow_day()
        begin = fields.Date.to_date(begin) or today.replace(day=1)
        end = max(fields.Date.to_date(end) or today, begin)
        sees_all = any(self.env.user.has_group(group) for group in _ALL)
        user = self.env["res.users"].browse(user_id or (() if sees_all else self.env.uid))
        if user != self.env.user and not sees_all:
            raise AccessError(self.env._("The indicators of another manager are not shown to you."))
        rows = self.sudo()._read_facts(begin, end)
        page = {
            "begin": fields.Date.to_string(begin),
            "end": fields.Date.to_string(end),
            "user_id": user.id,
            "user_name": user.name or self.env._("All Managers"),
            "sees_all": sees_all,
            "indicators": self._get_indicators(begin, end, user, rows),
            "rating": self._get_rating(rows, user, sees_all),
            "debts": self._get_debts(user),
            "tasks": self._get_tasks(user),
            "bonus": self._get_bonus(user, end.replace(day=1), today),
        }
        return page

    # === INDICATORS === #

    def _get_indicators(self, begin, end, user, rows):
        periods = [(begin, end), previous_period(begin, end), same_last_year(begin, end)]
        facts = [rows] + [self.sudo()._read_facts(*period, user) for period in periods[1:]]
        now, before, year = (compute(self._sum(one, user)) for one in facts)
        before["debt"] = year["debt"] = None  # a debt is of today
        now["debt"] = self._sum_debt(user)
        names = self._get_indicator_texts()
        return {
            "periods": [self._format_period(*period) for period in periods],
            "rows": [
                {
                    "key": key,
                    "name": names[key][0],
                    "formula": names[key][1],
                    "value": self._format(INDICATORS[key], now[key]),
                    "before": self._describe(INDICATORS[key], now[key], before[key]),
                    "year": self._describe(INDICATORS[key], now[key], year[key]),
                }
                for key in INDICATORS
            ],
        }

    def _sum(self, facts, user):
        if user:
            return facts.get(user, Facts())
        return sum((one for who, one in facts.items() if who), Facts())

    def _sum_debt(self, user):
        domain = [("user_id", "=", user.id)] if user else [("user_id", "!=", False)]
        [[debt]] = self.env["jewel.deal.debt"]._read_group(domain, [], ["amount_due:sum"])
        return Decimal(repr(debt or 0.0))

    def _describe(self, indicator, now, before):
        """A number of another period, and what the change since then means."""
        percent = now is not None and change(now, before)
        better = indicator.better
        sign = "+" if percent and percent > 0 else "−"
        return {
            "value": self._format(indicator, before),
            "change": f"{sign}{formatLang(self.env, float(abs(percent)), digits=1)} %"
            if percent
            else "",
            "is_good": bool(percent) and percent * better > 0,
            "is_bad": bool(percent) and percent * better < 0,
        }

    def _format(self, indicator, value):
        if value is None:
            return "—"
        unit = indicator.unit
        if unit == "money":
            return self.env.company.currency_id.format(float(value))
        digits = {"count": 0, "grams": 2}.get(unit, 1)
        text = formatLang(self.env, float(value), digits=digits)
        return {
            "percent": self.env._("%s %%", text),
            "hours": self.env._("%s h", text),
            "grams": self.env._("%s g", text),
        }.get(unit, text)

    def _format_period(self, begin, end):
        return f"{format_date(self.env, begin)} – {format_date(self.env, end)}"

    def _get_indicator_texts(self):
        """{indicator: (name, how it is computed, in words)}"""
        return {
            "revenue": (
                self.env._("Revenue received"),
                self.env._(
                    "Payments of clients that have come on these days, less refunds made on these"
                    " days. Of whoever led the deal when the payment was entered; a refund is"
                    " deducted from the same person."
                ),
            ),
            "returned": (self.env._("Returned"), self.env._("Refunds made on these days.")),
            "conversion_cohort": (
                self.env._("Conversion of enquiries"),
                self.env._(
                    "Of the enquiries that came on these days, the share won by today. It grows"
                    " while they are being worked on."
                ),
            ),
            "conversion_date": (
                self.env._("Conversion by date"),
                self.env._("Of the deals won or lost on these days, the share won."),
            ),
            "average_cheque": (
                self.env._("Average cheque"),
                self.env._("Totals of the deals won on these days, divided by their number."),
            ),
            "created": (self.env._("Enquiries"), self.env._("Deals that came on these days.")),
            "won": (self.env._("Won"), self.env._("Deals completed on these days.")),
            "lost": (
                self.env._("Lost"),
                self.env._("Deals closed as lost on these days; the reasons are behind."),
            ),
            "offers": (
                self.env._("Offers sent"),
                self.env._(
                    "Deals whose first quotation or invoice by link went to the client on these"
                    " days; once a deal."
                ),
            ),
            "offer_revenue": (
                self.env._("Paid on offers"),
                self.env._(
                    "Of the revenue, that of deals that had got an offer before the payment."
                ),
            ),
            "orders": (
                self.env._("Orders"),
                self.env._("Orders confirmed with a date on these days."),
            ),
            "lines_per_order": (
                self.env._("Lines per order"),
                self.env._("Lines with goods of these orders, divided by the number of orders."),
            ),
            "answer_hours": (
                self.env._("First answer"),
                self.env._(
                    "Average hours from an enquiry of these days to the first letter, note, call"
                    " or offer of an employee; nights and days off count. Those not answered yet"
                    " are left out."
                ),
            ),
            "on_time": (
                self.env._("In time"),
                self.env._(
                    "Of the deals promised for these days, the share whose pieces were ready by the"
                    " promised day. The promise is the deadline as it was when production began."
                ),
            ),
            "late": (
                self.env._("Promises broken"),
                self.env._("Deals promised for these days and ready later, or not yet."),
            ),
            "debt": (
                self.env._("Debts"),
                self.env._("Left to pay today of deals that are not lost."),
            ),
        }

    @api.model
    def get_behind(self, key, begin, end, user_id=None):
        """The action that opens the deals or payments behind a number of the page."""
        domain = Domain(_BEHIND[key])
        if key != "debt":
            domain &= Domain([("date", ">=", begin), ("date", "<=", end)])
        domain &= Domain("user_id", "=", user_id) if user_id else Domain("user_id", "!=", False)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jewel_kpi.jewel_manager_kpi_rows_action"
        )
        name = self._get_indicator_texts()[key][0]
        kind = next((value for name, _op, value in _BEHIND[key] if name == "kind"), "payment")
        return {
            **action,
            "name": name,
            "display_name": name,
            "domain": list(domain),
            "context": {"kpi_kind": kind},
        }

    # === RATING, DEBTS, TASKS, BONUS === #

    def _get_rating(self, rows, user, sees_all):
        """Places of all managers; a manager is told his own place and nothing of the others."""
        weights = self.env["jewel.kpi.weight"].sudo()._get_weights()
        managers = self.env.ref("jewel_base.group_sales_manager").sudo().all_user_ids
        managers = managers.filtered("active")
        values = {who: compute(facts) for who, facts in rows.items() if who in managers}
        if user in managers:
            values.setdefault(user, compute(Facts()))
        rating = rate(values, weights, INDICATORS) if weights else {}
        names = self._get_indicator_texts()
        return {
            "count": len(rating),
            "place": rating[user][1] if user in rating else 0,
            "formula": ", ".join(
                f"{names[key][0]}: {weight.normalize():f}" for key, weight in weights.items()
            ),
            "rows": [
                {
                    "user_id": who.id,
                    "name": who.name,
                    "place": place,
                    "points": formatLang(self.env, float(points), digits=1),
                    "revenue": self._format(INDICATORS["revenue"], values[who]["revenue"]),
                    "conversion": self._format(
                        INDICATORS["conversion_date"], values[who]["conversion_date"]
                    ),
                    "on_time": self._format(INDICATORS["on_time"], values[who]["on_time"]),
                }
                for who, (points, place) in sorted(
                    rating.items(), key=lambda item: (item[1][1], item[0].name)
                )
            ]
            if sees_all
            else [],
        }

    def _get_debts(self, user):
        rows = self.env["jewel.deal.debt"].search(
            [("user_id", "=", user.id)] if user else [("user_id", "!=", False)], limit=_ROWS
        )
        return [
            {
                "id": row.id,
                "deal_id": row.deal_id.id,
                "name": row.display_name,
                "client": row.partner_id.sudo().name or "",
                "amount": row.currency_id.format(row.amount_due),
                "date": format_date(self.env, row.expected_date) if row.expected_date else "",
                "is_late": row.days > 0,
            }
            for row in rows
        ]

    def _get_tasks(self, user):
        """One's own tasks of today and before."""
        if user != self.env.user:
            return []
        tasks = self.env["mail.activity"].search(
            [("user_id", "=", user.id), ("date_deadline", "<=", moscow_day())],
            order="date_deadline, id",
            limit=_ROWS,
        )
        return [
            {
                "id": task.id,
                "model": task.res_model,
                "res_id": task.res_id,
                "name": task.summary or task.activity_type_id.name,
                "record": task.res_name or "",
                "date": format_date(self.env, task.date_deadline),
                "is_late": task.date_deadline < moscow_day(),
            }
            for task in tasks
        ]

    def _get_bonus(self, user, month, today):
        """Plan and bonus of the month in which the period ends; of one manager only."""
        if not user:
            return {}
        statements = self.env["jewel.bonus.statement"].sudo()
        found = statements._read_results(month, user).get(user)
        if not found:
            return {}
        scheme, values, result = found["scheme"], found["values"], found["result"]
        locked = statements.search(
            [("user_id", "=", user.id), ("month", "=", month), ("state", "!=", "computed")]
        )
        total = sum(locked.mapped("amount_total")) if locked else float(result.total)
        plan = values["plan"]
        return {
            "month": format_date(self.env, month, date_format="LLLL y"),
            "amount": self.env.company.currency_id.format(total),
            "is_final": bool(locked),
            "is_current": month == today.replace(day=1),
            "plan": self.env.company.currency_id.format(scheme.plan_amount),
            "plan_percent": float(plan) if plan is not None else False,
            "plan_met": self._format(INDICATORS["on_time"], plan),
            "scheme": scheme.name,
        }
