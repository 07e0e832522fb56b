from odoo import api, models

from ..links import further_contacts, linked_company, main_contact
from ..values import text, utc_moment

# What comes with a deal only when it is asked for.
WITH = "contacts,catalog_elements"


class AmocrmEntityLeads(models.AbstractModel):
    """Deals: ``crm.lead`` with its client, files and stage."""

    _name = "amocrm.entity.leads"
    _inherit = "amocrm.entity"
    _description = "amoCRM Deal"
    _list_path = "/api/v4/leads"

    # === CALLS === #

    @api.model
    def _prefetch(self, client, jobs):
        """The deals, then their people, then the companies of both."""
        known = {name for job in jobs.values() for name in job["people"]}
        numbers = [job["external_id"] for job in jobs.values()]
        deals = client.by_ids("leads", numbers, {"with": WITH})
        wanted = {main_contact(deal) for deal in deals.values()} - {None}
        wanted |= {
            number
            for deal in deals.values()
            for number in further_contacts(deal)
            if f"contacts/{number}" not in known
        }
        contacts = client.by_ids("contacts", wanted)
        linked = map(linked_company, (*deals.values(), *contacts.values()))
        companies = {n for n in linked if n and f"companies/{n}" not in known}
        return {**deals, **contacts, **client.by_ids("companies", companies)}

    @api.model
    def _fetch(self, client, job):
        """The deal, its people, and the files that we do not have yet."""
        deal = client.get(f"/api/v4/leads/{job['external_id']}", {"with": WITH})
        if deal is None or deal.get("is_deleted"):
            return None
        files = self._fetch_files(client, job, deal)
        return {"deal": deal, "files": files, **self._fetch_people(client, job, deal)}

    @api.model
    def _path(self, plan):
        return f"/api/v4/leads/{plan['external_id']}"

    # === MERGE === #

    @api.model
    def _apply(self, binding, remote):
        if remote is None:
            return self._bury(binding)
        round_ = self._round(binding, remote["deal"])
        round_.solved("deleted")
        known = binding._record()
        lead = known or self._create_lead(binding, round_)
        lead = lead.with_context(amocrm_exchanged=(lead._name, lead.id))
        is_waiting = self._merge_people(binding, round_, lead, remote)
        self._pull(binding, round_, lead)
        self._set_deputy(binding, round_, lead)
        is_late = self._merge_files(binding, round_, lead, remote["files"])
        self._merge_products(binding, round_, lead, remote["elements"])
        self._pull_stage(binding, round_, lead)
        if not known:
            self._set_birthdays(lead, [remote["deal"]])
        self.env.flush_all()
        self._plan(binding, round_, lead)
        if round_.conflicts:
            self._say(lead, round_.conflicts)
        plan = self._close_round(binding, round_, remote["deal"], may_say=not is_waiting)
        if is_late and not is_waiting:
            binding._recheck(forever=True)
        return plan

    @api.model
    def _plan(self, binding, round_, lead):
        """Collect what amoCRM has to be told; writing to an incoming request would accept it."""
        self._push(binding, round_, lead)
        self._push_stage(binding, round_, lead)
        if round_.sending and self._is_unsorted(binding, round_.remote):
            round_.values, round_.custom_values, round_.sending, round_.cut = {}, [], {}, []
            round_.problem(
                "unsorted",
                self.env._(
                    "The request is not accepted in amoCRM yet; changes are sent when it is.",
                ),
            )
        elif not self._is_unsorted(binding, round_.remote):
            round_.solved("unsorted")

    @api.model
    def _create_lead(self, binding, round_):
        lead = self.env["crm.lead"].create(self._prepare_lead_vals(binding, round_.remote))
        binding.write({"model": lead._name, "res_id": lead.id, "is_detached": False})
        round_.begin_anew()
        if not text(round_.remote.get("name")):
            round_.remember(
                "name", "name", None, lead.name
            )  # our makeshift name is no news for amoCRM
        return lead

    @api.model
    def _prepare_lead_vals(self, binding, deal):
        """Hook: values of a new deal; mapped fields, client, files and stage follow."""
        account = binding.account_id
        vals = {
            "name": text(deal.get("name"))
            or self.env._("Deal %(number)s", number=binding.external_id),
            "type": "opportunity",
            "company_id": account.company_id.id,
            "user_id": False,
        }
        if closed_at := deal.get("closed_at"):
            vals["date_closed"] = utc_moment(closed_at)
        closed_stage = self._closed_stage(binding, deal)
        return {**vals, "stage_id": closed_stage.id} if closed_stage else vals

    @api.model
    def _set_birthdays(self, leads, deals):
        """A deal was made when amoCRM says so: reports count by that day, and the days until it was
        assigned and closed from it.

        `create_date` cannot be given to the ORM.
        """
        rows = [
            (lead.id, utc_moment(deal["created_at"]))
            for lead, deal in zip(leads, deals, strict=True)
            if deal.get("created_at")
        ]
        if not rows:
            return
        leads.flush_recordset()
        self.env.cr.execute_values(
            """
            UPDATE crm_lead
               SET create_date = born.moment,
                   date_open = CASE WHEN date_open IS NOT NULL THEN born.moment END
              FROM (VALUES %s) AS born(id, moment)
             WHERE crm_lead.id = born.id
            """,
            rows,
            template="(%s, %s::timestamp)",
            page_size=len(rows),
        )
        dates = ["create_date", "date_open"]
        leads.invalidate_recordset(dates)
        leads.modified(dates)

    @api.model
    def _set_deputy(self, binding, round_, lead):
        """Somebody answers for a deal whose amoCRM user nobody here is."""
        deputy = binding.account_id.default_user_id
        if "responsible_user_id" in round_.problems and deputy and not lead.user_id:
            lead.user_id = deputy

    @api.model
    def _bury(self, binding):
        """The deal is not in amoCRM: mark it and say so. Nothing of ours is cancelled."""
        record = binding._record()
        if not record and not binding.is_deleted and binding._recheck():
            return None  # a new deal may be shown some seconds late
        round_ = self._round(binding, {})
        binding.write({"is_deleted": True, "pending": False})
        if record:
            round_.problem(
                "deleted",
                self.env._(
                    "The deal was deleted in amoCRM. Nothing was cancelled here: decide what "
                    "becomes of it.",
                ),
            )
            self._store_problems(binding, round_)
        return None
