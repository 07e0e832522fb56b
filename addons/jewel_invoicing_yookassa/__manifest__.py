{
    "name": "Jewel Invoicing: YooKassa Receipts",
    "summary": "Fiscal receipts of pay requests and of the hand-over, state of a payment at once",
    "version": "19.0.1.0.0",
    "category": "Accounting/Payment Providers",
    "author": "Jewel ERP",
    "license": "AGPL-3",
    "depends": ["jewel_invoicing", "payment_yookassa", "l10n_ru_jewel"],
    "data": [
        "security/ir.model.access.csv",
        "data/jewel_setup_step_data.xml",
        "data/mail_activity_type_data.xml",
        "views/payment_provider_views.xml",
        "views/payment_transaction_views.xml",
        "views/jewel_pay_request_views.xml",
        "views/payment_yookassa_receipt_menus.xml",
        "wizard/jewel_setup_tax_views.xml",
        "wizard/payment_refund_wizard_views.xml",
    ],
    # Rates with their days and codes come from the localisation, which is taken along.
    "auto_install": ["jewel_invoicing", "payment_yookassa"],
}
