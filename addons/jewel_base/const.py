"""Numbers and names that several addons of the suite share."""

# Grams are kept to 0.1 mg, carats to 0.001 ct: (total digits, decimals) of a Float field.
WEIGHT_DIGITS = (16, 4)
CARAT_DIGITS = (16, 3)

# Decimals that the core usages of `decimal.precision` need, so that grams survive rounding.
WEIGHT_PRECISION = {"Product Unit": 4, "Stock Weight": 4}

ROLES = (
    "sales_manager",
    "production_head",
    "jeweller",
    "storekeeper",
    "accountant",
    "planner",
    "director",
    "courier",
)
# Without these no deal goes from the first word to a finished piece.
NEEDED_ROLES = ("sales_manager", "production_head", "jeweller")
# A person at the bench sees no price; whoever has another role, or runs the system, may.
PRICE_ROLES = tuple(role for role in ROLES if role not in ("jeweller", "courier"))
PRICE_GROUPS = ",".join(
    [*(f"jewel_base.group_{role}" for role in PRICE_ROLES), "base.group_system"]
)
# People of production need no client's phone and address; a courier gets those of his deliveries.
CLIENT_ROLES = tuple(role for role in PRICE_ROLES if role != "production_head")

METALS = [
    ("gold", "Gold"),
    ("silver", "Silver"),
    ("platinum", "Platinum"),
    ("palladium", "Palladium"),
]
