from odoo import api, models


class AmocrmAccount(models.Model):
    _inherit = "amocrm.account"

    @api.model
    def _may_read_pulse(self):
        """Override of `amocrm_connector` to let the director look; pressing stays with
        administrators.
        """
        is_director = self.env.user.has_group("jewel_base.group_director")
        return is_director or super()._may_read_pulse()
