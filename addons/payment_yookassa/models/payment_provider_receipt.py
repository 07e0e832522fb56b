from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .. import const
from ..receipt import Line, percent_of

_MODES = [*const.PREPAYMENT_MODES, ("full_payment", "Payment in full at hand-over")]


class PaymentProvider(models.Model):
    """Fiscal receipts (law 54-FZ): who makes them, and what they say."""

    _inherit = "payment.provider"

    yookassa_receipts = fields.Selection(
        [
            ("off", "Not sent from here"),
            ("yookassa", "Receipts of YooKassa"),
            ("register", "Outside cash register"),
        ],
        string="Fiscal Receipts",
        default="off",
        help="Who makes the fiscal receipts of the payments: YooKassa's own service (goes to the"
        " client's e-mail only) or a cash register that is connected to YooKassa (e-mail or"
        " phone). Switch the same on in YooKassa's merchant profile.",
    )
    yookassa_tax_system = fields.Selection(
        [
            ("1", "General (ОСН)"),
            ("2", "Simplified, income (УСН)"),
            ("3", "Simplified, income less expenses (УСН)"),
            ("4", "Imputed income (ЕНВД)"),
            ("5", "Agricultural (ЕСХН)"),
            ("6", "Patent (ПСН)"),
        ],
        string="Tax System",
        help="Printed by an outside cash register. Who deals in gold or platinum may use neither"
        " the simplified system nor the patent.",
    )
    yookassa_vat = fields.Selection(
        [
            ("22", "22 %"),
            ("10", "10 %"),
            ("7", "7 %"),
            ("5", "5 %"),
            ("0", "0 %"),
            ("none", "Without VAT"),
        ],
        string="VAT Where None Is Known",
        help="Rate of goods that bring no tax of their own. A prepayment gets the calculated rate,"
        " such as 22/122, by itself. Must be chosen: ask the accountant.",
    )
    yookassa_subject = fields.Selection(
        [
            ("commodity", "Goods"),
            ("job", "Work"),
            ("service", "Service"),
            ("another", "Another"),
        ],
        string="What Is Sold",
        default="commodity",
    )
    yookassa_mode = fields.Selection(
        _MODES,
        string="Mode of a Payment",
        default="full_prepayment",
        help="How a payment stands to the hand-over, where nothing else is known of it. A"
        " prepayment is followed by a closing receipt when the goods are handed over.",
    )
    yookassa_last_mode = fields.Selection(
        _MODES,
        string="Mode of the Last Part",
        default="partial_prepayment",
        help="Accountants differ on the receipt of the last part paid before the hand-over. With"
        " payment in full, the closing receipt covers only the parts before it.",
    )
    yookassa_closing = fields.Selection(
        [("one", "One for all payments"), ("each", "One for each payment")],
        string="Closing Receipt",
        default="one",
        help="At hand-over: one receipt of the whole price, or one of each payment's own sum, for"
        " shops where YooKassa does not take more than the payment.",
    )
    yookassa_receipt_link = fields.Char(
        string="Address of a Receipt",
        help="Page of the operator of fiscal data (ОФД), with the places {fn} {fd} {fp} {sum}"
        " {time}. Empty: the client is shown the receipt's numbers instead of a link.",
        copy=False,
    )

    @api.constrains(
        "code",
        "yookassa_receipts",
        "yookassa_tax_system",
        "yookassa_vat",
        "yookassa_subject",
        "yookassa_mode",
        "yookassa_last_mode",
        "yookassa_closing",
        "yookassa_responsible_id",
    )
    def _check_yookassa_receipts(self):
        for provider in self.filtered(lambda provider: provider._yookassa_sends_receipts()):
            if missing := provider._yookassa_get_missing_for_receipts():
                raise ValidationError(
                    self.env._(
                        "To send fiscal receipts from %(provider)s, choose: %(missing)s.",
                        provider=provider.name,
                        missing=", ".join(missing),
                    )
                )
            provider._check_yookassa_receipt_reader()

    def _check_yookassa_receipt_reader(self):
        user = self._yookassa_get_responsible()
        if not self.env["payment.yookassa.receipt"].with_user(user).has_access("read"):
            raise ValidationError(
                self.env._(
                    "%(user)s may not see fiscal receipts. Choose somebody from accounting or an"
                    " administrator as responsible for %(provider)s.",
                    user=user.name,
                    provider=self.name,
                )
            )

    @api.constrains("yookassa_receipt_link")
    def _check_yookassa_receipt_link(self):
        for provider in self.filtered("yookassa_receipt_link"):
            pattern = provider.yookassa_receipt_link
            try:
                sample = pattern.format(fn="1", fd="1", fp="1", sum="1.00", time="20260101T0000")
            except (KeyError, IndexError, ValueError, AttributeError):
                sample = ""
            if not sample.startswith("https://"):
                raise ValidationError(
                    self.env._(
                        "The address of a receipt of %(provider)s must begin with https:// and may"
                        " hold only the places {fn} {fd} {fp} {sum} {time}.",
                        provider=provider.name,
                    )
                )

    def _yookassa_sends_receipts(self):
        """Whether receipts go out with this provider's payments."""
        return self.code == "yookassa" and self.yookassa_receipts in ("yookassa", "register")

    def _yookassa_get_missing_for_receipts(self):
        """Labels of the settings without which no receipt can be made."""
        needed = ["vat", "subject", "mode", "last_mode", "closing"]
        if self.yookassa_receipts == "register":
            needed.insert(0, "tax_system")
        names = [f"yookassa_{name}" for name in needed if not self[f"yookassa_{name}"]]
        labels = self.fields_get(names, ["string"])
        return [labels[name]["string"] for name in names]

    def _yookassa_receipt_line(self, line):
        """A line of the hook `_yookassa_receipt_lines` as `receipt.Line`."""
        if "vat_code" in line:
            percent = percent_of(line["vat_code"])
        elif "tax_rate" in line:
            percent = line["tax_rate"]
        else:
            percent = None if self.yookassa_vat == "none" else Decimal(self.yookassa_vat)
        return Line(
            line["name"],
            line["quantity"],
            line["amount"],
            percent,
            subject=line.get("payment_subject") or self.yookassa_subject,
            mode=line.get("payment_mode"),
        )
