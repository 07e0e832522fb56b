from odoo import api, fields, models
from odoo.exceptions import UserError

SIDES = [("amo", "amoCRM"), ("odoo", "Odoo")]


class AmocrmConflict(models.Model):
    """A question to a person: both sides changed a value, which one stands?

    Neither side is overwritten until it is answered. The exchange keeps the values shown up to
    date, carries the answer over and closes the question, also when the sides agree by themselves.
    """

    _name = "amocrm.conflict"
    _description = "amoCRM Question"
    _inherit = ["amocrm.deal.mixin"]
    _order = "state desc, id desc"
    _rec_name = "name"

    name = fields.Char(string="Field", required=True, readonly=True)
    key = fields.Char(required=True, readonly=True)
    amo_value = fields.Char(string="In amoCRM", readonly=True)
    odoo_value = fields.Char(string="In Odoo", readonly=True)
    state = fields.Selection(
        [("open", "Unanswered"), ("closed", "Settled")],
        default="open",
        required=True,
        readonly=True,
    )
    choice = fields.Selection(SIDES, readonly=True, help="The answer, until it is carried over.")
    outcome = fields.Selection(
        [*SIDES, ("equal", "Became equal")], readonly=True, help="Whose value stands in the end."
    )
    answered_by_id = fields.Many2one("res.users", readonly=True)
    closed_at = fields.Datetime(readonly=True)

    _open_uniq = models.UniqueIndex(
        "(binding_id, key) WHERE state = 'open'", "The question is asked already."
    )

    # === ANSWERS === #

    def action_take_amo(self):
        return self._answer("amo")

    def action_keep_odoo(self):
        return self._answer("odoo")

    def _answer(self, side):
        """Have the exchange carry ``side``'s value over, as it will be then."""
        for question in self:
            question._record().check_access("write")
            if question.state != "open":
                raise UserError(
                    self.env._(
                        "The question about “%(field)s” is closed already. Open the record again "
                        "to see what stands.",
                        field=question.name,
                    )
                )
        self.sudo().write({"choice": side, "answered_by_id": self.env.uid})
        self.sudo().binding_id._mark("stale")
        return True

    # === KEPT BY THE EXCHANGE === #

    @api.model
    def _ask(self, binding, questions):
        """Open or bring up to date; ``{key: {"name", "amo_value", "odoo_value"}}``."""
        known = {question.key: question for question in self._open_of(binding)}
        new = []
        for key, vals in questions.items():
            if key not in known:
                new.append({"key": key, **self._place(binding), **vals})
            elif any(known[key][name] != value for name, value in vals.items()):
                known[key].write(vals)
        if new and self.create(new) and len(new) and not known:
            self._call_salesperson(binding)

    @api.model
    def _open_of(self, binding):
        return self.search([("binding_id", "=", binding.id), ("state", "=", "open")])

    @api.model
    def _call_salesperson(self, binding):
        """One activity for all questions of a record."""
        record = binding._record()
        record.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self._activity_summary(),
            note=self.env._(
                "A value was changed in amoCRM and in Odoo. Choose on the record which one stands."
            ),
            user_id=(record.user_id or binding.account_id.user_id or self.env.user).id,
        )

    @api.model
    def _activity_summary(self):
        return self.env._("amoCRM: which value stands?")

    def _close(self, outcome):
        """The answer has been carried over, or is not needed any more."""
        self.write({"state": "closed", "outcome": outcome, "closed_at": fields.Datetime.now()})
        for binding in self.binding_id:
            if not self._open_of(binding):
                activities = binding._record().activity_ids
                activities.filtered(
                    lambda activity: activity.summary == self._activity_summary()
                ).action_feedback()
