"""Words shared by several models."""

# Whose value stands when both sides have changed it since the last exchange.
OWNERS = [
    ("amo", "amoCRM"),
    ("odoo", "Odoo"),
    ("last", "Last change"),
    ("ask", "Ask"),
]
