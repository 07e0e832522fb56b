from odoo import api, fields, models


class JewelMetalCount(models.Model):
    """Counts by the calendar: a draft for each master whose turn it is."""

    _inherit = "jewel.metal.count"

    @api.model
    def _cron_schedule(self):
        """Counts that are due: a draft for each master with metal, and an activity."""
        for company in self.env["res.company"].search([("metal_count_days", ">", 0)]):
            self.with_company(company)._jewel_schedule(company)

    @api.model
    def _jewel_schedule(self, company):
        since = fields.Datetime.subtract(fields.Datetime.now(), days=company.metal_count_days)
        recent = self.search(
            [
                ("company_id", "=", company.id),
                "|",
                ("state", "in", ("draft", "weighed")),
                "&",
                ("state", "=", "done"),
                ("confirmed_on", ">", since),
            ]
        ).location_id
        balances = self.env["jewel.metal.balance"].search(
            [("company_id", "=", company.id), ("metal_holder", "=", "master")]
        )
        keeper = self.env["stock.location"]._jewel_get_holder("vault", company).responsible_id
        keeper = keeper or self.env.ref("jewel_base.group_storekeeper").all_user_ids[:1]
        keeper = keeper or self.env.user
        env = self.with_context(lang=keeper.lang).env  # at night there is no language
        due = balances.location_id - recent
        for place in due:
            count = self.create({"location_id": place.id, "company_id": company.id})
            count.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=keeper.id,
                summary=env._("Weigh the metal of %s", place.name),
            )
