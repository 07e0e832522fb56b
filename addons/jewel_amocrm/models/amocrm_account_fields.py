from odoo import api, models

# A longer list is no choice any more.
MOST_OPTIONS = 200


class AmocrmAccount(models.Model):
    _inherit = "amocrm.account"

    @api.model
    def _own_fields(self):
        """Override of `amocrm_connector` to add the links and facts that the workshop reports, and
        the specification of the piece.
        """
        return [*super()._own_fields(), *self._report_fields(), *self._specification_fields()]

    def _report_fields(self):
        """Written by Odoo only: people in amoCRM see them."""
        return [
            _field("JEWEL_FINISHED", "date_time", self.env._("Ready (actual)"), is_api_only=True),
            _field("JEWEL_PRODUCTION", "text", self.env._("Stage of production"), is_api_only=True),
            _field("JEWEL_PREPAYMENT_LINK", "url", self.env._("Prepayment link"), is_api_only=True),
            _field("JEWEL_BALANCE_LINK", "url", self.env._("Balance link"), is_api_only=True),
            _field("JEWEL_RECEIPT_LINK", "url", self.env._("Sales receipt link"), is_api_only=True),
        ]

    def _specification_fields(self):
        """Filled in by the manager; lists offer what our vocabulary knows."""
        types, collections, alloys = map(self._names, ("product.type", "collection", "alloy"))
        return [
            _field("JEWEL_TYPE", "select", self.env._("Type of piece"), types),
            _field("JEWEL_COLLECTION", "select", self.env._("Collection"), collections),
            _field("JEWEL_DESCRIPTION", "textarea", self.env._("Description of the piece")),
            _field("JEWEL_COMPOSITION", "textarea", self.env._("Composition")),
            _field("JEWEL_ALLOY", "select", self.env._("Alloy"), alloys),
            _field("JEWEL_SIZE", "text", self.env._("Size")),
            _field("JEWEL_ENGRAVING", "text", self.env._("Engraving")),
            _field("JEWEL_DEADLINE", "date_time", self.env._("Production deadline")),
            _field("JEWEL_SKETCH", "file", self.env._("Sketch")),
        ]

    def _names(self, vocabulary):
        rows = self.env[f"jewel.{vocabulary}"].with_context(active_test=True)
        return rows.search([], limit=MOST_OPTIONS).mapped("name")


def _field(code, kind, name, enums=(), **values):
    options = {"enums": list(enums)} if enums else {}
    return {"entity": "leads", "code": code, "type": kind, "name": name, **options, **values}
