from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class JewelMetalConfirm(models.TransientModel):
    """The question before a signature: are these weights right, and whose PIN is it."""

    _name = "jewel.metal.confirm"
    _description = "Confirmation of Metal"

    transfer_id = fields.Many2one("jewel.metal.transfer", required=True, readonly=True)
    step = fields.Selection(
        [("issue", "Give"), ("receive", "Receive")], required=True, readonly=True
    )
    doubt = fields.Text(readonly=True)
    person_id = fields.Many2one("res.users", compute="_compute_person_id", compute_sudo=True)
    # Checked when it is written, never kept; saving is a call of its own, so a wrong try counts.
    pin = fields.Char("PIN", compute="_compute_pin", inverse="_inverse_pin")
    pin_is_right = fields.Boolean(readonly=True)

    @api.depends("transfer_id", "step")
    @api.depends_context("uid")
    def _compute_person_id(self):
        """Who must enter his PIN here; empty: the user signs himself."""
        for question in self:
            end = "from" if question.step == "issue" else "to"
            person = question.transfer_id._jewel_end(end) if question.transfer_id else False
            question.person_id = person if person != self.env.user else False

    @api.depends("transfer_id")
    def _compute_pin(self):
        self.pin = False

    def _inverse_pin(self):
        for question in self:
            if question.pin and question.person_id:
                question.sudo().pin_is_right = question.person_id._check_metal_pin(question.pin)

    @api.model_create_multi
    def create(self, vals_list):
        self._check_pin_is_computed(*vals_list)
        return super().create(vals_list)

    def write(self, vals):
        """A PIN stands under what was asked about, and under nothing else."""
        self._check_pin_is_computed(vals)
        if not self.env.su and vals.keys() & {"transfer_id", "count_id", "step"}:
            raise AccessError(self.env._("What is signed stays as it was asked."))
        return super().write(vals)

    def _check_pin_is_computed(self, *vals_list):
        if not self.env.su and any("pin_is_right" in vals for vals in vals_list):
            raise AccessError(self.env._("A PIN is checked, not ticked."))

    def action_confirm(self):
        """Sign as the user, or for the person whose PIN was right."""
        self.ensure_one()
        person = self.person_id
        if person and not self.pin_is_right:
            raise UserError(person._get_pin_refusal(person))
        self.sudo().pin_is_right = False  # good for one signature
        signer = person or self.env.user
        if self.step == "issue":
            self.transfer_id._jewel_issue(signer)
        else:
            self.transfer_id._jewel_receive(signer)
        return {"type": "ir.actions.act_window_close"}
