{
    "name": "Jewel ERP",
    "summary": "The whole suite for a jewellery workshop that makes to order",
    "version": "19.0.1.0.0",
    "category": "Manufacturing",
    "author": "Jewel ERP",
    "license": "AGPL-3",
    "depends": [
        "jewel_base",
        "jewel_order",
        "jewel_invoicing",
        "jewel_production",
        "amocrm_connector",
        "jewel_amocrm",
        "payment_yookassa",
        "l10n_ru_jewel",
    ],
    "application": True,
}
