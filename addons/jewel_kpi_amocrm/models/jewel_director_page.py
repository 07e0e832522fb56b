from odoo import api, models


class JewelDirectorPage(models.AbstractModel):
    """The exchange with amoCRM on the director's page."""

    _inherit = "jewel.director.page"

    @api.model
    def _get_sections(self):
        accounts = (
            self.env["amocrm.account"]
            .sudo()
            .search([("company_id", "in", self.env.companies.ids), ("state", "!=", "draft")])
        )
        sections = super()._get_sections()
        return [*sections, self._get_exchange_section(accounts)] if accounts else sections

    def _get_exchange_section(self, accounts):
        words = {
            "ok": self.env._("in order"),
            "warn": self.env._("needs a look"),
            "fail": self.env._("stands still"),
        }
        action = self.env["ir.actions.actions"]._for_xml_id("amocrm_connector.amocrm_pulse_action")
        figures = accounts._pulse_figures()
        return {
            "key": "exchange",
            "name": self.env._("Exchange with amoCRM"),
            "cards": [
                self._card(
                    account.id,
                    account.display_name,
                    words[figures[account.id]["level"]],
                    action,
                    note=self._get_exchange_note(figures[account.id]),
                    tone="" if figures[account.id]["level"] == "ok" else "bad",
                )
                for account in accounts
            ],
            "rows": [],
            "chart": None,
        }

    def _get_exchange_note(self, figures):
        """What waits, and what has failed for good."""
        waiting = figures["inbox"] + figures["queue_in"] + figures["queue_out"]
        return self.env._(
            "waiting: %(waiting)s, with problems: %(dead)s",
            waiting=waiting,
            dead=figures["dead_count"],
        )
