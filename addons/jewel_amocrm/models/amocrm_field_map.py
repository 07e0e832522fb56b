from odoo import models


class AmocrmFieldMap(models.Model):
    _inherit = "amocrm.field.map"

    def _search_label(self, model, label):
        """Override of `amocrm_connector`: the words of an alloy's name come in any order («Золото
        585 белое»).
        """
        found = super()._search_label(model, label)
        if found or model._name != "jewel.alloy":
            return found
        candidates = model.search([("name", "ilike", label.split()[0])]) if label.split() else found
        return candidates.filtered(lambda alloy: _words(alloy.name) == _words(label))

    def _prepare_company_vals(self, value):
        """Override of `amocrm_connector`: a Russian company has a КПП, and its numbers are
        checked.
        """
        vals = super()._prepare_company_vals(value)
        kpp = value.get("kpp") or value.get("tax_registration_reason_code")
        if kpp or len(vals["vat"] or "") in (10, 12):
            vals |= {"kpp": kpp or False, "country_id": self.env.ref("base.ru").id}
        return vals


def _words(name):
    return sorted((name or "").casefold().replace("ё", "е").split())
