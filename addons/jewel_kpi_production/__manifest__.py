{
    "name": "Jewel KPI: Production",
    "summary": "Output, quality, losses and timeliness of jewellers, their rating",
    "version": "19.0.1.0.0",
    "category": "Manufacturing",
    "author": "Jewel ERP",
    "license": "AGPL-3",
    "depends": ["jewel_kpi", "jewel_production"],
    "data": [
        "security/ir.model.access.csv",
        "data/jewel_jeweller_weight_data.xml",
        "views/jewel_jeweller_weight_views.xml",
        "views/jewel_jeweller_kpi_views.xml",
    ],
    "assets": {"web.assets_backend": ["jewel_kpi_production/static/src/**/*"]},
    "auto_install": True,
}
