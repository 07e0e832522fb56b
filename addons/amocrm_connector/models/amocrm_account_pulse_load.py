from odoo import models

SHOWN = ("account_id", "state", "done_count", "total_count", "seconds", "error")


class AmocrmAccount(models.Model):
    """The first load on the Pulse page, while it is under way."""

    _inherit = "amocrm.account"

    def _pulse(self):
        loads = self._pulse_loads()
        return [{**card, "load": loads.get(card["id"], False)} for card in super()._pulse()]

    def _loads_under_way(self):
        domain = [("account_id", "in", self.ids), ("state", "in", ("running", "paused"))]
        return self.env["amocrm.import"].search_fetch(domain, SHOWN)

    def _pulse_loads(self):
        """``{account id: {…}}``; an account has one load under way at most."""
        return {
            load.account_id.id: {
                "is_paused": load.state == "paused",
                "percent": round(load.progress),
                "done": load.done_count,
                "total": max(load.total_count, load.done_count),
                "seconds_left": round(load.minutes_left * 60) if load.done_count else False,
                "error": self._in_words(load.error),
            }
            for load in self._loads_under_way()
        }

    def action_open_load(self):
        """The load that the Pulse page shows, or all of them once it is through."""
        self.check_access("read")
        load = self._loads_under_way()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "amocrm_connector.amocrm_import_action"
        )
        return {**action, "res_id": load.id, "views": [(False, "form")]} if load else action
