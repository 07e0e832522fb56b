from datetime import datetime, time, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import format_date
from odoo.tools.misc import formatLang

from odoo.addons.jewel_kpi.kpi import previous_period, rate
from odoo.addons.jewel_kpi.models.crm_lead import moscow_day

from ..jeweller import INDICATORS, Facts, compute

_MOSCOW = ZoneInfo("Europe/Moscow")
_OFFICE = ("jewel_base.group_production_head", "jewel_base.group_director")
_SUMS = {
    "pieces": "pieces:sum",
    "rework_pieces": "rework_pieces:sum",
    "weight": "weight:sum",
    "hours": "hours:sum",
    "norm_hours": "norm_hours:sum",
    "loss": "loss:sum",
    "loss_over": "loss_over:sum",
}
# Indicator -> condition of the work behind it; what is not here is behind by whole jobs.
_BEHIND = {
    "pieces": [("pieces", ">", 0)],
    "weight": [("weight", ">", 0)],
    "hours": [],
    "pace": [],
    "rework": [("rework_pieces", ">", 0)],
    "loss_share": [("loss", ">", 0)],
    "loss_over": [("loss_over", ">", 0)],
}


class JewelJewellerKpi(models.AbstractModel):
    """Output, pace, timeliness, rework and losses of each jeweller, and his place.

    Counted from `jewel.output.report` and `jewel.timeliness.report`, which are what is behind
    each number. Days are Moscow's.
    """

    _name = "jewel.jeweller.kpi"
    _description = "KPI of Jewellers"

    @api.model
    def get_page(self, begin=None, end=None):
        """All that the page shows: everybody for the office, himself for a jeweller.

        :param begin: first day, ISO; the first of this month by default
        :param end: last day, ISO; today by default
        :raise AccessError: the user is neither
        """
        self._check_may_read()
        today = moscow_day()
        begin = fields.Date.to_date(begin) or today.replace(day=1)
        end = max(fields.Date.to_date(end) or today, begin)
        before = previous_period(begin, end)
        names = self._get_indicator_texts()
        weights = self.env["jewel.jeweller.weight"].sudo()._get_weights()
        return {
            "begin": fields.Date.to_string(begin),
            "end": fields.Date.to_string(end),
            "periods": [
                f"{format_date(self.env, first)} – {format_date(self.env, last)}"
                for first, last in ((begin, end), before)
            ],
            "formula": ", ".join(
                f"{names[key][0]}: {weight.normalize():f}" for key, weight in weights.items()
            ),
            "rows": self._get_rows(begin, end, before, names, weights),
        }

    def _check_may_read(self):
        groups = (*_OFFICE, "jewel_base.group_jeweller")
        if not any(self.env.user.has_group(group) for group in groups):
            raise AccessError(
                self.env._("The indicators of jewellers are for the workshop and the director.")
            )

    def _sees_all(self):
        return any(self.env.user.has_group(group) for group in _OFFICE)

    def _get_rows(self, begin, end, before, names, weights):
        """Places are among all; a jeweller is told his own and nothing of the others."""
        values = {who: compute(facts) for who, facts in self._read_facts(begin, end).items()}
        earlier = self._read_facts(*before)
        rating = rate(values, weights, INDICATORS) if weights else {}
        shown = values if self._sees_all() else {self.env.user: values.get(self.env.user)}
        kpi = self.env["jewel.manager.kpi"]
        rows = [
            {
                "user_id": who.id,
                "name": who.sudo().name,
                "place": rating[who][1] if who in rating else 0,
                "count": len(rating),
                "points": formatLang(self.env, float(rating[who][0]), digits=1)
                if who in rating
                else "",
                "values": [
                    {
                        "key": key,
                        "name": names[key][0],
                        "formula": names[key][1],
                        "value": kpi._format(indicator, found[key]),
                        "before": kpi._describe(
                            indicator, found[key], compute(earlier.get(who, Facts()))[key]
                        ),
                    }
                    for key, indicator in INDICATORS.items()
                ],
            }
            for who, found in shown.items()
            if found
        ]
        return sorted(rows, key=lambda row: (row["place"], row["name"]))

    # === FACTS === #

    @api.model
    def _read_facts(self, begin, end):
        """{jeweller: `Facts`} of the days from ``begin`` to ``end``, of the user's companies."""
        domain = self._get_domain(begin, end)
        work = self.env["jewel.output.report"].sudo()
        jobs = self.env["jewel.timeliness.report"].sudo()
        promised = {
            who: {"jobs": count, "jobs_on_time": in_time or 0}
            for who, count, in_time in jobs._read_group(
                domain & Domain("jeweller_id", "!=", False),
                ["jeweller_id"],
                ["__count", "on_time_count:sum"],
            )
        }
        done = {
            who: dict(zip(_SUMS, map(_exact, sums), strict=True))
            for who, *sums in work._read_group(domain, ["jeweller_id"], list(_SUMS.values()))
        }
        return {
            who.sudo(False): Facts(**done.get(who, {}), **promised.get(who, {}))
            for who in done | promised
        }

    def _get_domain(self, begin, end):
        first, after = (
            datetime.combine(day, time.min, _MOSCOW).astimezone(timezone.utc).replace(tzinfo=None)
            for day in (begin, end + timedelta(days=1))
        )
        return Domain(
            [
                ("date_finished", ">=", first),
                ("date_finished", "<", after),
                ("company_id", "in", self.env.companies.ids),
            ]
        )

    # === WORDS AND WHAT IS BEHIND === #

    @api.model
    def _get_indicator_texts(self):
        """{indicator: (name, how it is computed, in words)}"""
        return {
            "pieces": (
                self.env._("Pieces"),
                self.env._(
                    "Pieces that passed his stages on these days; at each stage anew, done again"
                    " is no new piece."
                ),
            ),
            "weight": (self.env._("Weight"), self.env._("Mass of these pieces after the work.")),
            "hours": (self.env._("Hours"), self.env._("Time on the clock of the work finished.")),
            "pace": (
                self.env._("Pace"),
                self.env._(
                    "Hours by the route for the same work, in percent of those on the clock; above"
                    " 100 is faster than the norm."
                ),
            ),
            "on_time": (
                self.env._("In time"),
                self.env._(
                    "Of the jobs finished on these days on which he worked last, the share"
                    " finished by their deadline."
                ),
            ),
            "rework": (
                self.env._("Done again"),
                self.env._("Of all pieces at his stages, the share that came back to be redone."),
            ),
            "loss_share": (
                self.env._("Loss over the norm"),
                self.env._("Of the metal lost in his work, the share beyond the norm."),
            ),
            "loss_over": (
                self.env._("Lost over the norm"),
                self.env._("Grams of alloy lost in his work beyond the norm."),
            ),
        }

    @api.model
    def get_behind(self, key, begin, end, user_id):
        """The action that opens the work or jobs behind a number of a jeweller."""
        domain = self._get_domain(fields.Date.to_date(begin), fields.Date.to_date(end))
        domain &= Domain("jeweller_id", "=", user_id)
        name = self._get_indicator_texts()[key][0]
        xmlid = "jewel_production.jewel_timeliness_report_action"
        if key in _BEHIND:
            domain &= Domain(_BEHIND[key])
            xmlid = "jewel_production.jewel_output_report_action"
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return {
            **action,
            "name": name,
            "display_name": name,
            "domain": list(domain),
            "context": {},
            "views": [(False, "list"), (False, "pivot")],
            "view_mode": "list,pivot",
        }


def _exact(value):
    return Decimal(repr(value or 0.0))
