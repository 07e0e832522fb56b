from decimal import ROUND_HALF_UP, Decimal

from num2words import num2words

from odoo import models, tools


class ResCurrency(models.Model):
    _inherit = "res.currency"

    def amount_to_text(self, amount):
        """Override of `base`: roubles in Russian as documents want them.

        Kopecks stay in digits, with two places: «Двести сорок пять тысяч рублей 10 копеек».
        """
        self.ensure_one()
        if self.name != "RUB" or not tools.get_lang(self.env).code.startswith("ru"):
            return super().amount_to_text(amount)
        # A whole number would be taken for kopecks, a float would be cut.
        exact = Decimal(str(amount)).quantize(Decimal("0.01"), ROUND_HALF_UP)
        words = num2words(
            exact, lang="ru", to="currency", currency="RUB", separator="", cents=False
        )
        return words[:1].upper() + words[1:]
