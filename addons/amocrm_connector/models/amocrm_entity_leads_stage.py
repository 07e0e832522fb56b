from odoo import api, models

from .. import merge

WON, LOST = "142", "143"


class AmocrmEntityLeads(models.AbstractModel):
    """Stage of a deal: pipeline and status there, ``stage_id`` or lost here."""

    _inherit = "amocrm.entity.leads"

    @api.model
    def _pull_stage(self, binding, round_, lead):
        """Move our deal where amoCRM's is, by its own door; a refusal is shown and tried again."""
        row = self._stage_row(binding, round_.remote)
        amo, odoo = self._amo_stage(round_.remote), self._odoo_stage(lead)
        target = row._odoo_state() if row else None
        known = round_.known("status", "stage_id", amo)
        if target == odoo:
            round_.remember("status", "stage_id", amo, odoo)
            round_.solved("status")
            return
        action, conflict = merge.decide(known, amo, odoo, "both", binding.account_id.stage_owner)
        if action != merge.PULL:
            return
        if conflict:
            round_.conflicts.append(self._stage_conflict(row, lead))
        if not row:
            binding.account_id._want_reference()
        refusal = (
            self._move(lead, target, self._loss_reason(binding, round_.remote))
            if target
            else self._unknown_stage(row, amo)
        )
        if refusal:
            if target and round_.problems.get("status", {}).get("text") != refusal:
                lead._amocrm_note(refusal)
            round_.problem("status", refusal)
        else:
            round_.remember("status", "stage_id", amo, self._odoo_stage(lead))
            round_.solved("status")

    @api.model
    def _move(self, lead, target, _lost_reason=None):
        """Hook: move the deal; why not, in words, when it may not."""
        if target == "lost":
            return self._refusal(lead.action_set_lost)
        stage = self.env["crm.stage"].browse(int(target))
        if not lead.active and (refusal := self._refusal(lead.action_unarchive)):
            return refusal
        if lead.stage_id == stage:
            return None
        if refusal := self._refusal(lead.write, {"stage_id": stage.id}):
            return self.env._(
                "The deal stands at “%(stage)s” in amoCRM but cannot go there here: %(reason)s",
                stage=stage.name,
                reason=refusal,
            )
        return None

    @api.model
    def _push_stage(self, binding, round_, lead):
        amo, odoo = self._amo_stage(round_.remote), self._odoo_stage(lead)
        known = round_.known("status", "stage_id", amo)
        if known is None or round_.was_refused("status", odoo):
            return
        action, _conflict = merge.decide(known, amo, odoo, "both", binding.account_id.stage_owner)
        if action != merge.PUSH:
            return
        row = self._target_row(binding, round_.remote, odoo)
        if not row:
            round_.problem(
                "status",
                self.env._(
                    "Stage “%(stage)s” has no counterpart in the deal's amoCRM pipeline. "
                    "Choose one in the account's stage pairs.",
                    stage=lead.stage_id.name,
                ),
            )
            return
        sent = {"status_id": int(row.status_id), "pipeline_id": int(row.pipeline_id)}
        if self._amo_stage(sent) == amo:
            round_.remember("status", "stage_id", amo, odoo)
        else:
            round_.send("status", "stage_id", self._amo_stage(sent), odoo, values=sent)
        round_.solved("status")

    @api.model
    def _target_row(self, binding, deal, odoo):
        """The status that means our stage: the present one, else the first of the pipeline."""
        rows = self._stage_rows(binding).filtered(
            lambda row: (
                row.pipeline_id == str(deal.get("pipeline_id"))
                and row._odoo_state() == odoo
                and row.status_type != 1
            )
        )
        return rows.filtered(lambda row: row.status_id == str(deal.get("status_id"))) or rows[:1]

    # === HELPERS === #

    @api.model
    def _stage_rows(self, binding):
        return binding.account_id.stage_map_ids.filtered("active")

    @api.model
    def _stage_row(self, binding, deal):
        return self._stage_rows(binding).filtered(
            lambda row: (
                (row.pipeline_id, row.status_id)
                == (str(deal.get("pipeline_id")), str(deal.get("status_id")))
            )
        )

    @api.model
    def _amo_stage(self, deal):
        """A status number alone is not unique: won and lost exist in every pipeline."""
        return f"{deal.get('pipeline_id')}:{deal.get('status_id')}"

    @api.model
    def _odoo_stage(self, lead):
        return "lost" if lead.won_status == "lost" else str(lead.stage_id.id)

    @api.model
    def _is_unsorted(self, binding, deal):
        return self._stage_row(binding, deal).status_type == 1

    @api.model
    def _closed_stage(self, binding, deal):
        """Stage of a deal that was won before we met it: nothing has to happen any more."""
        row = self._stage_row(binding, deal)
        return row.stage_id if row.status_id == WON else row.stage_id.browse()

    @api.model
    def _unknown_stage(self, row, amo):
        return self.env._(
            "amoCRM stage “%(stage)s” has no counterpart. Choose one in the account's stage pairs.",
            stage=row.display_name or amo,
        )

    @api.model
    def _stage_conflict(self, row, lead):
        return self.env._(
            "The deal was moved on both sides: amoCRM “%(amo)s”, Odoo “%(odoo)s”. The stage of "
            "amoCRM stands.",
            amo=row.display_name or "",
            odoo=lead.stage_id.name,
        )
