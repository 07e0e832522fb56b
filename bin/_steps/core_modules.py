"""Odoo's own modules under our addons.

Named one by one and installed with --skip-auto-install, because auto-installation
also brings modules that call home (partner_autocomplete, snailmail, iap_crm,
web_unsplash, google_gmail ...). The price: the glue between applications has to
be named as well.
"""

CORE_MODULES = (
    # applications
    "account",
    "contacts",
    "crm",
    "mrp",
    "sale_management",
    "stock",
    # glue
    "account_payment",
    "mrp_account",
    "portal_rating",
    "resource_mail",
    "sale_crm",
    "sale_mrp",
    "sale_stock",
    "stock_account",
    # tools
    "auth_totp",
    "base_automation",
    "base_import",
    "digest",
    "privacy_lookup",
    "rating",
    "rpc",
)
