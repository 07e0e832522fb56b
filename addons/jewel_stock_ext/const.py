"""Kinds of operations, forms and holders of the metal ledger."""

OPERATIONS = [
    ("receipt", "Receipt"),
    ("issue", "Issue"),
    ("return", "Return"),
    ("pass", "Passed On"),
    ("weighing_in", "Weighed in"),
    ("weighing_out", "Weighed out"),
    ("findings", "Solder, Findings, Stones"),
    ("loss", "Loss"),
    ("surplus", "Surplus"),
    ("melt", "Melt"),
    ("assay", "Assay"),
    ("refine", "Refining"),
    ("inventory", "Inventory"),
    ("sale", "Sale"),
]
FORMS = [
    ("ingot", "Ingot"),
    ("granules", "Granules"),
    ("sheet", "Sheet, Wire"),
    ("tree", "Casting Tree"),
    ("sprue", "Sprue"),
    ("casting", "Casting"),
    ("solder", "Solder"),
    ("findings", "Findings"),
    ("stones", "Stones, Inserts"),
    ("filings", "Filings, Dust"),
    ("scrap", "Scrap"),
    ("piece", "Piece"),
]
# Who can hold metal. The first two are real places; the rest stand for where metal comes from
# and goes to, so that every gram that leaves one holder is in the hands of another.
HOLDERS = [
    ("vault", "Vault"),
    ("master", "Master"),
    ("finished", "Finished Pieces"),
    ("melt", "Melting Pot"),
    ("loss", "Losses"),
    ("surplus", "Surplus"),
    ("refinery", "Refinery"),
    ("assay", "Assay Office"),
    ("stones", "Stones and Inserts"),
    ("inventory", "Inventory Differences"),
    ("client", "Client"),
    ("supplier", "Supplier"),
    ("customer", "Customer"),
]
COMPLEXITIES = [("simple", "Simple"), ("complex", "Complex"), ("special", "Very Complex")]

FINENESS_DIGITS = (5, 1)
# Four decimals of grams times one of fineness divided by a thousand: eight, and nothing rounded.
PURE_DIGITS = (18, 8)

# Whose roles may read whose metal it is; production needs no client's name.
OWNER_GROUPS = (
    "jewel_base.group_storekeeper,jewel_base.group_accountant,"
    "jewel_base.group_director,base.group_system"
)

MONTHS = [
    ("1", "January"),
    ("2", "February"),
    ("3", "March"),
    ("4", "April"),
    ("5", "May"),
    ("6", "June"),
    ("7", "July"),
    ("8", "August"),
    ("9", "September"),
    ("10", "October"),
    ("11", "November"),
    ("12", "December"),
]
# Who decides about a minimum remainder, and what is done when an item falls below it.
REMAINS_MODES = [
    ("manual", "Set by Hand"),
    ("proposal", "Proposed, to Be Accepted"),
    ("auto", "Computed by Itself"),
]
SHORTAGE_ACTIONS = [
    ("task", "Task for the Storekeeper"),
    ("procure", "Order from the Main Vendor"),
    ("none", "Only Shown"),
]

# What an item is to the workshop; the screen of what is in stock is filtered by it.
STOCK_KINDS = [
    ("material", "Material"),
    ("part", "Part"),
    ("semi", "Semi-finished"),
    ("finished", "Finished Goods"),
]
