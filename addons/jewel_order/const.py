"""The life of a deal: its stages and the moves between them."""

# Stage key -> keys that a deal may move to. A deal without a key (an ordinary deal of this CRM,
# or one of a stage that the workshop added) may enter anywhere: it joins the workshop's life.
MOVES = {
    "new": {"prepayment", "production"},
    "prepayment": {"new", "production"},
    "production": {"prepayment", "ready"},
    "ready": {"production", "shipping"},
    "shipping": {"ready", "done"},
    "done": {"shipping"},
}

# Stages in which an order may still be cancelled.
CANCELLABLE = frozenset({"new", "prepayment", "production"})

STAGE_KEYS = [
    ("new", "New Request"),
    ("prepayment", "Prepayment"),
    ("production", "In Production"),
    ("ready", "Piece Ready"),
    ("shipping", "Shipping"),
    ("done", "Completed"),
]
