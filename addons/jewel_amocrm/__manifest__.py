{
    "name": "Jewel amoCRM",
    "summary": "The workshop's side of the amoCRM exchange: fields, stages, finish, tasks",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Jewel ERP",
    "license": "AGPL-3",
    "depends": ["amocrm_connector", "jewel_production", "jewel_invoicing"],
    "data": [
        "data/jewel_setup_step_data.xml",
        "data/mail_activity_type_data.xml",
        "views/jewel_amocrm_menus.xml",
    ],
    "auto_install": True,
}
