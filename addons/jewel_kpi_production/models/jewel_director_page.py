from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.jewel_kpi.models.crm_lead import moscow_day

_IN_WORK = [("is_jewel_job", "=", True), ("state", "in", ("confirmed", "progress", "to_close"))]
_ROWS = 10


class JewelDirectorPage(models.AbstractModel):
    """The workshop on the director's page: load, lateness, metal, jewellers in their places."""

    _inherit = "jewel.director.page"

    @api.model
    def _get_sections(self):
        return [
            *super()._get_sections(),
            self._get_production_section(),
            self._get_metal_section(),
            self._get_jewellers_section(),
        ]

    # === PRODUCTION === #

    def _get_production_section(self):
        jobs = self.env["mrp.production"]
        counts = {risk: count for risk, count in jobs._read_group(_IN_WORK, ["risk"], ["__count"])}
        waiting = jobs.search_count([*_IN_WORK, ("wait_id", "!=", False)])
        late, at_risk = counts.get("late", 0), counts.get("at_risk", 0)
        cards = [
            self._job_card("in_work", self.env._("In work"), sum(counts.values()), []),
            self._job_card("late", self.env._("Late"), late, [("risk", "=", "late")], is_bad=True),
            self._job_card(
                "at_risk", self.env._("At risk"), at_risk, [("risk", "=", "at_risk")], is_bad=True
            ),
            self._job_card("waiting", self.env._("Waiting"), waiting, [("wait_id", "!=", False)]),
        ]
        return {
            "key": "production",
            "name": self.env._("Production"),
            "cards": cards,
            "rows": [],
            "chart": self._get_load_chart(jobs),
        }

    def _job_card(self, key, name, count, domain, is_bad=False):
        action = self._open(
            "jewel_production.mrp_production_jobs_action",
            [*_IN_WORK, *domain],
            jewel_job_name=True,
        )
        action["mobile_view_mode"] = "list"  # the first column of a board may be empty
        return self._card(key, name, str(count), action, tone="bad" if is_bad and count else "")

    def _get_load_chart(self, jobs):
        """Jobs at each stage."""
        stages = jobs._read_group(
            [*_IN_WORK, ("stage_id", "!=", False)], ["stage_id"], ["__count"], order="stage_id"
        )
        if not stages:
            return None
        return {
            "type": "bar",
            "labels": [stage.display_name for stage, _count in stages],
            "series": [{"name": self.env._("Jobs"), "values": [count for _stage, count in stages]}],
        }

    # === METAL === #

    def _get_metal_section(self):
        since = fields.Datetime.now() - timedelta(days=30)
        to_decide = [("state", "in", ("open", "explained"))]
        recent = [("create_date", ">=", since)]
        checks = self.env["jewel.metal.check"].search(
            [("company_id", "in", self.env.companies.ids)], limit=1
        )
        state = self.env._("agrees") if checks.is_right else self.env._("differs")
        below = [("gross_weight", "<", 0), ("metal_holder", "in", ("vault", "master", "finished"))]
        return {
            "key": "metal",
            "name": self.env._("Metal"),
            "cards": [
                self._card(
                    "check",
                    self.env._("Ledger and stock"),
                    state if checks else "—",
                    self._open("jewel_stock_ext.jewel_metal_stock_action"),
                    tone="bad" if checks and not checks.is_right else "",
                ),
                self._count_card(
                    "loss_acts",
                    self.env._("Losses to decide"),
                    "jewel_stock_ext.jewel_loss_act_action",
                    to_decide,
                ),
                self._count_card(
                    "signals",
                    self.env._("Alarms of losses, 30 days"),
                    "jewel_production.jewel_loss_signal_action",
                    recent,
                ),
                self._count_card(
                    "below_zero",
                    self.env._("Balances below zero"),
                    "jewel_stock_ext.jewel_metal_balance_action",
                    below,
                ),
            ],
            "rows": [],
            "chart": None,
        }

    def _count_card(self, key, name, xmlid, domain):
        action = self._open(xmlid, domain)
        count = self.env[action["res_model"]].search_count(Domain(domain))
        return self._card(key, name, str(count), action, tone="bad" if count else "")

    # === JEWELLERS === #

    def _get_jewellers_section(self):
        kpi = self.env["jewel.jeweller.kpi"]
        today = moscow_day()
        page = kpi.get_page(today.replace(day=1), today)
        shown = ("pieces", "on_time")
        return {
            "key": "jewellers",
            "name": self.env._("Jewellers"),
            "cards": [],
            "rows": [
                {
                    "key": row["user_id"],
                    "place": row["place"],
                    "name": row["name"],
                    "values": [
                        *(one["value"] for one in row["values"] if one["key"] in shown),
                        row["points"],
                    ],
                    "action": kpi.get_behind("pieces", page["begin"], page["end"], row["user_id"]),
                }
                for row in page["rows"][:_ROWS]
            ],
            "chart": None,
        }
