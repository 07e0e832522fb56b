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
        """Override of `amocrm_connector`: companies here have a КПП, sole traders have none."""
        kpp = value.get("kpp") or value.get("tax_registration_reason_code")
        return {**super()._prepare_company_vals(value), "kpp": kpp or False}


def _words(name):
    return sorted((name or "").casefold().replace("ё", "е").split())
