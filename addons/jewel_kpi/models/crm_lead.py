from datetime import timezone
from zoneinfo import ZoneInfo

from odoo import fields, models

_MOSCOW = ZoneInfo("Europe/Moscow")
# Words of the staff, as opposed to what a client has written.
_ANSWERS = ("email_outgoing", "comment", "sms", "whatsapp", "snailmail")


def moscow_day(moment=None):
    """The workshop's day of a UTC moment without a zone; of now by default."""
    moment = moment or fields.Datetime.now()
    return moment.replace(tzinfo=timezone.utc).astimezone(_MOSCOW).date()


class CrmLead(models.Model):
    """Days of a deal by which its manager is judged: each is noted once, and nobody types it."""

    _inherit = "crm.lead"

    closed_date = fields.Date(
        "Won or Lost On",
        readonly=True,
        copy=False,
        help="The workshop's day; not moved by archiving.",
    )
    offer_date = fields.Date(
        "Offer Sent On",
        readonly=True,
        copy=False,
        help="The day on which the first quotation or invoice by link went to the client.",
    )
    promised_date = fields.Date(
        "Promised On",
        readonly=True,
        copy=False,
        help="The deadline as it was when production began. A deadline moved later does not move"
        " it.",
    )
    ready_date = fields.Date(
        "Ready On", readonly=True, copy=False, help="The day on which all pieces were last ready."
    )
    first_answer_at = fields.Datetime(
        "First Answer",
        readonly=True,
        copy=False,
        help="The first letter, note or finished call of an employee, or the first offer.",
    )

    _closed_date_idx = models.Index("(closed_date) WHERE type = 'opportunity'")
    _offer_date_idx = models.Index("(offer_date) WHERE type = 'opportunity'")
    _promised_date_idx = models.Index("(promised_date) WHERE type = 'opportunity'")

    def write(self, vals):
        if "user_id" in vals:
            # What has come so far is credited before the deal changes hands.
            self.env["account.payment"].flush_model(["kpi_user_id"])
        result = super().write(vals)
        if vals.get("user_id"):
            # Money that came while nobody led the deal is of whoever takes it.
            payments = self.sudo().payment_ids.filtered(lambda payment: not payment.kpi_user_id)
            payments.kpi_user_id = vals["user_id"]
        if vals.get("item_deadline"):
            self._note_promise()
        return result

    def _handle_won_lost(self, old_status_by_lead, new_status_by_lead):
        """Override of `crm`: called after each change of what a deal has come to."""
        result = super()._handle_won_lost(old_status_by_lead, new_status_by_lead)
        for deal in self:
            old = old_status_by_lead.get(deal.id, {})
            new = new_status_by_lead.get(deal.id, {})
            if (new.get("is_won") and not old.get("is_won")) or (
                new.get("is_lost") and not old.get("is_lost")
            ):
                # A deal may arrive closed long ago, from amoCRM for one.
                deal.closed_date = moscow_day(deal.date_closed)
            elif deal.closed_date and not new.get("is_won") and not new.get("is_lost"):
                deal.closed_date = False
        return result

    def _post_jewel_stage(self, key):
        result = super()._post_jewel_stage(key)
        self._note_promise()
        if key == "ready" or (key in ("shipping", "done") and not self.ready_date):
            self.sudo().ready_date = moscow_day()
        elif key in ("prepayment", "production"):
            self.sudo().ready_date = False
        return result

    def _note_promise(self):
        """The first deadline that a deal has in production is what was promised."""
        for deal in self.sudo():
            if deal.jewel_stage_key in ("production", "ready", "shipping", "done"):
                if deal.item_deadline and not deal.promised_date:
                    deal.promised_date = moscow_day(deal.item_deadline)

    def _note_offer(self):
        """An offer has gone to the client; it is an answer to his enquiry too."""
        now = fields.Datetime.now()
        for deal in self.sudo():
            if not deal.offer_date:
                deal.offer_date = moscow_day(now)
            if not deal.first_answer_at:
                deal.first_answer_at = now

    def _message_post_after_hook(self, message, msg_vals):
        """Override of `mail`: note the first answer of an employee."""
        result = super()._message_post_after_hook(message, msg_vals)
        is_call = message.subtype_id == self.env.ref("mail.mt_activities")
        author = message.sudo().author_id
        if (message.message_type in _ANSWERS or is_call) and not author.partner_share:
            for deal in self.sudo().filtered(lambda deal: not deal.first_answer_at):
                deal.first_answer_at = message.date
        return result

    # === ACTIONS === #

    def action_bonus_forecast(self):
        """What this month's bonus comes to when these deals close."""
        forecast = self.env["jewel.bonus.forecast"]._create_for(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What If These Deals Close"),
            "res_model": forecast._name,
            "res_id": forecast.id,
            "views": [(False, "form")],
            "target": "new",
        }
