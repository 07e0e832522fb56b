import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import ROLES

# Without letters and digits that look alike on paper.
_ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


class JewelSetupPerson(models.TransientModel):
    """One person of the list: a user to be made, or the one who fills it in."""

    _name = "jewel.setup.person"
    _description = "Set-up: Person"

    setup_id = fields.Many2one("jewel.setup.people", required=True, ondelete="cascade")
    user_id = fields.Many2one("res.users")
    name = fields.Char("Full Name", required=True)
    login = fields.Char("Login or E-Mail", required=True)
    role_ids = fields.Many2many(
        "res.groups", string="Roles", domain=lambda self: [("id", "in", self._get_roles().ids)]
    )
    password = fields.Char(
        default=lambda self: "".join(secrets.choice(_ALPHABET) for _n in range(10)),
        help="For the first login. Note it down: it is not shown again.",
    )

    @api.model
    def _get_roles(self):
        """The groups that are roles of a workshop."""
        return self.env["res.groups"].union(
            *(self.env.ref(f"jewel_base.group_{role}") for role in ROLES)
        )

    def _apply(self):
        """Make users of new people; give the known ones exactly the roles of their row."""
        for person in self:
            person._check()
            if person.user_id:
                person.user_id.write({"group_ids": person._role_commands()})
            else:
                # The key keeps `auth_signup` from writing to the person at once.
                users = self.env["res.users"].with_context(no_reset_password=True)
                users.create(person._prepare_user_vals())

    def _check(self):
        self.ensure_one()
        if not self.role_ids and not self.user_id:
            raise UserError(self.env._("Choose at least one role for %s.", self.name))
        users = self.env["res.users"].with_context(active_test=False)
        namesake = users.search([("login", "=", self.login.strip())]) - self.user_id
        if namesake:
            raise UserError(
                self.env._(
                    "The login %(login)s of %(person)s is that of the user %(namesake)s already."
                    " Enter another login, or give that user the role in Settings → Users.",
                    login=self.login,
                    person=self.name,
                    namesake=namesake.name,
                )
            )
        if not self.password and not self.user_id:
            raise UserError(self.env._("Enter a first password for %s.", self.name))

    def _role_commands(self):
        return [
            *(fields.Command.unlink(role.id) for role in self._get_roles() - self.role_ids),
            *(fields.Command.link(role.id) for role in self.role_ids),
        ]

    def _prepare_user_vals(self):
        login = self.login.strip()
        company = self.env.company
        return {
            "name": self.name.strip(),
            "login": login,
            "email": login if "@" in login else False,
            "password": self.password,
            "lang": self.env.user.lang,
            "tz": self.env.user.tz or "Europe/Moscow",
            "company_id": company.id,
            "company_ids": [fields.Command.set(company.ids)],
            "group_ids": [fields.Command.set(self.role_ids.ids)],
        }
