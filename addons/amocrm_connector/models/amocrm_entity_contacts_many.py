from odoo import api, models


class AmocrmEntityContacts(models.AbstractModel):
    """Clients of many deals at once."""

    _inherit = "amocrm.entity.contacts"

    @api.model
    def _take_in_many(self, account, contacts):
        """``{number: partner}`` of contacts that deals name; those not known yet are made.

        :param contacts: ``{number as text: contact}``
        """
        bindings = self.env["amocrm.binding"]
        bindings._bind_new(account, "contacts", list(contacts))
        found = bindings._by_number(account, "contacts", contacts)
        new = found.filtered(lambda binding: not (binding.res_id or binding.is_detached))
        if new:
            self._make_many(self.env["res.partner"], new, contacts)._mark("stale")
        partners = self.env["res.partner"].browse(found.mapped("res_id")).exists()
        by_id = dict(zip(partners.ids, partners, strict=True))
        return {b.external_id: by_id[b.res_id] for b in found if b.res_id in by_id}

    @api.model
    def _prepare_many_vals(self, binding, remote, mapped, known):
        return {**self._prepare_partner_vals(binding, remote), **mapped}
