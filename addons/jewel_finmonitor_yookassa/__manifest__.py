{
    "name": "Jewel Finance Monitor: YooKassa's List",
    "summary": "A month of YooKassa reconciled with what its API says, without a file",
    "version": "19.0.1.0.0",
    "category": "Accounting/Payment Providers",
    "author": "Jewel ERP",
    "license": "AGPL-3",
    "depends": ["jewel_finmonitor", "payment_yookassa"],
    "data": [
        "data/ir_cron.xml",
        "views/jewel_reconciliation_views.xml",
    ],
    "auto_install": True,
}
