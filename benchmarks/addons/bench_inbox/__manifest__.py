{
    "name": "Benchmark: bare inbox",
    "summary": "A route of plain Odoo that keeps what it gets, to measure against",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "author": "Jewel ERP",
    "license": "AGPL-3",
    "depends": ["base"],
}
