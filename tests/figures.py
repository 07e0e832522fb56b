"""What is in a database and its filestore, to compare before and after."""

import hashlib

from _steps import database

# Sums of money and metal; of every other table the number of rows is enough.
_SUMS = {
    "orders": "SELECT sum(amount_total) FROM sale_order",
    "entries": "SELECT sum(debit), sum(credit), sum(balance) FROM account_move_line",
    "payments": "SELECT sum(amount) FROM account_payment",
    "requests": "SELECT sum(amount_total) FROM jewel_pay_request",
    "metal": "SELECT sum(gross_weight), sum(pure_weight) FROM jewel_metal_entry",
    "stock": "SELECT sum(quantity) FROM stock_quant",
    "jobs": "SELECT sum(product_qty) FROM mrp_production",
}
_ROWS = """
SELECT relname, (xpath('/row/n/text()', query_to_xml(
    format('SELECT count(*) AS n FROM %I', relname), false, true, '')))[1]
FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1
"""


def of_database(name):
    """``{table: number of rows}`` and sums of money and metal."""
    rows = {table: int(count) for table, count in database.query(_ROWS, name)}
    return rows | sums(name)


def sums(name):
    """``{what: sums of money or metal}``."""
    return {what: database.query(sql, name) for what, sql in _SUMS.items()}


def of_files(name):
    """``{path below the filestore: SHA-1}``."""
    folder = database.filestore(name)
    return {
        str(path.relative_to(folder)): hashlib.sha1(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def of_all(name):
    return of_database(name), of_files(name)
