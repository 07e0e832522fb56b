{
    "name": "Example: Thanks",
    "summary": "Some days after a deal is done its manager thanks the client",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Jewel ERP",
    "license": "AGPL-3",
    "depends": ["jewel_order"],
    "data": [
        "data/mail_activity_type_data.xml",
        "views/crm_lead_views.xml",
    ],
}
