from odoo import api, models

from .. import sync_round
from ..exceptions import AmocrmRejected
from ..values import contact_key, text
from .amocrm_entity_contacts_match import other_phones, values_of


class AmocrmEntityContacts(models.AbstractModel):
    """Clients of deals made in Odoo: found in amoCRM by phone or e-mail, else made there, once."""

    _inherit = "amocrm.entity.contacts"

    # === CALLS === #

    @api.model
    def _prepare(self, binding):
        job = super()._prepare(binding)
        partner = binding._record()
        if not binding.external_id and partner:
            sent = binding.pending or {}
            keys = [partner.phone, *other_phones(partner), partner.email]
            job["new"] = {
                "is_pending": bool(sent),
                "sent_keys": [
                    key for name, entry in sent.items() if name != "name" for key in entry["amo"]
                ],
                "sent_name": sent.get("name", {}).get("amo"),
                "keys": [contact_key(value) for value in keys if text(value)],
            }
        return job

    @api.model
    def _fetch(self, client, job):
        if job["external_id"] or "new" not in job:
            return super()._fetch(client, job) if job["external_id"] else None
        look = self._look_twice if job["new"]["is_pending"] else self._look
        return {"found": look(client, job["new"])}

    @api.model
    def _look(self, client, new):
        """Numbers of those with our phone, else our e-mail. What an attempt of ours has sent goes
        first: the partner may have been changed since. Sent without either, it is known by the
        name that was sent.
        """
        path = f"/api/v4/{self._amo_entity}"
        for key in dict.fromkeys([*new["sent_keys"], *new["keys"]]):
            query = key[-10:] if key.isdigit() else key
            rows = client.pages(path, {"query": query}, self._amo_entity)
            fitting = [row for row in rows if key in _keys_of(row)]
            if fitting:
                return sorted(str(row["id"]) for row in fitting)
        if new["sent_keys"] or not new["is_pending"]:
            return []
        name = new["sent_name"]
        rows = client.pages(path, {"query": name}, self._amo_entity)
        return sorted(str(row["id"]) for row in rows if text(row.get("name")) == name)

    @api.model
    def _send(self, client, plan):
        if plan["external_id"]:
            return super()._send(client, plan)
        path = f"/api/v4/{self._amo_entity}"
        try:
            made = self._send_new(client, path, sync_round.request_body(plan))
        except AmocrmRejected as error:
            return {"answer": None, "refused": dict.fromkeys(plan["fields"], str(error))}
        return {"answer": {"id": made["id"]}, "refused": {}}

    # === MERGE === #

    @api.model
    def _apply(self, binding, remote):
        if binding.external_id:
            return super()._apply(binding, remote)
        partner = binding._record()
        if not partner:
            binding._set_aside()
            return None
        if number := self._not_taken(binding, (remote or {}).get("found") or []):
            self._adopt(binding, number)
            return None
        round_ = self._round(binding, {})
        self._collect_new(binding, round_, partner)
        return self._close_round(binding, round_, {})

    @api.model
    def _collect_new(self, binding, round_, partner):
        round_.send("name", "name", partner.name, partner.name, values={"name": partner.name})
        rows = self.env["amocrm.field.map"].search(
            [
                ("account_id", "=", binding.account_id.id),
                ("entity", "=", self._amo_entity),
                ("code", "in", ("PHONE", "EMAIL")),
                ("active", "=", True),
            ]
        )
        for row in rows:
            value = text(partner.phone if row.code == "PHONE" else partner.email)
            if value:
                items = [{"value": value, "enum_code": "WORK"}]
                custom = {"field_id": int(row.amo_field), "values": items}
                state = [contact_key(value)]
                round_.send(row.amo_field, row.field_name, state, state, custom=custom)

    @api.model
    def _settle(self, binding, plan, outcome):
        number = (outcome["answer"] or {}).get("id")
        if not plan["external_id"] and number:
            binding._claim(number)
        result = super()._settle(binding, plan, outcome)
        if not plan["external_id"]:
            self._arrived(binding)
        return result

    @api.model
    def _arrived(self, binding):
        """Deals that wait for their client go on."""
        if binding.external_id:
            binding._mark("stale")
        leads = self.env["crm.lead"].search([("partner_id", "=", binding.res_id)])
        waiting = binding._of_records(leads).filtered(lambda item: not item.external_id)
        waiting._mark("dirty")


def _keys_of(entity):
    return {contact_key(value) for value in values_of(entity, "PHONE", "EMAIL")}
