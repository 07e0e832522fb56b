{
    "name": "Jewel KPI: amoCRM",
    "summary": "Health of the exchange with amoCRM on the director's page",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Jewel ERP",
    "license": "AGPL-3",
    "depends": ["jewel_kpi", "amocrm_connector"],
    "auto_install": True,
}
