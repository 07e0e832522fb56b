from odoo import api, fields, models

STATES = [("todo", "To Do"), ("skipped", "Skipped"), ("done", "Done")]


class JewelSetupStep(models.Model):
    """A step of setting up a workshop; each addon adds its own.

    Whether a step is done is asked of the company's data every time; only that somebody has
    skipped it is remembered.
    """

    _name = "jewel.setup.step"
    _description = "Step of the Set-up"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=100)
    key = fields.Char(required=True, help="Names the methods that look after this step.")
    description = fields.Text(translate=True)
    skipped_company_ids = fields.Many2many(
        "res.company", "jewel_setup_step_skipped_rel", "step_id", "company_id", "Skipped by"
    )
    state = fields.Selection(STATES, compute="_compute_state")
    missing = fields.Text("Still Missing", compute="_compute_state")

    _key_uniq = models.Constraint("UNIQUE(key)", "There is a step with this key already.")

    @api.depends("skipped_company_ids")
    @api.depends_context("company", "lang")
    def _compute_state(self):
        company = self.env.company
        for step in self:
            missing = step._get_missing(company)
            is_skipped = company in step.skipped_company_ids
            step.missing = "\n".join(missing)
            step.state = "skipped" if missing and is_skipped else "todo" if missing else "done"

    def _get_missing(self, company):
        """Sentences about what this company's data still lack; none: the step is done.

        Who adds a step with a ``key`` also adds ``_get_missing_<key>(company)``, which returns
        them, and ``_open_<key>()``, which returns the action where a person enters them.
        """
        self.ensure_one()
        return getattr(self.sudo(), f"_get_missing_{self.key}")(company)

    # === ACTION METHODS === #

    def action_open(self):
        """Open the form of this step; whoever opens a skipped one has come back to it."""
        self.ensure_one()
        self.action_return()
        return getattr(self, f"_open_{self.key}")()

    def action_skip(self):
        self.write({"skipped_company_ids": [fields.Command.link(self.env.company.id)]})

    def action_return(self):
        self.write({"skipped_company_ids": [fields.Command.unlink(self.env.company.id)]})

    def _open_wizard(self, model):
        """Action of a small form over the list of steps."""
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": model,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }
