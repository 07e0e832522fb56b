from collections import defaultdict
from decimal import Decimal

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .. import bonus
from ..kpi import Facts, compute, share
from .crm_lead import moscow_day


class JewelBonusStatement(models.Model):
    """The counting: facts by a few queries for all managers, arithmetic in plain Python."""

    _inherit = "jewel.bonus.statement"

    # === FACTS AND RESULTS === #

    @api.model
    def _read_results(self, month, users, closing=None, company=None):
        """{user: dict of scheme, facts, values, deals, carried, result} of those with a scheme.

        :param month: first day of the month
        :param closing: deals to count as if they closed, fully paid, in this month
        """
        company = company or self.env.company
        schemes = self.env["jewel.bonus.scheme"]._get_schemes(month, users, company)
        facts = self._read_month_facts(month, users, company)
        money = self._read_month_deals(month, users, company)
        for user, extra, deals in self._suppose(closing, month):
            facts[user] = facts.get(user, Facts()) + extra
            for deal, amount in deals.items():
                money[user][deal] += amount
        margins = self._read_margins(schemes, money)
        carried = self._read_carried(month, users, company)
        results = {}
        for user, scheme in schemes.items():
            core = scheme._get_core()
            mine = facts.get(user, Facts())
            values = compute(mine)
            plan = Decimal(repr(scheme.plan_amount))
            values["plan"] = share(values["revenue"], plan) if plan > 0 else None
            deals = [
                bonus.Deal(deal, amount, margins.get(deal)) for deal, amount in money[user].items()
            ]
            counted = bonus.sum_counted(deals, core)
            before = carried.get(user, bonus.ZERO)
            results[user] = {
                "scheme": scheme,
                "core": core,
                "values": values,
                "deals": deals,
                "counted": counted,
                "carried": before,
                "result": bonus.compute(counted, before, values, core),
            }
        return results

    def _kpi(self, company):
        return self.env["jewel.manager.kpi"].sudo().with_context(allowed_company_ids=company.ids)

    def _read_month_facts(self, month, users, company):
        last = fields.Date.end_of(month, "month")
        return self._kpi(company)._read_facts(month, last, users if len(users) == 1 else None)

    def _read_month_deals(self, month, users, company):
        """{user: {deal id: received less returned}}; money without a deal is nobody's."""
        groups = self._kpi(company)._read_group(
            [
                ("kind", "=", "payment"),
                ("date", ">=", month),
                ("date", "<=", fields.Date.end_of(month, "month")),
                ("user_id", "in", users.ids),
                ("company_id", "=", company.id),
            ],
            ["user_id", "deal_id"],
            ["revenue:sum"],
        )
        money = defaultdict(lambda: defaultdict(lambda: bonus.ZERO))
        for user, deal, amount in groups:
            money[user][deal.id] += Decimal(repr(amount))
        return money

    def _read_margins(self, schemes, money):
        """{deal id: margin in percent} where the scheme asks for it and the cost is known.

        A cancelled deal keeps its margin: what earned nothing costs nothing when it is returned.
        """
        asking = [user for user, scheme in schemes.items() if scheme.min_margin]
        deals = {deal for user in asking for deal in money[user] if deal}
        costs = self.env["crm.lead"].browse(deals)._get_costs(with_cancelled=True)
        return {
            deal: share(Decimal(repr(price)) - Decimal(repr(cost)), Decimal(repr(price)))
            for deal, (price, cost) in costs.items()
            if price > 0
        }

    def _read_carried(self, month, users, company):
        """{user: rest of the month before, zero or below}, by the last word of that month."""
        statements = self.sudo().search_fetch(
            [
                ("month", "=", fields.Date.subtract(month, months=1)),
                ("user_id", "in", users.ids),
                ("company_id", "=", company.id),
            ],
            ["user_id", "carried_out"],
            order="id",
        )
        return {one.user_id: Decimal(repr(one.carried_out)) for one in statements}

    def _suppose(self, deals, month):
        """(user, more facts, {deal id: money}) as if ``deals`` were won and paid in full now."""
        for deal in (deals or self.env["crm.lead"]).sudo().filtered("user_id"):
            due = max(Decimal(repr(deal.amount_due)), bonus.ZERO)
            is_pending = deal.won_status == "pending"
            created = moscow_day(deal.create_date)
            facts = Facts(
                received=due,
                won=int(is_pending),
                won_amount=Decimal(repr(deal.amount_deal)) if is_pending else bonus.ZERO,
                cohort_won=int(is_pending and created.replace(day=1) == month),
            )
            yield deal.user_id, facts, {deal.id: due} if due else {}

    # === STATEMENTS === #

    @api.model
    def _make(self, month, company=None):
        """Statements of a month that is over, for all who have none yet.

        :return: the new statements
        :raise UserError: the month is not over
        """
        company = company or self.env.company
        if fields.Date.end_of(month, "month") >= moscow_day():
            raise UserError(
                self.env._(
                    "%s is not over yet: what is computed now would change. The page of a manager"
                    " shows his bonus so far.",
                    format_date(self.env, month, date_format="LLLL y"),
                )
            )
        last = fields.Date.end_of(month, "month")
        managers = self.env.ref("jewel_base.group_sales_manager").sudo().all_user_ids
        users = managers.filtered(lambda one: one.active and company in one.company_ids)
        for user in self._kpi(company)._read_facts(month, last):
            users |= user  # who left in the meantime has earned too
        have = self.sudo().search(
            [("month", "=", month), ("company_id", "=", company.id), ("corrects_id", "=", False)]
        )
        results = self._read_results(month, users - have.user_id, company=company)
        statements = self.sudo().create(
            [
                {
                    "user_id": user.id,
                    "month": month,
                    "company_id": company.id,
                    **self._prepare_computed_vals(found),
                }
                for user, found in results.items()
            ]
        )
        return statements.sudo(False)

    @api.model
    def _cron_make(self):
        """The month before, as soon as it is over; what is there stays."""
        month = fields.Date.subtract(moscow_day().replace(day=1), months=1)
        for company in self.env["res.company"].search([("active", "=", True)]):
            self._make(month, company)

    def _recompute(self):
        for one in self:
            one.write(one._prepare_computed_vals(one._count_again(), one._get_stated_before()))

    def _count_again(self):
        """The month as the books say it now."""
        self.ensure_one()
        found = self._read_results(self.month, self.user_id, company=self.company_id)
        if not found:
            raise UserError(
                self.env._(
                    "No bonus scheme is valid for «%s»: make one, or set its «Valid From».",
                    self.display_name,
                )
            )
        return found[self.user_id]

    def _get_stated_before(self):
        """What earlier statements of the same month come to."""
        root = self.corrects_id
        earlier = (root + root.correction_ids.filtered(lambda one: one.state == "locked")) - self
        return sum((Decimal(repr(one.amount_total)) for one in earlier), bonus.ZERO)

    def _check_current(self):
        """Refuse to go on with numbers that the books do not say any more."""
        self.ensure_one()
        statement = self.sudo()
        total = statement._count_again()["result"].total - statement._get_stated_before()
        if total != Decimal(repr(statement.amount_total)):
            raise UserError(
                self.env._(
                    "Payments or deals behind «%(statement)s» have changed: the bonus was"
                    " %(old)s, now it comes to %(new)s. Return the statement to «Computed» and"
                    " compute it again.",
                    statement=statement.display_name,
                    old=statement.currency_id.format(statement.amount_total),
                    new=statement.currency_id.format(float(total)),
                )
            )

    def _create_correction(self):
        """The same month counted again, less what its statements have stated."""
        self.ensure_one()
        before = sum(
            (Decimal(repr(one.amount_total)) for one in self + self.correction_ids), bonus.ZERO
        )
        found = self._count_again()
        last = (self + self.correction_ids).sorted("id")[-1:]
        is_same = found["result"].total == before
        if is_same and found["result"].carried == Decimal(repr(last.carried_out)):
            raise UserError(
                self.env._(
                    "Nothing to correct in «%(statement)s»: counted again it comes to the same"
                    " %(sum)s.",
                    statement=self.display_name,
                    sum=self.currency_id.format(float(before)),
                )
            )
        return self.create(
            {
                "user_id": self.user_id.id,
                "month": self.month,
                "company_id": self.company_id.id,
                "corrects_id": self.id,
                **self._prepare_computed_vals(found, before),
            }
        )

    def _prepare_computed_vals(self, found, before=bonus.ZERO):
        """Values of all that is computed, with the steps and the deals."""
        values, result = found["values"], found["result"]
        steps = list(result.steps)
        if before:
            steps.append(bonus.Step("before", before, bonus.ZERO, -before))
        names = {
            deal.id: deal.name
            for deal in self.env["crm.lead"]
            .sudo()
            .browse([deal.key for deal in found["deals"] if deal.key])
        }
        return {
            "scheme_id": found["scheme"].id,
            "revenue": float(values["revenue"]),
            "revenue_counted": float(found["counted"]),
            "carried_in": float(found["carried"]),
            "carried_out": float(result.carried),
            "plan_percent": float(values["plan"] or 0),
            "conversion_cohort": float(values["conversion_cohort"] or 0),
            "conversion_date": float(values["conversion_date"] or 0),
            "late": int(values["late"]),
            "amount_before": float(before),
            "amount_total": float(result.total - before),
            "computed_at": fields.Datetime.now(),
            "line_ids": [
                Command.clear(),
                *(
                    Command.create(
                        {
                            "sequence": number,
                            "kind": step.kind,
                            "indicator": step.indicator,
                            "base": float(step.base),
                            "rate": float(step.rate),
                            "amount": float(step.amount),
                        }
                    )
                    for number, step in enumerate(steps)
                ),
            ],
            "deal_ids": [
                Command.clear(),
                *(
                    Command.create(
                        {
                            "deal_id": deal.key,
                            "name": names.get(deal.key, ""),
                            "revenue": float(deal.revenue),
                            "has_margin": deal.margin is not None,
                            "margin": float(deal.margin or 0),
                            "is_counted": bonus.is_counted(deal, found["core"]),
                        }
                    )
                    for deal in found["deals"]
                ),
            ],
        }
