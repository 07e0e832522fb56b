from odoo import fields, models, tools


class AmocrmAccount(models.Model):
    """Which pipelines are exchanged."""

    _inherit = "amocrm.account"

    pipeline_ids = fields.One2many("amocrm.pipeline", "account_id", string="Pipelines")

    def _store_pipelines(self, pipelines):
        rows = {
            (str(pipeline["id"]),): {
                "name": pipeline.get("name") or str(pipeline["id"]),
                "is_archived": bool(pipeline.get("is_archive")),
                "sequence": pipeline.get("sort") or 0,
            }
            for pipeline in pipelines
        }
        self._store_rows(self.pipeline_ids, ("pipeline_id",), rows)

    def _pipeline_filter(self):
        """Query parameters that leave out deals of pipelines that are not exchanged."""
        if not self._left_alone_pipelines():
            return {}
        exchanged = self.pipeline_ids.filtered("is_exchanged")
        return {"filter[pipeline_id][]": exchanged.mapped("pipeline_id")}

    @tools.ormcache("self.id")
    def _left_alone_pipelines(self):
        """Numbers of the pipelines whose deals are left alone. One that we have never heard of is
        exchanged: its stages will be read with the next look.
        """
        rows = self.env["amocrm.pipeline"].sudo().with_context(active_test=False)
        domain = [("account_id", "=", self.id), ("is_exchanged", "=", False)]
        return frozenset(rows.search(domain).mapped("pipeline_id"))
