"""What is kept in the history."""

_PERMISSIONS = ("perm_read", "perm_write", "perm_create", "perm_unlink")

# Model -> its fields, or None: all of them but noise and what is only computed.
AUDITED = {
    "account.payment": None,
    "account.tax": ("name", "amount", "active"),
    "crm.lead": None,
    "ir.model.access": ("name", "group_id", "active", *_PERMISSIONS),
    "ir.rule": ("name", "domain_force", "active", *_PERMISSIONS),
    "jewel.alloy.price": None,
    "jewel.bonus.scheme": None,
    "jewel.bonus.scheme.deduction": None,
    "jewel.bonus.scheme.threshold": None,
    "jewel.bonus.scheme.tier": None,
    "jewel.bonus.statement": None,
    "jewel.bonus.statement.line": None,
    "jewel.kpi.weight": None,
    "jewel.loss.norm": None,
    "jewel.pay.request": None,
    "jewel.pay.request.line": None,
    "jewel.payment.source": None,
    "jewel.payment.source.fee": None,
    "jewel.reconciliation": None,
    "jewel.reconciliation.line": None,
    "mrp.production": None,
    "mrp.workorder": None,
    "product.pricelist.item": None,
    "product.template": ("name", "list_price", "active"),
    "product.template.attribute.value": ("price_extra",),
    "res.partner.bank": ("acc_number", "partner_id", "allow_out_payment", "active"),
    "res.users": ("login", "active"),
    "sale.order": None,
    "sale.order.line": None,
}
# Records whose making is a change of rules by itself: the entry has their values.
AUDITED_CREATION = {
    "account.tax",
    "ir.model.access",
    "ir.rule",
    "jewel.alloy.price",
    "jewel.bonus.scheme",
    "jewel.bonus.scheme.deduction",
    "jewel.bonus.scheme.threshold",
    "jewel.bonus.scheme.tier",
    "jewel.kpi.weight",
    "jewel.loss.norm",
    "jewel.payment.source",
    "jewel.payment.source.fee",
    "product.pricelist.item",
    "res.partner.bank",
    "res.users",
}
# Rights are rows of relation tables: model -> its field.
AUDITED_LINKS = {"res.users": "group_ids", "res.groups": "implied_ids"}
# Parts of the names of fields whose values open something.
SECRET = ("token", "password", "secret", "digest")
# Changes that nobody makes.
NOISE = {
    "automated_probability",
    "create_date",
    "create_uid",
    "date_last_stage_update",
    "duration_tracking",
    "email_normalized",
    "message_main_attachment_id",
    "phone_sanitized",
    "write_date",
    "write_uid",
}
# What a deal says about its client.
PERSONAL_OF_DEAL = (
    "city",
    "contact_name",
    "description",
    "email_cc",
    "email_from",
    "function",
    "name",
    "partner_name",
    "phone",
    "referred",
    "street",
    "street2",
    "website",
    "zip",
)
PERSONAL_OF_ACTIVITY = ("feedback", "note", "res_name", "summary")
PERSONAL_OF_MESSAGE = (
    "body",
    "email_from",
    "incoming_email_cc",
    "incoming_email_to",
    "outgoing_email_to",
    "reply_to",
    "subject",
)
PERSONAL_OF_ORDER = ("client_order_ref", "note", "origin", "signature", "signed_by")
PERSONAL_OF_RECEIPT = ("address", "comment", "contact_name", "intercom", "phone")
PERSONAL_OF_TRANSACTION = (
    "partner_address",
    "partner_city",
    "partner_email",
    "partner_name",
    "partner_phone",
    "partner_zip",
)
# Texts of a partner that say nothing of him; all others go, whichever addon has them.
KEPT_OF_PARTNER = {"name", "parent_path"}
# Whoever sees one of these of a few records, not of a long list, has seen personal data.
FEW = 20
PERSONAL_SHOWN = {
    "crm.lead": {"email_from", "partner_phone", "phone", "street"},
    "jewel.client.identification": {"address", "birth_date", "document_number"},
    "jewel.sales.receipt": {"address", "phone"},
    "res.partner": {"email", "phone", "street", "vat"},
}
