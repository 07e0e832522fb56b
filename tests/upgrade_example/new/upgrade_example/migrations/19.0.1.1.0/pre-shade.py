from odoo.tools.sql import rename_column


def migrate(cr, version):
    """Before Odoo looks at the table: to it the old column would be one to drop."""
    rename_column(cr, "upgrade_example_thing", "colour", "shade")
    cr.execute(
        "ALTER INDEX upgrade_example_thing__colour_index"
        " RENAME TO upgrade_example_thing__shade_index"
    )
    cr.execute("UPDATE upgrade_example_thing SET shade = 'none' WHERE shade IS NULL")
