{
    "name": "Russia - Accounts and VAT",
    "summary": "Russian plan of accounts, VAT with validity and receipt codes, roubles in words",
    "version": "19.0.1.0.0",
    "category": "Accounting/Localizations/Account Charts",
    "author": "Jewel ERP",
    "license": "LGPL-3",
    "countries": ["ru"],
    "depends": ["account"],
    "external_dependencies": {"python": ["num2words"]},
    "data": ["views/account_tax_views.xml"],
    "post_init_hook": "post_init_hook",
}
