from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import formatLang

from odoo.addons.jewel_base.const import WEIGHT_DIGITS

from ..const import PURE_DIGITS

_OPEN_TO_EDIT = frozenset({"explanation", "decision", "message_follower_ids", "activity_ids"})


class JewelLossAct(models.Model):
    """Metal lost beyond the norm: who, how much, why, and what is decided."""

    _name = "jewel.loss.act"
    _description = "Act of Loss"
    _inherit = ["mail.thread", "mail.activity.mixin", "jewel.state.mixin"]
    _order = "date desc, id desc"

    _moves = {
        "open": {"explained", "cancelled"},
        "explained": {"decided", "cancelled"},
        "cancelled": set(),
        "decided": {"explained"},  # an investigation comes to an end
    }

    name = fields.Char("Number", readonly=True, copy=False, default="/")
    state = fields.Selection(
        [
            ("open", "To Explain"),
            ("explained", "To Decide"),
            ("decided", "Decided"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="open",
        index=True,
        tracking=True,
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    location_id = fields.Many2one("stock.location", "Holder", required=True, index=True)
    responsible_id = fields.Many2one("res.users", required=True, index=True)
    operation = fields.Char(required=True)
    document = fields.Char(index="trigram")
    alloy_id = fields.Many2one("jewel.alloy", required=True, index=True)
    base_weight = fields.Float("Base, g", digits=WEIGHT_DIGITS)
    loss_weight = fields.Float("Lost, g", digits=WEIGHT_DIGITS)
    norm_id = fields.Many2one("jewel.loss.norm", required=True, ondelete="restrict")
    norm_percent = fields.Float("Norm, %", digits=(6, 3))
    allowed_weight = fields.Float("Allowed, g", digits=WEIGHT_DIGITS)
    over_weight = fields.Float("Over the Norm, g", digits=WEIGHT_DIGITS)
    over_pure_weight = fields.Float("Over the Norm, Pure g", digits=PURE_DIGITS)
    explanation = fields.Text(tracking=True)
    decision = fields.Selection(
        [("write_off", "Write off"), ("deduct", "Deduct"), ("investigate", "Investigate")],
        tracking=True,
    )
    decided_by_id = fields.Many2one("res.users", "Approved by", readonly=True, copy=False)
    decided_on = fields.Datetime(readonly=True, copy=False)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals["name"] = self.env["ir.sequence"].sudo().next_by_code(self._name) or "/"
        acts = super().create(vals_list)
        for act in acts:
            act._jewel_tell()
        return acts

    def write(self, vals):
        if not self.env.su and set(vals) - _OPEN_TO_EDIT:
            raise AccessError(self.env._("Numbers and state of an act are not typed."))
        if not self.env.su and "decision" in vals and not self._jewel_may_decide():
            raise AccessError(self._get_decision_refusal())
        if not self.env.su and {"explanation", "decision"} & vals.keys():
            self._jewel_check_not_closed()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("An act of loss is decided, never deleted."))

    def _jewel_tell(self):
        """Whoever lost the metal is asked to explain."""
        his = self.with_context(lang=self.responsible_id.lang)
        self.activity_schedule(
            "mail.mail_activity_data_warning",
            user_id=self.responsible_id.id,
            summary=his.env._("Explain a loss over the norm"),
            note=his.env._(
                "%(operation)s, %(document)s: %(lost)s g lost, %(allowed)s g allowed.",
                operation=self.operation,
                document=self.document or "",
                lost=formatLang(his.env, self.loss_weight, digits=4),
                allowed=formatLang(his.env, self.allowed_weight, digits=4),
            ),
        )

    def action_explain(self):
        """The words of whoever answers for the metal are given; the head decides next."""
        self.check_access("write")
        self._jewel_check_not_closed()
        for act in self:
            if act.responsible_id != self.env.user and not self._jewel_may_decide():
                raise AccessError(
                    self.env._("Act %s is explained by whoever answers for the metal.", act.name)
                )
            if not (act.explanation or "").strip():
                raise UserError(self.env._("Act %s: say how the metal was lost.", act.name))
        acts = self._set_state("explained").sudo()
        acts.activity_unlink(["mail.mail_activity_data_warning"])
        return True

    def action_decide(self):
        """Head or director approve the decision, never the one who lost the metal."""
        for act in self:
            if not self._jewel_may_decide() or act.responsible_id == self.env.user:
                raise AccessError(self._get_decision_refusal())
            if not act.decision:
                raise UserError(self.env._("Act %s: choose what is decided.", act.name))
        vals = {"decided_by_id": self.env.user.id, "decided_on": fields.Datetime.now()}
        decided = self._set_state("decided", vals)
        decided._post_jewel_decided()
        return True

    def action_reopen(self):
        """An investigation has ended: decide anew."""
        if not self._jewel_may_decide():
            raise AccessError(self._get_decision_refusal())
        if final := self.filtered(lambda act: act.decision != "investigate"):
            raise UserError(
                self.env._("Act %s is decided for good.", ", ".join(final.mapped("name")))
            )
        self._set_state("explained")
        return True

    def _jewel_cancel(self, reason):
        """The loss was none: what it was booked by has been taken back.

        :param reason: in words, kept with the act
        :raise UserError: it has been decided about one of them
        """
        acts = self._set_state("cancelled").sudo()
        acts.activity_unlink(["mail.mail_activity_data_warning"])
        for act in acts:
            act.message_post(body=reason)

    def action_print(self):
        """The act on paper: loss against the norm, explanation, decision, who approved it."""
        return self.env.ref("jewel_stock_ext.action_report_loss_act").report_action(self)

    def _post_jewel_decided(self):
        """Hook: called once after it has been decided about a loss."""

    def _jewel_check_not_closed(self):
        """Only who may decide opens again what was decided, by its button."""
        if closed := self.filtered(lambda act: act.state in ("decided", "cancelled")):
            raise UserError(
                self.env._(
                    "Act %s is closed: what was said and decided stays as it is.",
                    ", ".join(closed.mapped("name")),
                )
            )

    def _jewel_may_decide(self):
        user = self.env.user
        return (
            self.env.su
            or user.has_group("jewel_base.group_production_head")
            or user.has_group("jewel_base.group_director")
        )

    def _get_decision_refusal(self):
        return self.env._(
            "About a loss decides the head of production or the director, and not about his own."
        )
