"""What YooKassa calls things, and what they are here."""

CURRENCIES = ("RUB",)

# Odoo's method -> YooKassa's `payment_method_data.type`. A method that is not here lets the
# payer choose on YooKassa's own page.
METHOD_TYPES = {
    "card": "bank_card",
    "sbp": "sbp",
    "sberpay": "sberbank",
    "tpay": "tinkoff_bank",
    "yoomoney": "yoo_money",
    "sber_loan": "sber_loan",
    "sber_bnpl": "sber_bnpl",
    "b2b_sberbank": "b2b_sberbank",
}
DEFAULT_METHODS = {"card", "visa", "mastercard", "mir", "sbp"}
B2B_METHOD = "b2b_sberbank"

EVENT_FAMILIES = ("payment.", "refund.")
EVENTS = (
    "payment.succeeded",
    "payment.waiting_for_capture",
    "payment.canceled",
    "refund.succeeded",
)

DESCRIPTION_LENGTH = 128

# Minutes from one look at an unfinished payment or refund to the next; the last one repeats.
PAUSES = (1, 2, 5, 15, 60)
REFUND_PAUSES = (1, 2, 5, 15, 60, 180)
HOLD_PAUSE = 24 * 60
# Hours after which nobody looks any more; a person is told.
PAYMENT_HOURS = 25
REFUND_HOURS = 72
HOLD_HOURS = 9 * 24
# Registration of fiscal receipts: YooKassa's support is asked after three days.
RECEIPT_PAUSES = (1, 2, 5, 15, 60, 180)
RECEIPT_HOURS = 72
# YooKassa remembers a key for 24 hours; a repeat at the very end would be a new operation.
KEY_HOURS = 23
# A payment can be paid for one hour: after that, its making is not repeated.
PAY_HOURS = 1

# Reason of YooKassa -> key of the text for the client, see `payment.transaction`.
REASON_TEXTS = {
    "expired_on_confirmation": "expired",
    "insufficient_funds": "funds",
    "payment_method_limit_exceeded": "funds",
    "card_expired": "card",
    "invalid_card_number": "card",
    "invalid_csc": "card",
    "3d_secure_failed": "confirmation",
    "call_issuer": "declined",
    "general_decline": "declined",
    "payment_method_restricted": "declined",
    "issuer_unavailable": "declined",
    "rejected_by_timeout": "declined",
    "loan_declined": "loan",
    "loan_declined_by_payer": "loan",
    "loan_application_expired": "loan",
    "country_forbidden": "country",
    "internal_timeout": "later",
    "canceled_by_merchant": "released",
    "expired_on_capture": "released",
}

# From each state of a fiscal receipt, the states it may move to.
RECEIPT_MOVES = {
    "draft": {"sent", "failed", "void"},
    "sent": {"pending", "succeeded", "canceled", "failed", "void"},
    "pending": {"succeeded", "canceled", "failed"},
    "succeeded": set(),
    "canceled": {"by_hand"},
    "failed": {"by_hand"},
    "by_hand": set(),
    "void": set(),
}
# A receipt that exists, or may.
RECEIPT_MADE = ("sent", "pending", "succeeded", "by_hand")
# The law's day is Moscow's.
RECEIPT_TIMEZONE = "Europe/Moscow"
PREPAYMENT_MODES = [
    ("full_prepayment", "Prepayment in full"),
    ("partial_prepayment", "Prepayment in part"),
    ("advance", "Advance"),
]
