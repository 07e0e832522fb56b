from odoo import api, models

from .. import merge
from .amocrm_entity_leads_stage import LOST

KEY, FIELD = "loss_reason_id", "lost_reason_id"


class AmocrmEntityLeads(models.AbstractModel):
    """Why a deal was lost, followed both ways while both sides hold it for lost."""

    _inherit = "amocrm.entity.leads"

    # === AMOCRM → ODOO === #

    @api.model
    def _pull_stage(self, binding, round_, lead):
        result = super()._pull_stage(binding, round_, lead)
        if self._odoo_stage(lead) == "lost" and self._is_lost_there(round_.remote):
            self._pull_loss(binding, round_, lead)
        else:
            round_.snapshot.pop(KEY, None)
            round_.solved(KEY)
        return result

    @api.model
    def _pull_loss(self, binding, round_, lead):
        amo, action = self._decide_loss(binding, round_, lead)
        if action == merge.AGREE:
            round_.remember(KEY, FIELD, amo, amo)
            round_.solved(KEY)
        if action != merge.PULL:
            return
        before, reason = lead.lost_reason_id, self._loss_reason(binding, round_.remote)
        if amo and not reason:
            round_.problem(KEY, self._unknown_loss(binding, amo))
        elif refusal := self._refusal(lead.write, {FIELD: reason.id}):
            round_.problem(KEY, refusal)
        else:
            round_.remember(KEY, FIELD, amo, self._odoo_loss(binding, lead, amo))
            round_.solved(KEY)
            if KEY in round_.met:
                item = self._own_item(KEY, self._label(binding, KEY), reason.name, before.name)
                round_.history.append(self._pulled(binding, round_, item))

    @api.model
    def _move(self, lead, target, lost_reason=None):
        """Override: a deal is lost together with its reason."""
        if target == "lost" and lost_reason:
            return self._refusal(lambda: lead.action_set_lost(lost_reason_id=lost_reason.id))
        return super()._move(lead, target, lost_reason)

    # === ODOO → AMOCRM === #

    @api.model
    def _push_stage(self, binding, round_, lead):
        result = super()._push_stage(binding, round_, lead)
        is_going = round_.values.get("status_id") == int(LOST)
        if self._odoo_stage(lead) == "lost" and (is_going or self._is_lost_there(round_.remote)):
            self._push_loss(binding, round_, lead, is_going)
        return result

    @api.model
    def _push_loss(self, binding, round_, lead, is_going):
        """The reason goes in the same request as the status: amoCRM takes it only so."""
        amo, action = self._decide_loss(binding, round_, lead)
        odoo = self._odoo_loss(binding, lead, amo)
        if not (is_going and odoo or action == merge.PUSH) or round_.was_refused(KEY, odoo):
            return
        if odoo and not odoo.isdigit():
            round_.problem(
                KEY,
                self.env._(
                    "Lost reason “%(reason)s” has no counterpart in amoCRM. Choose one in the "
                    "account's loss reasons.",
                    reason=lead.lost_reason_id.name,
                ),
            )
            return
        values = {KEY: int(odoo) if odoo else None}
        if not is_going:
            values.update(
                status_id=int(LOST), pipeline_id=int(round_.remote.get("pipeline_id") or 0)
            )
        log = []
        if KEY in round_.met:
            words = self._loss_reason(binding, round_.remote).name or amo, lead.lost_reason_id.name
            item = self._own_item(KEY, self._label(binding, KEY), *words, (FIELD,))
            log.append(self._pushed(binding, round_, item))
        round_.send(KEY, FIELD, odoo, odoo, values=values, log=log)
        round_.solved(KEY)

    # === MANY AT ONCE === #

    @api.model
    def _known_many(self, bindings, page):
        rows = bindings.account_id.loss_map_ids.filtered("active")
        reasons = {row.amo_reason_id: row.lost_reason_id.id for row in rows}
        return {**super()._known_many(bindings, page), "reasons": reasons}

    @api.model
    def _prepare_many_vals(self, binding, remote, mapped, known):
        vals = super()._prepare_many_vals(binding, remote, mapped, known)
        if vals.get("active") is False:
            vals[FIELD] = known["reasons"].get(self._amo_loss(remote), False)
        return vals

    @api.model
    def _complete_snapshot(self, record, remote, snapshot, known):
        is_complete = super()._complete_snapshot(record, remote, snapshot, known)
        if self._odoo_stage(record) != "lost" or not self._is_lost_there(remote):
            return is_complete
        amo = self._amo_loss(remote)
        if amo and not record[FIELD]:
            return False
        snapshot[KEY] = {"amo": amo, "odoo": amo, "field": FIELD}
        return is_complete

    # === HELPERS === #

    @api.model
    def _decide_loss(self, binding, round_, lead):
        amo = self._amo_loss(round_.remote)
        odoo, known = self._odoo_loss(binding, lead, amo), round_.known(KEY, FIELD, amo)
        owner = binding.account_id.stage_owner
        return amo, merge.decide(known, amo, odoo, "both", owner)[0]

    @api.model
    def _is_lost_there(self, deal):
        return str(deal.get("status_id")) == LOST

    @api.model
    def _amo_loss(self, deal):
        return str(deal.get(KEY) or "") or None

    @api.model
    def _odoo_loss(self, binding, lead, amo):
        """Our reason as amoCRM's number: the present one where several mean it."""
        reason = lead.lost_reason_id
        if not reason:
            return None
        numbers = self._loss_rows(binding, lost_reason_id=reason.id).mapped("amo_reason_id")
        return amo if amo in numbers else next(iter(numbers), f"? {reason.name}")

    @api.model
    def _loss_reason(self, binding, deal):
        """Our reason of a lost deal; empty when it gives none, or one without counterpart."""
        amo = self._amo_loss(deal)
        rows = self._loss_rows(binding, amo_reason_id=amo) if amo else None
        if rows is not None and not rows:
            binding.account_id._want_reference()
        return rows.lost_reason_id if rows else self.env["crm.lost.reason"]

    @api.model
    def _loss_rows(self, binding, **values):
        domain = [("account_id", "=", binding.account_id.id), ("active", "=", True)]
        return self.env["amocrm.loss.map"].search(
            [*domain, *((name, "=", value) for name, value in values.items())]
        )

    @api.model
    def _unknown_loss(self, binding, amo):
        return self.env._(
            "amoCRM loss reason “%(reason)s” has no counterpart. Choose one in the account's loss "
            "reasons.",
            reason=self._loss_rows(binding, amo_reason_id=amo).name or amo,
        )

    @api.model
    def _label(self, binding, key):
        return self.env._("Lost reason") if key == KEY else super()._label(binding, key)
