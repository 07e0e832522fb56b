from odoo import api, fields, models


class JewelSetupPeople(models.TransientModel):
    """A list of people that becomes users with roles; no letter is sent to anybody."""

    _name = "jewel.setup.people"
    _description = "Set-up: People"

    person_ids = fields.One2many(
        "jewel.setup.person",
        "setup_id",
        "People",
        default=lambda self: self._default_person_ids(),
    )

    @api.model
    def _default_person_ids(self):
        """Whoever sets the workshop up has a role there, too."""
        user = self.env.user
        roles = user.group_ids & self.env["jewel.setup.person"]._get_roles()
        return [
            fields.Command.create(
                {
                    "user_id": user.id,
                    "name": user.name,
                    "login": user.login,
                    "role_ids": [fields.Command.set(roles.ids)],
                    "password": False,
                }
            )
        ]

    def action_apply(self):
        self.ensure_one()
        self.person_ids._apply()
        self.sudo().unlink()  # the passwords go with it
        return {"type": "ir.actions.act_window_close"}
