from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..kpi import Facts, compute
from .crm_lead import moscow_day


class DigestDigest(models.Model):
    """The director's numbers in Odoo's own e-mail: whole days of Moscow, up to yesterday."""

    _inherit = "digest.digest"

    kpi_jewel_revenue = fields.Boolean("Revenue Received")
    kpi_jewel_revenue_value = fields.Monetary(compute="_compute_kpi_jewel")
    kpi_jewel_created = fields.Boolean("Enquiries")
    kpi_jewel_created_value = fields.Integer(compute="_compute_kpi_jewel")
    kpi_jewel_won = fields.Boolean("Deals Won")
    kpi_jewel_won_value = fields.Integer(compute="_compute_kpi_jewel")

    @api.model
    def _jewel_subscribe_directors(self):
        """At installation: who is a director then gets the e-mail; others subscribe themselves."""
        digest = self.env.ref("jewel_kpi.digest_workshop")
        digest.user_ids |= self.env.ref("jewel_base.group_director").all_user_ids

    @api.depends_context("start_datetime", "end_datetime", "uid")
    def _compute_kpi_jewel(self):
        if not self.env.user.has_group("jewel_base.group_director"):
            raise AccessError(self.env._("Numbers of the whole workshop are the director's."))
        begin, end = (
            moscow_day(self.env.context[name].replace(tzinfo=None))
            for name in ("start_datetime", "end_datetime")
        )
        facts = self.env["jewel.manager.kpi"]._read_facts(begin, end - timedelta(days=1))
        found = compute(sum((one for who, one in facts.items() if who), Facts()))
        for digest in self:
            digest.kpi_jewel_revenue_value = float(found["revenue"])
            digest.kpi_jewel_created_value = int(found["created"])
            digest.kpi_jewel_won_value = int(found["won"])

    def _compute_kpis_actions(self, company, user):
        """Override of `digest`: the director's page is behind each number."""
        page = "jewel_kpi.jewel_director_page_action"
        names = ("kpi_jewel_revenue", "kpi_jewel_created", "kpi_jewel_won")
        return super()._compute_kpis_actions(company, user) | dict.fromkeys(names, page)
