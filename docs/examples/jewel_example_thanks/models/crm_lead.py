from odoo import fields, models

THANKS = "jewel_example_thanks.mail_activity_thanks"


class CrmLead(models.Model):
    _inherit = "crm.lead"

    thank_on = fields.Date(
        "Thank On",
        copy=False,
        readonly=True,
        help="When the manager is to ask the client how he likes the piece.",
    )

    def _post_jewel_stage(self, key):
        super()._post_jewel_stage(key)
        if key == "done":
            self._schedule_thanks()

    def _schedule_thanks(self):
        """Ask the deal's manager to thank the client: once, also when the deal is done again.

        As superuser, since a deal is also completed by the courier's button.
        """
        deal = self.sudo()
        if deal.thank_on:
            return
        user = deal._get_jewel_responsible()
        activity_type = self.env.ref(THANKS).sudo().with_context(lang=user.lang)
        deal.thank_on = activity_type._get_date_deadline()
        deal.activity_schedule(
            THANKS, deal.thank_on, summary=activity_type.summary, user_id=user.id
        )
