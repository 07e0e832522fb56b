from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_date

from ..kpi import previous_period
from .crm_lead import moscow_day

_CARDS = ("revenue", "debt", "won", "conversion_date", "created", "late")


class JewelDirectorPage(models.AbstractModel):
    """What the director looks at every day, on a phone: one call, sections of all addons."""

    _name = "jewel.director.page"
    _description = "Page of the Director"

    @api.model
    def get_page(self):
        """All that the page shows.

        :return: {"day": today in words, "sections": [{"key", "name", "cards", "rows", "chart"}]};
            a card has "key", "name", "value", "note", "tone" ("good", "bad" or "") and the "action"
            that is one tap deeper; a row "key", "place", "name", "values", "action"; a chart
            "type", "labels" and "series" [{"name", "values"}], or is None
        :raise AccessError: the user is no director
        """
        if not self.env.user.has_group("jewel_base.group_director"):
            raise AccessError(self.env._("This page is the director's."))
        return {
            "day": format_date(self.env, moscow_day(), date_format="d MMMM y"),
            "sections": self._get_sections(),
        }

    @api.model
    def _get_sections(self):
        """Hook: sections of the page, in their order."""
        kpi = self.env["jewel.manager.kpi"]
        today = moscow_day()
        begin = today.replace(day=1)
        facts = kpi._read_facts(begin, today)
        return [
            self._get_money_section(kpi, begin, today, facts),
            self._get_managers_section(kpi, begin, today, facts),
        ]

    # === MONEY === #

    def _get_money_section(self, kpi, begin, today, facts):
        indicators = kpi._get_indicators(begin, today, self.env["res.users"], facts)
        rows = {row["key"]: row for row in indicators["rows"]}
        return {
            "key": "money",
            "name": format_date(self.env, begin, date_format="LLLL y").capitalize(),
            "cards": [
                self._get_today_card(kpi, today),
                *(
                    self._card(
                        key,
                        rows[key]["name"],
                        rows[key]["value"],
                        kpi.get_behind(key, begin, today),
                        **self._get_change(rows[key]["before"]),
                    )
                    for key in _CARDS
                ),
            ],
            "rows": [],
            "chart": self._get_revenue_chart(kpi, begin, today),
        }

    def _get_today_card(self, kpi, today):
        revenue = sum(self._read_revenue(kpi, today, today).values())
        return self._card(
            "today",
            self.env._("Received today"),
            self.env.company.currency_id.format(revenue),
            kpi.get_behind("revenue", today, today),
        )

    def _get_change(self, before):
        note = f"{before['value']} {before['change']}".strip()
        tone = "good" if before["is_good"] else "bad" if before["is_bad"] else ""
        has_value = before["value"] not in ("", "—")
        return {"note": self.env._("before: %s", note) if has_value else "", "tone": tone}

    def _get_revenue_chart(self, kpi, begin, today):
        """Money of the month from its first day on, beside the whole month before."""
        before, _same_day = previous_period(begin, today)
        months = [(begin, today), (before, begin - timedelta(days=1))]
        sums = [self._add_up(self._read_revenue(kpi, *month), *month) for month in months]
        return {
            "type": "line",
            "labels": list(range(1, max(map(len, sums)) + 1)),
            "series": [
                {"name": format_date(self.env, first, date_format="LLLL"), "values": values}
                for (first, _last), values in zip(months, sums, strict=True)
            ],
        }

    def _read_revenue(self, kpi, begin, end):
        """{day: roubles} of the days with payments."""
        domain = [
            ("kind", "=", "payment"),
            ("user_id", "!=", False),
            ("date", ">=", begin),
            ("date", "<=", end),
        ]
        return {
            fields.Date.to_date(day): revenue
            for day, revenue in kpi._read_group(domain, ["date:day"], ["revenue:sum"])
        }

    def _add_up(self, revenues, begin, end):
        total, sums = 0, []
        for number in range((end - begin).days + 1):
            total += revenues.get(begin + timedelta(days=number), 0)
            sums.append(round(total, 2))
        return sums

    # === MANAGERS === #

    def _get_managers_section(self, kpi, begin, today, facts):
        rating = kpi._get_rating(facts, self.env["res.users"], True)
        return {
            "key": "managers",
            "name": self.env._("Managers"),
            "cards": [],
            "rows": [
                {
                    "key": row["user_id"],
                    "place": row["place"],
                    "name": row["name"],
                    "values": [row["revenue"], row["conversion"], row["points"]],
                    "action": kpi.get_behind("revenue", begin, today, row["user_id"]),
                }
                for row in rating["rows"]
            ],
            "chart": None,
        }

    # === PARTS === #

    @api.model
    def _card(self, key, name, value, action, note="", tone=""):
        return {
            "key": key,
            "name": name,
            "value": value,
            "note": note,
            "tone": tone,
            "action": action,
        }

    @api.model
    def _open(self, xmlid, domain=None, **context):
        """The action ``xmlid`` on the records of ``domain``."""
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        if domain is not None:
            action["domain"] = domain
        return {**action, "context": context}
