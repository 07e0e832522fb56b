from odoo import fields, models
from odoo.fields import Domain


class AmocrmBoundMixin(models.AbstractModel):
    """What a form shows of the exchange of its record."""

    _name = "amocrm.bound.mixin"
    _description = "Bound to amoCRM"

    amocrm_binding_id = fields.Many2one(
        "amocrm.binding",
        string="amoCRM Binding",
        compute="_compute_amocrm",
        compute_sudo=True,
        groups="base.group_system",
    )
    amocrm_problem = fields.Text(
        string="amoCRM Problem",
        compute="_compute_amocrm",
        compute_sudo=True,
        search="_search_amocrm_problem",
        help="What of the record in amoCRM could not be used here, or the other way round.",
    )

    def _compute_amocrm(self):
        bindings = self._amocrm_bindings([("res_id", "in", self.ids)])
        by_id = {binding.res_id: binding for binding in bindings}
        for record in self:
            binding = by_id.get(record.id, bindings.browse())
            record.amocrm_binding_id = binding
            record.amocrm_problem = binding.problem_text

    def _search_amocrm_problem(self, operator, value):
        """Only "is there any": the words are for people."""
        if operator != "in" or set(value) != {False}:
            return NotImplemented
        bindings = self._amocrm_bindings([("problem_text", "!=", False)])
        return Domain("id", "not in", bindings.mapped("res_id"))

    def _amocrm_bindings(self, domain):
        mine = [("model", "=", self._name), ("is_detached", "=", False)]
        return self.env["amocrm.binding"].sudo().search([*mine, *domain])
