from odoo import api, fields, models
from odoo.fields import Domain


class AmocrmDealMixin(models.AbstractModel):
    """Rows that tell of the exchange of a record: who may read the record may read them."""

    _name = "amocrm.deal.mixin"
    _description = "About an Exchanged Record"

    binding_id = fields.Many2one(
        "amocrm.binding",
        string="amoCRM Record",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        groups="base.group_system",
    )
    account_id = fields.Many2one(
        "amocrm.account",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        groups="base.group_system",
    )
    lead_id = fields.Many2one(
        "crm.lead", string="Deal", readonly=True, index="btree_not_null", ondelete="set null"
    )
    partner_id = fields.Many2one(
        "res.partner", string="Contact", readonly=True, index="btree_not_null", ondelete="set null"
    )

    @api.model
    def _place(self, binding):
        """Values that say which record a new row is about; of a task the record it belongs to."""
        owner = binding.parent_id or binding
        field = {"crm.lead": "lead_id", "res.partner": "partner_id"}.get(owner.model)
        vals = {"binding_id": owner.id, "account_id": owner.account_id.id}
        return {**vals, field: owner.res_id} if field else vals

    def _record(self):
        self.ensure_one()
        return self.lead_id or self.partner_id

    # === ACCESS === #

    @api.model
    def _is_restricted(self):
        return not (self.env.su or self.env.user.has_group("base.group_system"))

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, **options):
        """Only rows about records that the reader may read."""
        if self._is_restricted() and not options.get("bypass_access"):
            readable = Domain("lead_id", "any", []) | Domain("partner_id", "any", [])
            domain = Domain(domain) & readable
        return super()._search(domain, offset, limit, order, **options)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if result or not self or not self._is_restricted():
            return result
        rows = self.sudo()
        leads = rows.lead_id.sudo(False)._filtered_access("read")
        partners = rows.partner_id.sudo(False)._filtered_access("read")
        hidden = rows.filtered(
            lambda row: row.lead_id not in leads and row.partner_id not in partners
        ).sudo(False)
        if not hidden:
            return None
        return hidden, lambda: self.env["ir.rule"]._make_access_error(operation, hidden)
