from odoo import api, models

from ..values import text


class AmocrmEntityContacts(models.AbstractModel):
    """Contacts: the clients of deals. Only those of bound deals are taken in."""

    _name = "amocrm.entity.contacts"
    _inherit = "amocrm.entity"
    _description = "amoCRM Contact"
    _list_path = "/api/v4/contacts"

    @api.model
    def _prefetch(self, client, jobs):
        return client.by_ids("contacts", [job["external_id"] for job in jobs.values()])

    @api.model
    def _fetch(self, client, job):
        return client.get(f"/api/v4/contacts/{job['external_id']}")

    @api.model
    def _path(self, plan):
        return f"/api/v4/contacts/{plan['external_id']}"

    @api.model
    def _apply(self, binding, remote):
        if remote is None or remote.get("is_deleted"):
            binding.is_deleted = True
            return None
        round_ = self._round(binding, remote)
        partner = binding._record() or self._create_partner(binding, round_)
        partner = partner.with_context(amocrm_exchanged=(partner._name, partner.id))
        self._pull(binding, round_, partner)
        self._push(binding, round_, partner)
        return self._close_round(binding, round_, remote)

    @api.model
    def _create_partner(self, binding, round_):
        partner = self.env["res.partner"].create(self._prepare_partner_vals(binding, round_.remote))
        binding.write({"model": partner._name, "res_id": partner.id, "is_detached": False})
        round_.snapshot = {}
        return partner

    @api.model
    def _prepare_partner_vals(self, binding, remote):
        """Hook: values of a new partner; mapped fields follow."""
        return {
            "name": text(remote.get("name"))
            or self.env._("Contact %(number)s", number=binding.external_id),
            "company_id": False,
        }

    @api.model
    def _take_in(self, account, remote):
        """The partner of a contact that a deal names, made or brought up to date within the deal's
        transaction.

        What has to be written to the contact itself waits for the contact's own turn.
        """
        bindings = self.env["amocrm.binding"]
        binding = bindings.search(
            [
                ("account_id", "=", account.id),
                ("entity", "=", "contacts"),
                ("external_id", "=", str(remote["id"])),
            ]
        ) or bindings.create(
            {"account_id": account.id, "entity": "contacts", "external_id": str(remote["id"])}
        )
        if not binding.pending and self._apply(binding, remote):
            binding.pending = False
            binding._mark("dirty")
        return binding._record()
