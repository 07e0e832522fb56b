from odoo import models

from odoo.addons.jewel_base import requisites


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_bank_invoice_problems(self):
        """Sentences about what the buyer's requisites lack; a private person needs only a name."""
        self.ensure_one()
        env = self.env
        if not (self.is_company or self.vat):
            return [] if self.name else [env._("the name of the buyer")]
        inn = (self.vat or "").strip()
        checks = [
            (self.name, env._("the name of the buyer")),
            (requisites.is_inn(inn), env._("INN of the buyer")),
            (len(inn) == 12 or requisites.is_kpp(self.kpp), env._("KPP of the buyer")),
            (self.street and self.city, env._("the address of the buyer")),
        ]
        return [words for is_right, words in checks if not is_right]
