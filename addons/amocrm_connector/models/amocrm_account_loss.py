from odoo import fields, models

from ..exceptions import AmocrmRejected


class AmocrmAccount(models.Model):
    """Loss reasons among the reference data."""

    _inherit = "amocrm.account"

    loss_map_ids = fields.One2many("amocrm.loss.map", "account_id", string="Loss Reasons")

    def _fetch_reference(self, client):
        reference = super()._fetch_reference(client)
        return {**reference, "loss_reasons": self._fetch_loss_reasons(client)}

    def _fetch_loss_reasons(self, client):
        """The account's loss reasons; ``None`` where they are switched off."""
        try:
            answer = client.get("/api/v4/leads/loss_reasons") or {}
        except AmocrmRejected:
            return None
        return (answer.get("_embedded") or {}).get("loss_reasons") or []

    def _store_reference(self, reference):
        result = super()._store_reference(reference)
        if reference.get("loss_reasons") is not None:
            account = self._for_work()
            account._store_loss_reasons(reference["loss_reasons"])
            account._propose_loss_reasons()
        return result

    def _store_loss_reasons(self, reasons):
        rows = {
            (str(reason["id"]),): {
                "name": reason.get("name") or str(reason["id"]),
                "sequence": reason.get("sort") or 0,
            }
            for reason in reasons
        }
        self._store_rows(self.loss_map_ids, ("amo_reason_id",), rows)

    def _propose_loss_reasons(self):
        for row in self.loss_map_ids.filtered(lambda row: not row.lost_reason_id):
            row.lost_reason_id = self._by_name("crm.lost.reason", row.name)
