from odoo import api, fields, models

from odoo.addons.jewel_invoicing.models.jewel_bank_invoice_mixin import exact
from odoo.addons.jewel_invoicing.sales_receipt import needs_identification

# Words with a client, as opposed to what the system notes by itself.
_CONTACTS = ("email", "email_outgoing", "comment", "sms", "whatsapp", "snailmail")


class CrmLead(models.Model):
    """A deal has its row on the finance panel, and tells when its client was last spoken to."""

    _inherit = "crm.lead"

    finance_ids = fields.One2many("jewel.deal.finance", "deal_id", "Row of the Finance Panel")

    @api.model_create_multi
    def create(self, vals_list):
        deals = super().create(vals_list)
        deals._ensure_finance()
        return deals

    def write(self, vals):
        result = super().write(vals)
        if vals.get("type") == "opportunity":
            self._ensure_finance()
        return result

    def _ensure_finance(self):
        """One row for each deal; a lead gets its own when it becomes a deal."""
        rows = self.env["jewel.deal.finance"].sudo()
        deals = self.filtered(lambda lead: lead.type == "opportunity")
        have = rows.search([("deal_id", "in", deals.ids)]).deal_id if deals else deals
        rows.create([{"deal_id": deal.id} for deal in deals - have])

    def _message_post_after_hook(self, message, msg_vals):
        """Override of `mail`: a letter, a note or a finished call is a contact with the client."""
        result = super()._message_post_after_hook(message, msg_vals)
        is_activity = message.subtype_id == self.env.ref("mail.mt_activities")
        if self and (message.message_type in _CONTACTS or is_activity):
            rows = self.env["jewel.deal.finance"].sudo().search([("deal_id", "in", self.ids)])
            rows.last_contact_at = message.date
        return result

    # === CASH AND 115-FZ === #

    def _ask_identification(self):
        """Give the accountant a task when cash of a deal, in all parts, passes the limit."""
        for deal in self.filtered(lambda deal: deal._is_cash_over_limit()):
            user = deal._get_jewel_role_user("accountant") or self.env.user
            kind = "jewel_finmonitor.mail_activity_identify"
            if deal.activity_search([kind]):
                continue
            env = self.with_context(lang=user.lang).env
            deal.activity_schedule(
                kind,
                user_id=user.id,
                summary=env._("Identify the client (115-FZ)"),
                note=env._(
                    "Deal %(deal)s costs %(total)s and is paid in cash, in parts or at once: above"
                    " %(limit)s the client is identified. Fill in «Identification» in its sales"
                    " receipt.",
                    deal=deal.name,
                    total=deal.company_currency.format(deal.amount_deal),
                    limit=deal.company_currency.format(deal._get_cash_limit()),
                ),
            )

    def _get_cash_limit(self):
        return (self.company_id or self.env.company).receipt_cash_limit

    def _is_cash_over_limit(self):
        """Whether cash was paid, the purchase is above the limit, and nobody was identified."""
        self.ensure_one()
        self.env["jewel.deal.finance"].flush_model()
        cash = exact(self.sudo().finance_ids.cash_amount)
        total = max(exact(self.amount_deal), cash)
        limit = exact(self._get_cash_limit())
        is_known = any(self.sudo().identification_ids.mapped("checked_at"))
        return not is_known and needs_identification(
            total, is_cash=cash > 0, is_card=False, cash_limit=limit, card_limit=limit
        )

    # === ACTIONS === #

    def action_view_finance(self):
        """The row of this deal on the panel: its payments, who entered them and when."""
        self.ensure_one()
        return self.finance_ids._get_records_action(name=self.env._("Money of the Deal"))
