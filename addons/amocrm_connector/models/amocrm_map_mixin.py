from odoo import api, fields, models


class AmocrmMapMixin(models.AbstractModel):
    """Rows of an account that pair a thing of amoCRM with a thing of Odoo."""

    _name = "amocrm.map.mixin"
    _description = "amoCRM Pair"

    account_id = fields.Many2one("amocrm.account", required=True, index=True, ondelete="cascade")
    active = fields.Boolean(default=True)

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        self.env.registry.clear_cache()
        rows._retry_problems()
        return rows

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        self._retry_problems()
        return result

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    def _get_changed(self, vals):
        """Those of ``vals`` that the row does not hold yet."""
        self.ensure_one()
        return {
            name: value for name, value in vals.items() if (self[name] or None) != (value or None)
        }

    def _retry_problems(self):
        """What could not be used for want of a pair may be usable now."""
        self.env["amocrm.binding"].sudo().search(
            [
                ("account_id", "in", self.account_id.ids),
                ("problem_text", "!=", False),
                ("entity", "in", ("leads", "contacts", "companies")),
            ]
        )._mark("stale")
