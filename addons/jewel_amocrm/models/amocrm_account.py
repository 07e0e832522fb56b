from odoo import api, models

SPECIFICATION = {
    "JEWEL_TYPE": "jewel_type_id",
    "JEWEL_COLLECTION": "collection_id",
    "JEWEL_DESCRIPTION": "item_description",
    "JEWEL_COMPOSITION": "composition",
    "JEWEL_ALLOY": "alloy_id",
    "JEWEL_SIZE": "item_size",
    "JEWEL_ENGRAVING": "engraving",
    "JEWEL_DEADLINE": "item_deadline",
}
SKETCHES = ("JEWEL_SKETCH", "JEWEL_SKETCH_2")
FROM_ODOO = {
    "ODOO_ORDER": "amocrm_order_names",
    "JEWEL_FINISHED": "amocrm_finished_at",
    "JEWEL_PRODUCTION": "amocrm_production",
    "JEWEL_PREPAYMENT_LINK": "prepayment_compose_url",
    "JEWEL_BALANCE_LINK": "balance_compose_url",
    "JEWEL_RECEIPT_LINK": "receipt_url",
}
# Names under which workshops keep their stages, by step.
STAGE_NAMES = {
    "new": ("новая заявка", "новые заявки", "неразобранное", "new request", "incoming leads"),
    "prepayment": ("предоплата", "ожидание предоплаты", "prepayment"),
    "production": ("в производстве", "производство", "in production"),
    "ready": ("изделие готово", "готово", "ready"),
    "shipping": ("отправка", "доставка", "shipping"),
    "done": ("успешно реализовано", "closed - won"),
}


class AmocrmAccount(models.Model):
    _inherit = "amocrm.account"

    @api.model
    def _field_proposals(self):
        """Override of `amocrm_connector` to add the specification of the piece and what the
        workshop reports.
        """
        return {
            **super()._field_proposals(),
            **{
                ("leads", code): {"field": name, "direction": "in"}
                for code, name in SPECIFICATION.items()
            },
            **{
                ("leads", code): {"field": "sketch_ids", "direction": "in", "pictures_only": True}
                for code in SKETCHES
            },
            **{
                ("leads", code): {"field": name, "direction": "out", "owner": "odoo"}
                for code, name in FROM_ODOO.items()
            },
        }

    def _propose_stage(self, row):
        """Override of `amocrm_connector` to meet the steps of the deal by their usual names."""
        name = (row.status_name or "").strip().casefold()
        for key, names in STAGE_NAMES.items():
            if name in names or (key == "done" and row.status_id == "142"):
                return {"stage_id": self.env["crm.stage"]._get_jewel_stage(key).id}
        return super()._propose_stage(row)
