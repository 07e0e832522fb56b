from odoo import api, models
from odoo.fields import Command

from ..exceptions import AmocrmRejected
from ..links import further_contacts, linked_company, main_contact

KEY = "people"


class AmocrmEntityLeads(models.AbstractModel):
    """People of a deal: the client, its company, further contacts."""

    _inherit = "amocrm.entity.leads"

    # === CALLS === #

    @api.model
    def _prepare(self, binding):
        client = (binding.snapshot or {}).get("contact") or {}
        return {
            **super()._prepare(binding),
            "client": client.get("amo"),
            "people": self._known_people(binding),
        }

    @api.model
    def _known_people(self, binding):
        """Those of the last exchange who are still bound: they are followed on their own."""
        names = set(((binding.snapshot or {}).get(KEY) or {}).get("amo") or ())
        if not names:
            return names
        people = self.env["amocrm.binding"].search(
            [
                ("account_id", "=", binding.account_id.id),
                ("entity", "in", ("contacts", "companies")),
                ("external_id", "in", [name.partition("/")[2] for name in names]),
                ("res_id", "!=", False),
                ("is_detached", "=", False),
                ("is_deleted", "=", False),
            ]
        )
        return names & {f"{person.entity}/{person.external_id}" for person in people}

    @api.model
    def _fetch_people(self, client, job, deal):
        """The client, and of the others those who are not known yet."""
        main, company = main_contact(deal), linked_company(deal)
        names = [f"contacts/{number}" for number in further_contacts(deal)]
        names += [f"companies/{company}"] if company else []
        return {
            "contact": self._fetch_contact(client, main, {*job["people"], *names}),
            "people": {
                name: self._fetch_person(client, name)
                for name in names
                if name not in job["people"]
            },
            "is_client_gone": self._is_client_gone(client, job, main),
        }

    @api.model
    def _fetch_contact(self, client, number, people):
        """The client with its company; a contact that our token may not see is like none."""
        contacts = self.env["amocrm.entity.contacts"]
        known = {name.removeprefix("companies/") for name in people}
        try:
            return contacts._fetch_whole(client, number, known) if number else None
        except AmocrmRejected:
            return None

    @api.model
    def _fetch_person(self, client, name):
        try:
            return client.get(f"/api/v4/{name}")
        except AmocrmRejected:
            return None

    @api.model
    def _is_client_gone(self, client, job, main):
        """Whether the contact that was the client is not in amoCRM any more."""
        before = job["client"] or ""
        if not main or not before.isdigit() or before == str(main):
            return False
        return self._fetch_person(client, f"contacts/{before}") is None

    # === MANY AT ONCE === #

    @api.model
    def _complete_snapshot(self, record, remote, snapshot, known):
        """Override: companies and further contacts are taken in by an exchange of its own."""
        snapshot[KEY] = {"amo": [], "odoo": None, "field": "amocrm_contact_ids"}
        is_complete = super()._complete_snapshot(record, remote, snapshot, known)
        return is_complete and not (linked_company(remote) or further_contacts(remote))

    # === MERGE === #

    @api.model
    def _merge_people(self, binding, round_, lead, remote):
        """Client, company and further contacts. Whether we shall look again for a contact that is
        linked late.
        """
        partners = self._take_people(binding, round_, remote["people"])
        if remote["contact"] and remote["is_client_gone"]:
            self.env["amocrm.entity.contacts"]._rebind(
                binding.account_id, round_.snapshot["contact"]["amo"], remote["contact"]
            )
        company = linked_company(round_.remote)
        others = [f"contacts/{number}" for number in further_contacts(round_.remote)]
        names = others + ([f"companies/{company}"] if company else [])
        partners |= self._bound_people(binding, [name for name in names if name not in partners])
        amo, partner = f"companies/{company}", partners.get(f"companies/{company}")
        if remote["contact"]:
            amo = str(remote["contact"]["id"])
            partner = self.env["amocrm.entity.contacts"]._take_in(
                binding.account_id, remote["contact"], round_.conflicts
            )
        further = lead.amocrm_contact_ids.browse(
            partners[name].id for name in others if name in partners
        )
        self._merge_further(binding, round_, lead, further)
        if own := linked_company(remote["contact"] or {}):
            names.append(f"companies/{own}")
        round_.remember(KEY, "amocrm_contact_ids", sorted(set(names)), None)
        return self._merge_client(binding, round_, lead, amo, partner)

    @api.model
    def _take_people(self, binding, round_, people):
        """``{name: partner}`` of those who came along."""
        partners = {}
        for name, person in people.items():
            if person and not person.get("is_deleted"):
                handler = self.env[f"amocrm.entity.{name.partition('/')[0]}"]
                partner = handler._take_in(binding.account_id, person, round_.conflicts)
                partners.update({name: partner} if partner else {})
        return partners

    @api.model
    def _bound_people(self, binding, names):
        """``{name: partner}`` of those who are known already, in one query."""
        if not names:
            return {}
        bindings = self.env["amocrm.binding"].search(
            [
                ("account_id", "=", binding.account_id.id),
                ("entity", "in", ("contacts", "companies")),
                ("external_id", "in", [name.partition("/")[2] for name in names]),
                ("res_id", "!=", False),
                ("is_detached", "=", False),
            ]
        )
        alive = self.env["res.partner"].browse(bindings.mapped("res_id")).exists()
        found = {
            f"{person.entity}/{person.external_id}": alive.browse(person.res_id)
            for person in bindings
            if person.res_id in alive.ids
        }
        return {name: found[name] for name in names if name in found}

    @api.model
    def _merge_further(self, binding, round_, lead, partners):
        before = lead.amocrm_contact_ids
        if before == partners:
            return
        if KEY in round_.met:
            words = (", ".join(people.mapped("display_name")) for people in (partners, before))
            item = self._own_item(KEY, self.env._("Further Contacts"), *words)
            round_.history.append(self._pulled(binding, round_, item))
        lead.amocrm_contact_ids = [Command.set(partners.ids)]

    @api.model
    def _merge_client(self, binding, round_, lead, amo, partner):
        """Set the client where amoCRM has another one than before."""
        if partner is None or not partner:
            return self._miss_contact(binding, round_, lead)
        known, before = round_.known("contact", "partner_id", amo), lead.partner_id
        was_missed = round_.problems.get("contact", {}).get("said")
        round_.solved("contact")
        binding.rechecks = 0
        if not known or known["amo"] != amo or not before:
            if refusal := self._refusal(lead.write, {"partner_id": partner.id}):
                round_.problem(
                    "contact", self.env._("The client could not be set: %(reason)s", reason=refusal)
                )
                return False
        if lead.partner_id != before and (known or before or was_missed):
            words = partner.display_name, before.display_name
            item = self._own_item("contact", self.env._("Client"), *words, ("partner_id",))
            round_.history.append(self._pulled(binding, round_, item))
        round_.remember("contact", "partner_id", amo, lead.partner_id.id)
        return False

    @api.model
    def _miss_contact(self, binding, round_, lead):
        """A deal without contact: it may be linked in a moment; if not, a person has to."""
        round_.snapshot.pop("contact", None)
        if lead.partner_id:
            round_.solved("contact")
            return False
        round_.problem(
            "contact",
            self.env._(
                "The deal has no contact in amoCRM. Link one there, or choose the client here.",
            ),
        )
        return binding._recheck()
