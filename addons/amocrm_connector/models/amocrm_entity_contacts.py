from odoo import api, models

from ..exceptions import AmocrmRejected
from ..links import linked_company
from ..values import text


class AmocrmEntityContacts(models.AbstractModel):
    """Contacts: the clients of deals. Only those of bound deals are taken in."""

    _name = "amocrm.entity.contacts"
    _inherit = "amocrm.entity"
    _description = "amoCRM Contact"
    _list_path = "/api/v4/contacts"
    _amo_entity = "contacts"

    # === CALLS === #

    @api.model
    def _prepare(self, binding):
        company = (binding.snapshot or {}).get("company") or {}
        return {**super()._prepare(binding), "companies": [company.get("amo")]}

    @api.model
    def _prefetch(self, client, jobs):
        """The contacts, then their companies that are not known yet."""
        people = client.by_ids(self._amo_entity, [job["external_id"] for job in jobs.values()])
        known = {number for job in jobs.values() for number in job["companies"]}
        companies = {linked_company(person) for person in people.values()} - known - {None}
        return {**people, **client.by_ids("companies", companies)}

    @api.model
    def _fetch(self, client, job):
        return self._fetch_whole(client, job["external_id"], job["companies"])

    @api.model
    def _fetch_whole(self, client, number, known_companies=()):
        """The contact; with it, as ``_company``, its company unless that is known already."""
        contact = client.get(f"/api/v4/{self._amo_entity}/{number}")
        company = linked_company(contact or {})
        if company and company not in known_companies:
            contact["_company"] = self._fetch_company(client, company)
        return contact

    @api.model
    def _fetch_company(self, client, number):
        """A company that our token may not see is like none."""
        try:
            return client.get(f"/api/v4/companies/{number}")
        except AmocrmRejected:
            return None

    @api.model
    def _path(self, plan):
        return f"/api/v4/{self._amo_entity}/{plan['external_id']}"

    # === MERGE === #

    @api.model
    def _apply(self, binding, remote):
        if remote is None or remote.get("is_deleted"):
            binding.is_deleted = True
            return None
        round_ = self._round(binding, remote)
        partner = binding._record() or self._create_partner(binding, round_)
        partner = partner.with_context(amocrm_exchanged=(partner._name, partner.id))
        self._pull(binding, round_, partner)
        self._follow_company(binding, round_, partner)
        self._push(binding, round_, partner)
        return self._close_round(binding, round_, remote)

    @api.model
    def _create_partner(self, binding, round_):
        partner = self.env["res.partner"].create(self._prepare_partner_vals(binding, round_.remote))
        binding.write({"model": partner._name, "res_id": partner.id, "is_detached": False})
        round_.begin_anew()
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
    def _follow_company(self, binding, round_, partner):
        """The company that the contact belongs to in amoCRM is its parent here."""
        embedded = round_.remote.get("_embedded") or {}
        if not isinstance(embedded.get("companies"), list):
            return  # amoCRM does not say
        amo = linked_company(round_.remote)
        company = self._company_partner(binding.account_id, round_.remote, amo)
        if amo and not company:
            round_.snapshot.pop("company", None)
            return
        known = round_.known("company", "parent_id", amo) or {"amo": None}
        if known["amo"] == amo:
            return
        before = partner.parent_id
        if refusal := self._refusal(partner.write, {"parent_id": company.id}):
            text = self.env._("The company could not be set: %(reason)s", reason=refusal)
            round_.problem("company", text)
            return
        round_.solved("company")
        round_.remember("company", "parent_id", amo, company.id)
        if before != company and ("company" in round_.met or before):
            words = company.display_name, before.display_name
            item = self._own_item("company", self.env._("Company"), *words, ("parent_id",))
            round_.history.append(self._pulled(binding, round_, item))

    @api.model
    def _company_partner(self, account, remote, number):
        """Partner of the company numbered so, taken in when it came along."""
        companies = self.env["amocrm.entity.companies"]
        if not number:
            return self.env["res.partner"]
        if remote.get("_company"):
            return companies._take_in(account, remote["_company"])
        return companies._binding(account, number)._record()

    # === TAKING IN === #

    @api.model
    def _take_in(self, account, remote, told=None):
        """The partner of a contact that a deal names, made or brought up to date within the deal's
        transaction.

        What has to be written to the contact itself waits for the contact's own turn.

        :param told: list that gets sentences for the person who works on the deal
        """
        binding = self._binding(account, remote["id"]) or self.env["amocrm.binding"].create(
            {
                "account_id": account.id,
                "entity": self._amo_entity,
                "external_id": str(remote["id"]),
            }
        )
        if not binding._record():
            self._match(binding, remote, told if told is not None else [])
        if not binding.pending and self._apply(binding, remote):
            binding.pending = False
            binding._mark("dirty")
        return binding._record()

    @api.model
    def _binding(self, account, number):
        return self.env["amocrm.binding"].search(
            [
                ("account_id", "=", account.id),
                ("entity", "=", self._amo_entity),
                ("external_id", "=", str(number)),
            ]
        )
