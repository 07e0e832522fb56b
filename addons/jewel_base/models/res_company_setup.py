from odoo import api, fields, models
from odoo.fields import Domain


class ResCompany(models.Model):
    """How far a company is with setting up its workshop."""

    _inherit = "res.company"

    jewel_setup_closed = fields.Boolean(
        groups="base.group_system",
        help="Somebody has ended the set-up; administrators no longer begin with it.",
    )
    jewel_setup_step_ids = fields.Many2many(
        "jewel.setup.step",
        string="Steps",
        compute="_compute_jewel_setup",
        groups="base.group_system",
    )
    jewel_setup_percent = fields.Integer(
        "Progress", compute="_compute_jewel_setup", groups="base.group_system"
    )

    @api.depends_context("lang")
    def _compute_jewel_setup(self):
        steps = self.env["jewel.setup.step"].search(Domain.TRUE)
        for company in self:
            states = steps.with_company(company).mapped("state")
            company.jewel_setup_step_ids = steps
            settled = len(states) - states.count("todo")
            company.jewel_setup_percent = settled * 100 // len(states) if states else 100

    def _is_jewel_setup_open(self):
        """Whether an administrator should be led to the set-up of this company."""
        self.ensure_one()
        return not self.sudo().jewel_setup_closed and self.sudo().jewel_setup_percent < 100

    def action_jewel_setup(self):
        """The page of the set-up, for the company itself."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Set Up the Workshop"),
            "res_model": "res.company",
            "res_id": self.id,
            "view_mode": "form",
            "views": [(self.env.ref("jewel_base.res_company_view_form_setup").id, "form")],
        }

    def action_jewel_setup_close(self):
        """End the set-up, finished or not: its page stays in the menu and leads nobody there."""
        self.jewel_setup_closed = True
        return {"type": "ir.actions.act_url", "url": "/odoo", "target": "self"}

    def _post_jewel_setup_company(self, name_before):
        """Hook: the set-up has written who the company is; it was called ``name_before``."""
