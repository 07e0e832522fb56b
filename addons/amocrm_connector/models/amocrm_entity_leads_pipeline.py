from odoo import api, models


class AmocrmEntityLeads(models.AbstractModel):
    """Deals of pipelines that are not exchanged are left alone, and nothing is said of them."""

    _inherit = "amocrm.entity.leads"

    @api.model
    def _prepare(self, binding):
        left_alone = sorted(binding.account_id._left_alone_pipelines())
        return {**super()._prepare(binding), "left_alone": left_alone}

    @api.model
    def _fetch_files(self, client, job, deal):
        """Override: files of such a deal need not be fetched."""
        if _pipeline(deal) in job["left_alone"]:
            return {}
        return super()._fetch_files(client, job, deal)

    @api.model
    def _apply(self, binding, remote):
        deal = (remote or {}).get("deal")
        if deal and _pipeline(deal) in binding.account_id._left_alone_pipelines():
            return self._leave_alone(binding, deal)
        return super()._apply(binding, remote)

    @api.model
    def _leave_alone(self, binding, deal):
        binding.write(
            {
                "remote_version": str(deal.get("updated_at") or ""),
                "problems": False,
                "problem_text": False,
            }
        )


def _pipeline(deal):
    return str(deal.get("pipeline_id"))
