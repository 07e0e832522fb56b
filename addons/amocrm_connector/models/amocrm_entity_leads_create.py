from odoo import api, models

from .. import sync_round
from ..exceptions import AmocrmRejected
from ..values import text

OWN_FIELD = "ODOO_LEAD_ID"


class AmocrmEntityLeads(models.AbstractModel):
    """Deals made in Odoo: made once in amoCRM, whatever becomes of the answer."""

    _inherit = "amocrm.entity.leads"

    # === CALLS === #

    @api.model
    def _prepare(self, binding):
        job = super()._prepare(binding)
        if not binding.external_id:
            job["new"] = {
                "is_pending": bool(binding.pending),
                "key": str(binding.res_id),
                "field": self._own_field(binding),
                "name": ((binding.pending or {}).get("name") or {}).get("amo"),
            }
        return job

    @api.model
    def _fetch(self, client, job):
        if job["external_id"]:
            return super()._fetch(client, job)
        if not job["new"]["is_pending"]:
            return {"found": []}
        return {"found": self._look_twice(client, job["new"])}

    @api.model
    def _look(self, client, new):
        """Numbers of the deals that may be ours: by our own field, else by their name."""
        field, wanted = new["field"], new["key"] if new["field"] else new["name"]
        if not wanted:
            return []
        key = f"filter[custom_fields_values][{field}][]" if field else "query"
        return [
            str(deal["id"])
            for deal in client.pages("/api/v4/leads", {key: wanted}, "leads")
            if (_own_value(deal, field) if field else text(deal.get("name"))) == wanted
        ]

    @api.model
    def _send(self, client, plan):
        if plan["external_id"]:
            return super()._send(client, plan)
        refused, made = {}, None
        while plan["fields"] and not made:
            try:
                made = self._send_new(client, "/api/v4/leads", sync_round.request_body(plan))
            except AmocrmRejected as error:
                bad = sync_round.refused_keys(plan, error.errors)
                refused.update(bad or dict.fromkeys(plan["fields"], str(error)))
                plan = sync_round.without(plan, refused)
        return {"answer": made and {"id": made["id"]}, "refused": refused}

    # === MERGE === #

    @api.model
    def _apply(self, binding, remote):
        if binding.is_detached and not binding.external_id:
            return None
        if not binding.external_id:
            return self._apply_new(binding, (remote or {}).get("found") or [])
        if remote and not binding.res_id and self._is_being_made(binding, remote["deal"]):
            binding._recheck(forever=True)
            return None
        return super()._apply(binding, remote)

    @api.model
    def _apply_new(self, binding, found):
        """Adopt the deal whose answer was lost, else plan it; its client goes first."""
        lead = binding._record()
        if not lead:
            binding._set_aside()
            return None
        if number := self._not_taken(binding, found):
            self._adopt(binding, number)
            return None
        client, is_waiting = self._client_number(binding, lead)
        if is_waiting:
            binding._recheck(forever=True)
            return None
        round_ = self._round(binding, {})
        self._push(binding, round_, lead)
        self._collect_new(binding, round_, lead, client)
        return self._close_round(binding, round_, {})

    @api.model
    def _collect_new(self, binding, round_, lead, client):
        """What only a new deal takes: stage, people, tags, our key."""
        pipeline, odoo = binding.account_id.create_pipeline, self._odoo_stage(lead)
        row = self._target_row(binding, {"pipeline_id": pipeline}, odoo)
        if row:
            sent = {"status_id": int(row.status_id), "pipeline_id": int(row.pipeline_id)}
            round_.send("status", "stage_id", self._amo_stage(sent), odoo, values=sent)
        elif pipeline:
            round_.values["pipeline_id"] = int(pipeline)
        if field := self._own_field(binding):
            own = {"field_id": int(field), "values": [{"value": str(lead.id)}]}
            round_.custom_values.append(own)
        embedded = {"tags": [{"name": tag.name} for tag in self._tags_of(binding, lead)]}
        if client:
            embedded[client[0]] = [{"id": int(client[1])}]
        round_.values["_embedded"] = {name: items for name, items in embedded.items() if items}

    @api.model
    def _tags_of(self, binding, lead):
        row = self._tags_row(binding)
        return lead[row.field_name] if row and row.direction != "in" else ()

    @api.model
    def _client_number(self, binding, lead):
        """``((entity, number) or None, whether it is still being made)`` of the deal's client."""
        partner = lead.partner_id
        if not partner:
            return None, False
        entity = "companies" if partner.is_company else "contacts"
        account = binding.account_id
        bound = binding._of_records(partner).filtered(lambda item: item.account_id == account)
        if bound:
            number = bound.external_id and (bound.entity, bound.external_id)
            return number or None, not number and not (bound.problem_text or bound.error)
        binding.create(
            {
                "account_id": account.id,
                "entity": entity,
                "model": partner._name,
                "res_id": partner.id,
            }
        )._mark("dirty")
        return None, True

    @api.model
    def _settle(self, binding, plan, outcome):
        number = (outcome["answer"] or {}).get("id")
        is_new = not plan["external_id"] and number
        if is_new:
            binding._claim(number)
        result = super()._settle(binding, plan, outcome)
        if is_new:
            self._arrived(binding)
        return result

    @api.model
    def _arrived(self, binding):
        """The deal has a number: it goes its usual way, and what waited for it comes after."""
        binding._mark("stale")
        binding.search([("parent_id", "=", binding.id)])._mark("dirty")

    # === HELPERS === #

    @api.model
    def _own_field(self, binding):
        """Number of the field that holds our key; empty where the account has none."""
        return (
            self.env["amocrm.field.map"]
            .search(
                [
                    ("account_id", "=", binding.account_id.id),
                    ("entity", "=", "leads"),
                    ("code", "=", OWN_FIELD),
                    ("active", "=", True),
                ],
                limit=1,
            )
            .amo_field
        )

    @api.model
    def _is_being_made(self, binding, deal):
        """Whether this may be a deal that we have just sent: its hook is often faster than the
        answer.
        """
        siblings = binding.search(
            [
                ("account_id", "=", binding.account_id.id),
                ("entity", "=", "leads"),
                ("external_id", "=", False),
                ("is_detached", "=", False),
                ("pending", "!=", False),
            ]
        )
        if siblings and (field := self._own_field(binding)):
            return _own_value(deal, field) in {str(item.res_id) for item in siblings}
        name = text(deal.get("name"))
        return any((item.pending.get("name") or {}).get("amo") == name for item in siblings)


def _own_value(deal, field):
    for item in deal.get("custom_fields_values") or []:
        if str(item.get("field_id")) == field:
            return next((text(value.get("value")) for value in item.get("values") or []), None)
    return None
