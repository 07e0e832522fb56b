from odoo import api, models
from odoo.fields import Domain

from ..links import linked_company


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
        new -= self._may_be_known(new, contacts)
        if new:
            self._make_many(self.env["res.partner"], new, contacts)._mark("stale")
        partners = self.env["res.partner"].browse(found.mapped("res_id")).exists()
        by_id = dict(zip(partners.ids, partners, strict=True))
        return {b.external_id: by_id[b.res_id] for b in found if b.res_id in by_id}

    @api.model
    def _may_be_known(self, bindings, contacts):
        """Those whose phone or e-mail a free partner has: each is looked at by itself."""
        phones = {b: self._wanted_phones(contacts[b.external_id]) for b in bindings}
        mails = {b: self._wanted_mails(contacts[b.external_id]) for b in bindings}
        rows = self._rows_by_digits(set().union(*phones.values()))
        by_mail = [("email_normalized", "in", list(set().union(*mails.values())))]
        free = self._free_partners(
            bindings,
            Domain("id", "in", [partner_id for partner_id, _digits in rows]) | Domain(by_mail),
            limit=None,
        )
        digits = {digits for partner_id, digits in rows if partner_id in free._ids}
        known_mails = set(free.mapped("email_normalized"))
        return bindings.filtered(
            lambda b: mails[b] & known_mails or {number[-10:] for number in phones[b]} & digits
        )

    @api.model
    def _complete_snapshot(self, record, remote, snapshot, known):
        """A contact's company is taken in by an exchange of its own."""
        return not linked_company(remote)

    @api.model
    def _prepare_many_vals(self, binding, remote, mapped, known):
        return {**self._prepare_partner_vals(binding, remote), **mapped}
