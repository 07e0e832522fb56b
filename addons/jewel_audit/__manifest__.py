{
    "name": "Jewel Audit",
    "summary": "History of changes of deals, jobs, money and rights; a client forgotten on request",
    "version": "19.0.1.0.0",
    "category": "Administration",
    "author": "Jewel ERP",
    "license": "AGPL-3",
    "depends": ["privacy_lookup", "jewel_kpi", "jewel_production"],
    "data": [
        "security/ir.model.access.csv",
        "views/jewel_audit_entry_views.xml",
        "views/jewel_audit_bindings.xml",
        "views/jewel_audit_menus.xml",
        "views/res_config_settings_views.xml",
        "wizard/jewel_forget_views.xml",
    ],
    "uninstall_hook": "uninstall_hook",
}
