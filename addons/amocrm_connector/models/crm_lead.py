from odoo import api, fields, models
from odoo.fields import Domain


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["amocrm.watched.mixin", "amocrm.bound.mixin", "crm.lead"]

    amocrm_phone_other = fields.Char(related="partner_id.phone_other", string="Other Phones")
    amocrm_url = fields.Char(
        string="Deal in amoCRM", compute="_compute_amocrm_url", compute_sudo=True
    )
    amocrm_contact_ids = fields.Many2many(
        "res.partner",
        "crm_lead_amocrm_contact_rel",
        string="Further Contacts",
        readonly=True,
        copy=False,
        help="Contacts that the deal has in amoCRM besides the client.",
    )
    amocrm_question_ids = fields.One2many(
        "amocrm.conflict",
        "lead_id",
        string="amoCRM Questions",
        domain=[("state", "=", "open"), ("choice", "=", False)],
        groups="sales_team.group_sale_salesman",
    )
    amocrm_change_ids = fields.One2many(
        "amocrm.change",
        "lead_id",
        string="Exchange History",
        groups="sales_team.group_sale_salesman",
    )

    def _compute_amocrm_url(self):
        for lead in self:
            binding = lead.amocrm_binding_id
            lead.amocrm_url = (
                binding.account_id._deal_url(binding.external_id) if binding.external_id else False
            )

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        leads._amocrm_offer()
        return leads

    def write(self, vals):
        result = super().write(vals)
        if vals.get("type") == "opportunity":
            self._amocrm_offer()
        return result

    def _amocrm_offer(self):
        """Queue deals that were made here for the account that wants them, in this transaction."""
        if self.env.context.get("amocrm_account_id"):
            return  # they have just come from there
        accounts = self.env["amocrm.account"].sudo()
        by_company = {
            account.company_id: account
            for account in accounts.search([("create_deals", "=", True), ("state", "!=", "draft")])
        }
        if not by_company:
            return
        bound = set(self.env["amocrm.binding"]._of_records(self).mapped("res_id"))
        rows = []
        for lead in self.filtered(lambda lead: lead.type == "opportunity"):
            account = by_company.get(lead.company_id or self.env.company)
            if account and lead.id not in bound:
                keys = {"account_id": account.id, "entity": "leads"}
                rows.append({**keys, "model": lead._name, "res_id": lead.id})
        self.env["amocrm.binding"].sudo().create(rows)._mark("dirty")

    def _amocrm_note(self, text):
        """Hook: have amoCRM's deals show ``text`` as a service note, once; queued in the caller's
        transaction.
        """
        parents = self.env["amocrm.binding"]._of_records(self)
        self.env["amocrm.binding"].sudo().create(
            [
                {
                    "account_id": parent.account_id.id,
                    "entity": "notes",
                    "parent_id": parent.id,
                    "payload": {"text": text},
                }
                for parent in parents
            ]
        )._mark("dirty")

    def action_open_amocrm_changes(self):
        """What the exchange has carried over for the deal and its client."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "amocrm_connector.amocrm_change_action"
        )
        domain = Domain("lead_id", "=", self.id)
        if self.partner_id:
            domain |= Domain("partner_id", "=", self.partner_id.id)
        return {**action, "domain": list(domain), "context": {}}

    def action_amocrm_preview(self):
        """What the next exchange of the deal would do; administrators only."""
        self.ensure_one()
        return self.amocrm_binding_id.action_preview()

    def action_open_amocrm(self):
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.amocrm_url, "target": "new"}
