"""The life of a pay request: its states and the moves between them."""

STATES = [
    ("draft", "Draft"),
    ("open", "Sent"),
    ("paid", "Paid"),
    ("expired", "Expired"),
    ("cancelled", "Cancelled"),
]
# Money that arrives after the request has expired or was cancelled is still money: it is booked.
MOVES = {
    "draft": {"open", "paid", "cancelled"},
    "open": {"paid", "expired", "cancelled"},
    "expired": {"open", "paid", "cancelled"},
    "cancelled": {"paid"},
    "paid": set(),
}
PARTS = [("prepayment", "Prepayment"), ("balance", "Balance"), ("other", "Other")]
# What the list of invoices tells: the state, and for a sent one what has become of it.
STATUSES = [
    ("draft", "Draft"),
    ("sent", "Sent"),
    ("seen", "Seen"),
    ("waiting", "Being Paid"),
    ("overdue", "Overdue"),
    ("paid", "Paid"),
    ("expired", "Expired"),
    ("cancelled", "Cancelled"),
]
# States of a payment.transaction in which money may still arrive, and in which it has arrived.
LIVE_TX = ("draft", "pending", "authorized")
PAYING_TX = ("pending", "authorized")
PAID_PAYMENT = ("in_process", "paid")

# The life of a sales receipt. A delivery marked by mistake is taken back, and goods may come back;
# a void receipt is not revived: the next is issued under a number of its own.
RECEIPT_STATES = [("issued", "To Deliver"), ("delivered", "Delivered"), ("void", "Void")]
RECEIPT_MOVES = {
    "issued": {"delivered", "void"},
    "delivered": {"issued", "void"},
    "void": set(),
}
# Why a printed version is worth nothing any more.
VOID_REASONS = [
    ("money", "Payment or refund since then"),
    ("replaced", "Printed anew"),
    ("void", "Receipt made void"),
]
# Ways of payment that 115-FZ counts as cash and as a card.
CASH_WAYS = ("cash", "courier")
CARD_WAYS = ("online", "courier_card")

# A report to Rosfinmonitoring, and the working days that 115-FZ gives for it.
REPORT_STATES = [("due", "To Report"), ("reported", "Reported"), ("dropped", "Not Reported")]
REPORT_MOVES = {"due": {"reported", "dropped"}, "reported": {"due"}, "dropped": {"due"}}
REPORT_DAYS = 3
