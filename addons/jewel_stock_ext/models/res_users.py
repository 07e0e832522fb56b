from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError

PIN_TRIES = 5


class ResUsers(models.Model):
    """Master as a holder of metal, and the PIN that stands for his signature."""

    _inherit = "res.users"

    metal_pin_hash = fields.Char(groups="base.group_system", copy=False)
    metal_pin_failures = fields.Integer(groups="base.group_system", copy=False)

    def _get_metal_location(self, company=None):
        """The location of this master, or nothing; nobody has none."""
        company = company or self.env.company
        return (
            self.env["stock.location"]
            .sudo()
            .search(
                [
                    ("metal_holder", "=", "master"),
                    ("responsible_id", "in", self.ids),
                    ("company_id", "=", company.id),
                ],
                limit=1,
            )
        )

    def _require_metal_location(self, company=None):
        """The location of this master; without one a refusal whose button makes it."""
        location = self._get_metal_location(company)
        if not location:
            raise RedirectWarning(
                self.env._(
                    "%s is no holder of metal yet: there is no place on which to book what "
                    "he has. Make him one, then confirm again.",
                    self.name,
                ),
                {
                    "type": "ir.actions.act_window",
                    "name": self.env._("Holder of Metal"),
                    "res_model": "stock.location",
                    "views": [
                        (self.env.ref("jewel_stock_ext.stock_location_view_holder").id, "form")
                    ],
                    "target": "new",
                    "context": {
                        "default_name": self.name,
                        "default_metal_holder": "master",
                        "default_responsible_id": self.id,
                        "default_location_id": self.env["stock.location"]
                        ._jewel_get_masters_place(company)
                        .id,
                    },
                },
                self.env._("Make a holder"),
            )
        return location

    def _make_metal_location(self, company=None):
        """The location of this master, made when there is none: whoever weighs metal holds it."""
        company = company or self.env.company
        return self._get_metal_location(company) or self.env["stock.location"].sudo().create(
            {
                "name": self.name,
                "usage": "internal",
                "metal_holder": "master",
                "responsible_id": self.id,
                "company_id": company.id,
                "location_id": self.env["stock.location"]._jewel_get_masters_place(company).id,
            }
        )

    def _jewel_check_left_note(self, document):
        """Without this master, who has left, ``document`` is signed only with a reason."""
        if not (document.note or "").strip():
            raise UserError(
                self.env._(
                    "%(document)s: %(master)s has left: say in the note why it is signed without "
                    "him.",
                    document=document.name,
                    master=self.name,
                )
            )

    # === PIN === #

    def _set_metal_pin(self, pin):
        """Keep a hash of 4 to 8 digits."""
        if not (pin or "").isdecimal() or not 4 <= len(pin) <= 8:
            raise UserError(self.env._("A PIN has 4 to 8 digits."))
        for user in self.sudo():
            user.write({"metal_pin_hash": self._crypt_context().hash(pin), "metal_pin_failures": 0})

    def _check_metal_pin(self, pin):
        """Whether ``pin`` is his; wrong ones are counted, and after some of them none is taken.

        The count must be committed with the answer, so a wrong PIN is no exception here.
        """
        user = self.sudo()
        self.env.cr.execute("SELECT id FROM res_users WHERE id = %s FOR NO KEY UPDATE", [user.id])
        user.invalidate_recordset(["metal_pin_failures"])
        if not user.metal_pin_hash or user.metal_pin_failures >= PIN_TRIES:
            return False
        is_right = self._crypt_context().verify(pin or "", user.metal_pin_hash)
        user.metal_pin_failures = 0 if is_right else user.metal_pin_failures + 1
        return is_right

    @api.model
    def _get_pin_refusal(self, user):
        """Why the PIN of ``user`` was not taken, in words."""
        user = user.sudo()
        if not user.metal_pin_hash:
            return self.env._("%s has no PIN yet: he sets it himself under “My PIN”.", user.name)
        if user.metal_pin_failures >= PIN_TRIES:
            return self.env._(
                "The PIN of %s is locked after wrong tries: he sets a new one under “My PIN”.",
                user.name,
            )
        return self.env._("This is not the PIN of %s.", user.name)
