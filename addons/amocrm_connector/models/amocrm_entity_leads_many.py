from odoo import api, models

from ..client import PAGE
from ..links import main_contact
from ..values import utc_moment
from .amocrm_entity_leads import WITH


class AmocrmEntityLeads(models.AbstractModel):
    """First load: the deals of a page of amoCRM's list, made together with their clients."""

    _inherit = "amocrm.entity.leads"

    @api.model
    def _fetch_page(self, client, query):
        """Deals of one page of the list with their main contacts; no database here."""
        answer = client.get("/api/v4/leads", {"with": WITH, "limit": PAGE, **query}) or {}
        deals = (answer.get("_embedded") or {}).get("leads") or []
        contacts = client.by_ids("contacts", {main_contact(deal) for deal in deals} - {None})
        return {
            "deals": {str(deal["id"]): deal for deal in deals},
            "contacts": {str(contact["id"]): contact for contact in contacts.values()},
            "last": utc_moment(deals[-1]["updated_at"]) if deals else None,
            "is_last": not (answer.get("_links") or {}).get("next") and len(deals) < PAGE,
        }

    @api.model
    def _take_in_many(self, bindings, page):
        """Make a deal for each binding.

        :param bindings: `amocrm.binding` of deals without a record, nobody else works on them
        :param page: what :meth:`_fetch_page` has brought
        """
        deals, known = page["deals"], self._known_many(bindings, page)
        doubtful = self._make_many(self.env["crm.lead"], bindings, deals, known)
        leads = self.env["crm.lead"].browse(bindings.mapped("res_id"))
        self._set_birthdays(leads, [deals[binding.external_id] for binding in bindings])
        self._subscribe_salespeople(leads)
        doubtful._mark("stale")

    @api.model
    def _known_many(self, bindings, page):
        """Hook: what values of deals are looked up in, once for all of them."""
        account, first = bindings.account_id, bindings[:1]
        contacts = self.env["amocrm.entity.contacts"]
        return {
            "teams": {},
            "clients": contacts._take_in_many(account, page["contacts"]),
            "stages": {(r.pipeline_id, r.status_id): r for r in self._stage_rows(first)},
            "files": {r.amo_field: r.field_name for r in self._rows(first) if r.kind == "file"},
        }

    @api.model
    def _prepare_many_vals(self, binding, remote, mapped, known):
        """Client, stage and team come with the deal, as far as they are known here."""
        vals = {**self._prepare_lead_vals(binding, remote), **mapped}
        if partner := known["clients"].get(str(main_contact(remote))):
            vals["partner_id"] = partner.id
        target = self._target_of(remote, known)
        if target == "lost":
            vals.update(active=False, probability=0)
        elif target:
            vals["stage_id"] = int(target)
        return {**self._team_vals(vals["user_id"], known), **vals}

    @api.model
    def _team_vals(self, user_id, known):
        """The team that core gives a deal of this user: it would look for it deal by deal."""
        teams = known["teams"]
        if user_id not in teams:
            lead = self.env["crm.lead"].new({"type": "opportunity", "user_id": user_id})
            teams[user_id] = lead.team_id.id
        return {"team_id": teams[user_id]}

    @api.model
    def _target_of(self, deal, known):
        key = (str(deal.get("pipeline_id")), str(deal.get("status_id")))
        row = known["stages"].get(key)
        return row._odoo_state() if row else None

    @api.model
    def _complete_snapshot(self, record, remote, snapshot, known):
        number, odoo = main_contact(remote), self._odoo_stage(record)
        if has_client := bool(number and record.partner_id):
            partner_id = record.partner_id.id
            snapshot["contact"] = {"amo": str(number), "odoo": partner_id, "field": "partner_id"}
        if is_placed := odoo == self._target_of(remote, known):
            amo = self._amo_stage(remote)
            snapshot["status"] = {"amo": amo, "odoo": odoo, "field": "stage_id"}
        filled = {str(item["field_id"]) for item in remote.get("custom_fields_values") or ()}
        for key, field in known["files"].items():
            if key not in filled:
                snapshot[key] = {"amo": None, "odoo": None, "field": field}
        return has_client and is_placed and not filled & known["files"].keys()

    @api.model
    def _subscribe_salespeople(self, leads):
        """Who leads an open deal hears of it; making it has not subscribed anybody."""
        opened = leads.filtered(lambda lead: lead.won_status == "pending" and lead.user_id)
        for user, theirs in opened.grouped("user_id").items():
            theirs.message_subscribe(user.partner_id.ids)
