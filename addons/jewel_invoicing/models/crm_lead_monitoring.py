from odoo import fields, models


class CrmLead(models.Model):
    """115-FZ: who the client of a deal is, and what Rosfinmonitoring is told of it."""

    _inherit = "crm.lead"

    def _action_identify(self):
        """The form of the client's identification, begun when there is none."""
        self.ensure_one()
        identification = self.env["jewel.client.identification"].search(
            [("deal_id", "=", self.id)]
        ) or self.env["jewel.client.identification"].create(
            {"deal_id": self.id, "name": self.partner_id.name}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Identification of the Client"),
            "res_model": identification._name,
            "res_id": identification.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _post_deal_money(self):
        """Override: money that reaches the limit of mandatory control is reported, once a deal."""
        result = super()._post_deal_money()
        paid = self.sudo()._get_paid_amounts()
        for deal in self.sudo():
            limit = (deal.company_id or self.env.company).monitoring_limit
            if limit and deal.company_currency.compare_amounts(paid[deal.id], limit) >= 0:
                deal._open_monitoring_report()
        return result

    def _open_monitoring_report(self):
        """The report on this deal, made when there is none; safe to repeat."""
        self.ensure_one()
        self._jewel_lock()
        Report = self.env["jewel.monitoring.report"]
        if report := Report.search([("deal_id", "=", self.id)]):
            return report
        company = self.company_id or self.env.company
        report = Report.create(
            {
                "deal_id": self.id,
                "company_id": company.id,
                "date": self._get_last_money_day(company),
            }
        )
        report._ask_accountant()
        return report

    def _get_last_money_day(self, company):
        """The company's day on which the newest money came, booked or not yet."""
        payments = self._get_arrived_payments().filtered(lambda one: one.payment_type == "inbound")
        fresh = self.env["payment.transaction"].search(self._get_unbooked_domain())
        days = payments.mapped("date") + [tx._get_paid_day() for tx in fresh if tx.amount > 0]
        local = self.with_context(tz=company._get_jewel_tz())
        return max(days, default=fields.Date.context_today(local))
