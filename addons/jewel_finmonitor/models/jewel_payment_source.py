from odoo import api, fields, models
from odoo.exceptions import UserError


class JewelPaymentSource(models.Model):
    """Where money of clients comes from: the rule that knows its payments, and its fee.

    The first source, in their order, whose conditions all hold is a payment's own. One without
    conditions is chosen by hand alone.
    """

    _name = "jewel.payment.source"
    _description = "Payment Source"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=100)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: of all companies.")
    is_cash = fields.Boolean(
        "Cash", help="Counts for the cash limit of 115-FZ, in however many parts it comes."
    )
    pay_way = fields.Selection("_selection_pay_way", "Way of Payment")
    provider_code = fields.Char("Payment Service", help="Code of the provider, such as yookassa.")
    method_codes = fields.Char("Methods", help="Codes of the service's methods, by commas.")
    journal_id = fields.Many2one(
        "account.journal",
        domain="[('type', 'in', ('bank', 'cash', 'credit'))]",
        check_company=True,
        help="Condition: the payment is booked here. A statement is checked against its account.",
    )
    entry_group_ids = fields.Many2many(
        "res.groups",
        string="Who May Enter",
        help="Empty: everybody who may register payments. What comes by itself is not asked.",
    )
    responsible_id = fields.Many2one(
        "res.users",
        domain="[('share', '=', False)]",
        help="Gets the tasks about what does not agree. Empty: the accountant.",
    )
    fee_ids = fields.One2many("jewel.payment.source.fee", "source_id", "Fees")

    @api.model
    def _selection_pay_way(self):
        return self.env["account.payment"]._fields["pay_way"]._description_selection(self.env)

    # === WHOSE IS A PAYMENT === #

    @api.model
    def _get_all(self):
        """All sources in their order; there are a dozen or two."""
        return self.sudo().search([("active", "=", True)])

    def _find(self, way, provider, methods, journal, company):
        """The first of these sources that a payment with such facts belongs to.

        :param way: `pay_way`
        :param provider: code of the provider of its transaction, if any
        :param methods: set of codes of its method
        """
        return next(
            (one for one in self if one._fits(way, provider, methods, journal, company)),
            self.browse(),
        )

    def _fits(self, way, provider, methods, journal, company):
        self.ensure_one()
        wanted = {code.strip() for code in (self.method_codes or "").split(",")} - {""}
        conditions = [
            (self.pay_way, self.pay_way == way),
            (self.provider_code, self.provider_code == provider),
            (wanted, bool(wanted & methods)),
            (self.journal_id, self.journal_id == journal),
        ]
        asked = [holds for condition, holds in conditions if condition]
        is_ours = not self.company_id or self.company_id == company
        return is_ours and bool(asked) and all(asked)

    def _check_may_enter(self):
        """Refuse a payment that the user enters by hand into a source that is not his.

        :raise UserError: the source names groups, and the user is in none of them
        """
        groups = self.sudo().entry_group_ids
        if groups and not groups & self.env.user.all_group_ids:
            raise UserError(
                self.env._(
                    "Payments of source «%(origin)s» are entered by: %(groups)s. Ask one of them.",
                    origin=self.name,
                    groups=", ".join(groups.mapped("full_name")),
                )
            )

    def action_apply(self):
        """Button: the rules as they are now for all payments that are in no closed period.

        What was chosen by hand stays when no rule says otherwise.
        """
        self.check_access("write")
        payments = (
            self.env["account.payment"]
            .sudo()
            .search([("partner_type", "=", "customer"), ("is_reconciled_period", "=", False)])
        )
        self.env.add_to_compute(payments._fields["source_id"], payments)
        return True
