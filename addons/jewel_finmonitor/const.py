"""States and words of reconciliation."""

STATES = [("open", "Open"), ("closed", "Closed")]
MOVES = {"open": {"closed"}, "closed": {"open"}}

# What has come of a line: both sides agree, they differ, or one of them is silent.
RESULTS = [
    ("matched", "Matched"),
    ("differs", "Sums Differ"),
    ("only_stated", "Not Booked"),
    ("only_booked", "Not Stated by the Source"),
]
# Why two sides are one payment, the surest reason first.
RULES = [
    ("id", "Same identifier"),
    ("purpose", "Number in the purpose, same sum"),
    ("name", "Same payer and sum, days apart"),
    ("sum_date", "The only ones with this sum in these days"),
    ("manual", "Chosen by hand"),
]
# A bank may show a payment this many days before or after we have booked it.
DAYS = 3

# Age of a debt, in days after the day on which the money was expected.
AGES = [
    ("no_date", "No Date"),
    ("ahead", "Not Due Yet"),
    ("week", "1–7 Days"),
    ("month", "8–30 Days"),
    ("quarter", "31–90 Days"),
    ("older", "Over 90 Days"),
]
# Of a payment in a closed period these stay as they were reconciled.
LOCKED_FIELDS = {
    "amount",
    "currency_id",
    "date",
    "deal_id",
    "journal_id",
    "partner_type",
    "pay_way",
    "payment_transaction_id",
    "payment_type",
    "source_id",
}
LOCKED_STATES = {"draft", "canceled", "rejected"}
