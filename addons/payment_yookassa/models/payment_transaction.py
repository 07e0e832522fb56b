from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import float_repr


class PaymentTransaction(models.Model):
    _name = "payment.transaction"
    _inherit = ["mail.thread", "mail.activity.mixin", "payment.transaction"]

    yookassa_object_id = fields.Char(
        string="YooKassa ID",
        help="The payment, or the refund, at YooKassa. One belongs to one transaction.",
        readonly=True,
        copy=False,
    )
    yookassa_confirmation_url = fields.Char(
        string="Payer's Page", readonly=True, copy=False, groups="base.group_system"
    )
    yookassa_captured_at = fields.Datetime(
        string="Taken On",
        help="When YooKassa took the money, though it may have been heard of later.",
        readonly=True,
        copy=False,
    )
    yookassa_is_hold = fields.Boolean(string="Two Stages", readonly=True, copy=False)
    yookassa_blocked = fields.Boolean(
        string="Blocked",
        help="YooKassa's data do not fit this transaction: nothing is booked until a person has"
        " looked and pressed Check Again.",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    yookassa_blocked_reason = fields.Text(string="What Does Not Fit", readonly=True, copy=False)
    yookassa_cancel_reason = fields.Char(
        string="YooKassa's Reason", help="Party and reason, as sent.", readonly=True, copy=False
    )
    yookassa_next_check_at = fields.Datetime(string="Next Look", readonly=True, copy=False)
    yookassa_asked_at = fields.Datetime(string="Last Asked by a Page", readonly=True, copy=False)
    yookassa_checks = fields.Integer(string="Looks", readonly=True, copy=False)
    yookassa_operation_ids = fields.One2many(
        "payment.yookassa.operation", "transaction_id", string="Calls", readonly=True
    )

    _yookassa_object_uniq = models.UniqueIndex(
        "(provider_id, yookassa_object_id) WHERE yookassa_object_id IS NOT NULL",
        "This payment of YooKassa already belongs to another transaction.",
    )
    _yookassa_next_check_idx = models.Index(
        "(yookassa_next_check_at) WHERE yookassa_next_check_at IS NOT NULL"
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `mail` to note nothing and to make nobody follow on creation."""
        quiet = self.with_context(mail_create_nolog=True, mail_create_nosubscribe=True)
        return super(PaymentTransaction, quiet).create(vals_list).with_env(self.env)

    # === HELPERS === #

    def _yookassa_decimal(self, amount=None):
        """Amount of the transaction, without sign, as an exact Decimal."""
        self.ensure_one()
        amount = self.amount if amount is None else amount
        return Decimal(float_repr(abs(amount), self.currency_id.decimal_places))

    def _yookassa_amount(self, amount=None):
        """The same as YooKassa writes amounts."""
        return {
            "value": str(self._yookassa_decimal(amount)),
            "currency": self.currency_id.name,
        }

    def _yookassa_root(self):
        """The transaction that holds the payment at YooKassa: itself or what it came from."""
        self.ensure_one()
        root = self
        while root.source_transaction_id:
            root = root.source_transaction_id
        return root

    def _yookassa_tell_staff(self, text):
        """Put ``text`` before a person: an activity for the responsible and a note."""
        for tx in self:
            user = tx.provider_id._yookassa_get_responsible()
            tx.message_post(body=text, author_id=self.env.ref("base.partner_root").id)
            tx.activity_schedule(
                "mail.mail_activity_data_warning",
                summary=self.env._("YooKassa: %s", tx.reference),
                note=text,
                user_id=user.id,
            )

    # === ACTION METHODS === #

    def action_yookassa_check(self):
        """Ask YooKassa now, however old the transaction is.

        A person who presses this has seen what did not fit.
        """
        self.check_access("write")
        transactions = self.sudo()
        transactions.write({"yookassa_blocked": False, "yookassa_blocked_reason": False})
        for tx in transactions:
            tx._yookassa_check(by_hand=True)
