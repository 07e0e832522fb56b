"""The life of a bonus statement, and how its scheme counts."""

STATES = [
    ("computed", "Computed"),
    ("reviewed", "Reviewed"),
    ("approved", "Approved"),
    ("locked", "Locked"),
]
# What is locked stays: a correcting statement says what was wrong.
MOVES = {
    "computed": {"reviewed"},
    "reviewed": {"computed", "approved"},
    "approved": {"reviewed", "locked"},
    "locked": set(),
}
TIER_MODES = [
    ("progressive", "Each part of the revenue by its own tier"),
    ("whole", "The whole revenue by the tier reached"),
]
STEP_KINDS = [
    ("tier", "Percent of Revenue"),
    ("coefficient", "Coefficient"),
    ("deduction_amount", "Deduction"),
    ("deduction_percent", "Deduction in Percent"),
    ("floor", "Not Below Zero"),
    ("before", "Stated Before"),
]
