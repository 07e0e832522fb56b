from urllib.parse import quote

from odoo import fields, models


class JewelPayRequest(models.Model):
    """How the client's link gets to the client: copied, by e-mail, by a text message."""

    _inherit = "jewel.pay.request"

    sms_url = fields.Char(compute="_compute_sms_url")

    def _compute_sms_url(self):
        for request in self:
            phone = request.partner_id.phone or request.deal_id.phone
            text = request._get_message_text()
            request.sms_url = phone and f"sms:{quote(phone, safe='+')}?body={quote(text, safe='')}"

    def _get_message_text(self):
        """Hook: what is sent to the client together with the link."""
        return self.env._(
            "%(company)s: invoice %(name)s, %(sum)s. Pay here: %(url)s",
            company=self.company_id.name,
            name=self.name,
            sum=self._money(self.amount_left),
            url=self.pay_url,
        )

    def action_send_mail(self):
        """Odoo's mail composer with the letter that has the client's link."""
        self.ensure_one()
        template = self.env.ref("jewel_invoicing.mail_template_invoice")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send the Invoice"),
            "res_model": "mail.compose.message",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_template_id": template.id,
                "default_composition_mode": "comment",
                "default_email_layout_xmlid": "mail.mail_notification_light",
            },
        }

    def action_send_sms(self):
        """The phone's own program for text messages, with the text ready."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.sms_url, "target": "self"}

    def action_register_payment(self):
        self.ensure_one()
        action = self.deal_id.action_register_payment()
        action["context"] = {"default_request_id": self.id, "default_deal_id": self.deal_id.id}
        return action

    def action_preview(self):
        """The client's page, as the client sees it."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.pay_url, "target": "new"}

    def _action_open_form(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }
