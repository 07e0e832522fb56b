{
    "name": "Example of an Upgrade",
    "summary": "A model whose field gets another name in the next version",
    "version": "19.0.1.0.0",
    "author": "Jewel ERP",
    "license": "AGPL-3",
    "depends": ["base"],
    "data": ["security/ir.model.access.csv"],
}
