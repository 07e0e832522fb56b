from odoo import api, models

from .. import merge


class AmocrmEntity(models.AbstractModel):
    """What is said to people about single values."""

    _inherit = "amocrm.entity"

    @api.model
    def _sentence(self, row, error):
        """What is wrong with a value, for the person who can put it right."""
        values = {"field": row.name, "value": error.value}
        sentences = {
            "type": self.env._("“%(field)s”: fields of this type are not exchanged.", **values),
            "number": self.env._(
                "“%(field)s”: “%(value)s” is not a number. Correct it in amoCRM.", **values
            ),
            "date": self.env._(
                "“%(field)s”: “%(value)s” is not a date. Correct it in amoCRM.", **values
            ),
            "file": self.env._("“%(field)s” holds no readable file.", **values),
            "target": self.env._(
                "“%(field)s”: the value does not fit the Odoo field. Choose another one in the "
                "account's field pairs.",
                **values,
            ),
            "digits": self.env._(
                "“%(field)s”: Odoo's field cannot hold “%(value)s” without losing digits. Pair it "
                "with a text field.",
                **values,
            ),
            "country": self.env._(
                "“%(field)s”: country “%(value)s” is not known. Enter its name or two-letter code.",
                **values,
            ),
            "company": self.env._(
                "“%(field)s”: the company could not be taken over: %(value)s", **values
            ),
            "order": self.env._(
                "“%(field)s”: the deal has no order that could hold “%(value)s”. Make one.",
                **values,
            ),
            "client": self.env._(
                "“%(field)s”: the deal has no client who could hold “%(value)s”. Choose one.",
                **values,
            ),
            "option": self.env._(
                "“%(field)s”: “%(value)s” is not known on the other side. Add it there, or choose"
                " another value.",
                **values,
            ),
            "amo_user": self.env._(
                "“%(field)s”: amoCRM user “%(value)s” has no Odoo user. Choose one in the "
                "account's user pairs.",
                **values,
            ),
            "odoo_user": self.env._(
                "“%(field)s”: “%(value)s” has no amoCRM user. Choose one in the account's user "
                "pairs.",
                **values,
            ),
        }
        return sentences[error.reason]

    @api.model
    def _conflict_words(self, item, action):
        return self.env._(
            "“%(field)s” was changed on both sides: amoCRM “%(amo)s”, Odoo “%(odoo)s”. The value "
            "of %(owner)s stands.",
            field=item["name"],
            amo=item["show"]("amo") or "",
            odoo=item["show"]("odoo") or "",
            owner="amoCRM" if action == merge.PULL else "Odoo",
        )
