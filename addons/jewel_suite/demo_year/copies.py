"""The older part of the year: rows of played deals, copied by the database to earlier weeks.

A copy is a played deal some whole weeks before, for another client and perhaps by another manager;
all that hangs on the deal comes along, so whatever held for the played one holds for the copy.
"""

# Names of tables and columns come from the tables above and from the catalogue of the database.
# pylint: disable=sql-injection

from collections import defaultdict

# Table -> (column, table it belongs to); in an order in which most references lie behind.
_OWNED = {
    "sale_order": ("opportunity_id", "crm_lead"),
    "sale_order_line": ("order_id", "sale_order"),
    "jewel_pay_request": ("deal_id", "crm_lead"),
    "jewel_pay_request_line": ("request_id", "jewel_pay_request"),
    "mrp_production": ("deal_id", "crm_lead"),
    "mrp_production_group": None,
    "stock_reference": None,
    "mrp_workorder": ("production_id", "mrp_production"),
    "mrp_workcenter_productivity": ("workorder_id", "mrp_workorder"),
    "jewel_quality_check": ("production_id", "mrp_production"),
    "jewel_quality_check_line": ("check_id", "jewel_quality_check"),
    "jewel_job_wait": ("production_id", "mrp_production"),
    "stock_picking": None,
    "stock_move": None,
    "stock_move_line": ("move_id", "stock_move"),
    "jewel_loss_act": ("production_id", "mrp_production"),
    "jewel_metal_entry": ("production_id", "mrp_production"),
    "payment_transaction": ("pay_request_id", "jewel_pay_request"),
    "account_payment": ("deal_id", "crm_lead"),
    "account_move": None,
    "account_move_line": ("move_id", "account_move"),
    "account_full_reconcile": None,
    "account_partial_reconcile": ("debit_move_id", "account_move_line"),
    "jewel_sales_receipt": ("deal_id", "crm_lead"),
    "ir_attachment": None,
}
TABLES = ("crm_lead", *_OWNED)
# How rows of the others are found: (id, deal) of those of the deals in year_row.
_FOUND = {
    "mrp_production_group": """
        SELECT job.production_group_id, own.deal FROM mrp_production job
          JOIN year_row own ON own.tab = 'mrp_production' AND own.id = job.id
         WHERE job.production_group_id IS NOT NULL""",
    "stock_reference": """
        SELECT rel.reference_id, own.deal FROM stock_reference_sale_rel rel
          JOIN year_row own ON own.tab = 'sale_order' AND own.id = rel.sale_id
         UNION
        SELECT rel.reference_id, own.deal FROM stock_reference_production_rel rel
          JOIN year_row own ON own.tab = 'mrp_production' AND own.id = rel.production_id""",
    "stock_picking": """
        SELECT move.picking_id, own.deal FROM stock_move move
          JOIN year_row own ON own.tab = 'sale_order_line' AND own.id = move.sale_line_id
         WHERE move.picking_id IS NOT NULL""",
    "stock_move": """
        SELECT move.id, own.deal FROM stock_move move
          JOIN year_row own ON own.tab = 'mrp_production'
               AND own.id IN (move.production_id, move.raw_material_production_id)
         UNION
        SELECT move.id, own.deal FROM stock_move move
          JOIN year_row own ON own.tab = 'stock_picking' AND own.id = move.picking_id
         UNION
        SELECT move.id, own.deal FROM stock_move move
          JOIN product_product product ON product.id = move.product_id
          JOIN product_template template ON template.id = product.product_tmpl_id
          JOIN jewel_metal_entry entry ON entry.ref = move.origin
          JOIN year_row own ON own.tab = 'mrp_production' AND own.id = entry.production_id
         WHERE template.is_metal""",
    "account_move": """
        SELECT payment.move_id, own.deal FROM account_payment payment
          JOIN year_row own ON own.tab = 'account_payment' AND own.id = payment.id
         WHERE payment.move_id IS NOT NULL
         UNION
        SELECT line.move_id, own.deal FROM sale_order_line_invoice_rel rel
          JOIN account_move_line line ON line.id = rel.invoice_line_id
          JOIN year_row own ON own.tab = 'sale_order_line' AND own.id = rel.order_line_id""",
    "account_full_reconcile": """
        SELECT line.full_reconcile_id, own.deal FROM account_move_line line
          JOIN year_row own ON own.tab = 'account_move_line' AND own.id = line.id
         WHERE line.full_reconcile_id IS NOT NULL""",
    "ir_attachment": """
        SELECT file.id, own.deal FROM ir_attachment file
          JOIN year_row own ON own.tab = replace(file.res_model, '.', '_') AND own.id = file.res_id
         WHERE file.res_field IS NOT NULL
           AND file.res_model IN ('crm.lead', 'sale.order.line', 'mrp.production')""",
}
_SECRET = "gen_random_uuid()::text"
_NUMBERED = r"regexp_replace(src.{0}, '\d+$', '') || map.new"
_FREE = "src.{0} || '-' || map.new"
# Columns that no two rows may share, or that must not be shared.
_OWN = {
    "crm_lead": {"prepayment_compose_token": _SECRET, "balance_compose_token": _SECRET},
    "jewel_pay_request": {"name": _NUMBERED, "token": _SECRET, "token_hash": _SECRET},
    "jewel_sales_receipt": {"name": _NUMBERED, "token": _SECRET, "token_hash": _SECRET},
    "payment_transaction": {"reference": _FREE, "provider_reference": _FREE},
    "account_move": {"name": _FREE},
    "ir_attachment": {
        "res_id": "(SELECT new FROM year_map owner WHERE owner.tab = replace(src.res_model, '.',"
        " '_') AND owner.old = src.res_id AND owner.copy = map.copy)"
    },
    "mrp_workorder": {"leave_id": "NULL"},
    # The ledger is never rewritten, so its paper is named at once.
    "jewel_metal_entry": {
        "ref": "(SELECT job.name FROM year_map owner JOIN mrp_production job ON job.id = owner.new"
        " WHERE owner.tab = 'mrp_production' AND owner.old = src.production_id"
        " AND owner.copy = map.copy)"
    },
    **{
        table: {"name": _NUMBERED}
        for table in (
            "sale_order",
            "mrp_production",
            "mrp_production_group",
            "stock_picking",
            "jewel_loss_act",
            "account_payment",
            "stock_reference",
        )
    },
}
# Texts that name another document -> where its name stands; ``copy`` is the row that is set right,
# ``map`` says which copy it is of.
_NAMED_AFTER = {
    ("sale_order", "origin"): "SELECT name FROM crm_lead WHERE id = copy.opportunity_id",
    ("mrp_production", "origin"): """
        SELECT sale.name FROM sale_order sale JOIN sale_order_line line ON line.order_id = sale.id
         WHERE line.id = copy.sale_line_id""",
    ("stock_picking", "origin"): """
        SELECT sale.name FROM sale_order sale JOIN sale_order_line line ON line.order_id = sale.id
          JOIN stock_move move ON move.sale_line_id = line.id
         WHERE move.picking_id = copy.id LIMIT 1""",
    ("stock_move", "reference"): """
        SELECT COALESCE((SELECT name FROM stock_picking WHERE id = copy.picking_id),
                        (SELECT name FROM mrp_production WHERE id = copy.production_id),
                        copy.reference)""",
    ("stock_move", "origin"): """
        SELECT COALESCE(
            (SELECT origin FROM stock_picking WHERE id = copy.picking_id),
            (SELECT origin FROM mrp_production WHERE id = copy.production_id),
            (SELECT job.name FROM mrp_production played
               JOIN year_map owner ON owner.tab = 'mrp_production' AND owner.old = played.id
                    AND owner.copy = map.copy
               JOIN mrp_production job ON job.id = owner.new
              WHERE played.name = copy.origin),
            copy.origin)""",
    ("jewel_loss_act", "document"): "SELECT name FROM mrp_production WHERE id = copy.production_id",
    ("account_move", "invoice_origin"): """
        SELECT sale.name FROM sale_order sale JOIN sale_order_line line ON line.order_id = sale.id
          JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = line.id
          JOIN account_move_line item ON item.id = rel.invoice_line_id
         WHERE item.move_id = copy.id LIMIT 1""",
    ("account_payment", "memo"): """
        SELECT COALESCE(
            (SELECT reference || ' - ' || provider_reference FROM payment_transaction
              WHERE id = copy.payment_transaction_id),
            (SELECT name FROM jewel_pay_request WHERE id = copy.pay_request_id))""",
    ("account_payment", "name"): """
        SELECT COALESCE((SELECT name FROM account_move WHERE id = copy.move_id), copy.name)""",
    ("account_move_line", "move_name"): "SELECT name FROM account_move WHERE id = copy.move_id",
}


class Copies:
    """Copies of deals that are to be made, and then made all at once."""

    def __init__(self, env):
        self.env, self.cr = env, env.cr
        self._wanted = []

    def add(self, deal, weeks, user, partner, name):
        """Want a copy of ``deal`` so many weeks earlier, led by ``user``, for ``partner``."""
        self._wanted.append(
            (deal.id, weeks, deal.user_id.id, user.id, deal.partner_id.id, partner.id, name)
        )

    def make(self):
        """Make them, and return {table: ids of the new rows}."""
        self.env.flush_all()
        self._note_copies()
        self._references = self._read_references()
        for table in TABLES:
            self._find_rows(table)
        for place, table in enumerate(TABLES):
            self._insert(table, set(TABLES[place + 1 :]))
        for place, table in enumerate(TABLES):
            self._point_forward(table, set(TABLES[place + 1 :]))
        self._copy_relations()
        self._settle()
        self.env.invalidate_all()
        self.cr.execute("SELECT tab, array_agg(new ORDER BY new) FROM year_map GROUP BY tab")
        return defaultdict(list, self.cr.fetchall())

    # === WHAT IS COPIED === #

    def _note_copies(self):
        self.cr.execute("DROP TABLE IF EXISTS year_copy, year_row, year_map")
        self.cr.execute(
            "CREATE TEMP TABLE year_copy (copy serial, deal int, weeks int, old_user int,"
            " new_user int, old_partner int, new_partner int, name text)"
        )
        self.cr.execute("CREATE TEMP TABLE year_row (tab text, id int, deal int)")
        self.cr.execute("CREATE TEMP TABLE year_map (tab text, old int, copy int, new int)")
        self.cr.execute("CREATE INDEX ON year_row (tab, id)")
        self.cr.execute("CREATE INDEX ON year_map (tab, old, copy)")
        columns = "deal, weeks, old_user, new_user, old_partner, new_partner, name"
        for wanted in self._wanted:
            self.cr.execute(f"INSERT INTO year_copy ({columns}) VALUES %s", [wanted])
        self.cr.execute("ANALYZE year_copy")

    def _find_rows(self, table):
        """Note the rows of ``table`` that belong to the deals, and an id for each copy of each."""
        if table == "crm_lead":
            found = "SELECT DISTINCT deal, deal FROM year_copy"
        elif owner := _OWNED[table]:
            column, parent = owner
            found = (
                f"SELECT src.id, own.deal FROM {table} src"
                f" JOIN year_row own ON own.tab = '{parent}' AND own.id = src.{column}"
            )
        else:
            found = _FOUND[table]
        self.cr.execute(
            f"INSERT INTO year_row SELECT DISTINCT ON (id) '{table}', id, deal"
            f" FROM ({found}) rows (id, deal) ORDER BY id, deal"
        )
        self.cr.execute(
            f"INSERT INTO year_map SELECT '{table}', own.id, copy, nextval('{table}_id_seq')"
            f" FROM (SELECT own.id, wanted.copy FROM year_row own"
            f" JOIN year_copy wanted ON wanted.deal = own.deal WHERE own.tab = '{table}'"
            f" ORDER BY wanted.copy, own.id) own"
        )
        self.cr.execute("ANALYZE year_row")
        self.cr.execute("ANALYZE year_map")

    def _read_references(self):
        """{table: {column: table that it points to}}."""
        self.cr.execute(
            """
            SELECT conrelid::regclass::text, attname, confrelid::regclass::text
              FROM pg_constraint
              JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
             WHERE contype = 'f' AND array_length(conkey, 1) = 1
            """
        )
        references = defaultdict(dict)
        for table, column, target in self.cr.fetchall():
            references[table][column] = target
        return references

    # === ROWS === #

    def _insert(self, table, later):
        columns = self._read_columns(table)
        own = {name: sql.format(name) for name, sql in _OWN.get(table, {}).items()}
        values, joins = [], []
        for name, kind in columns.items():
            target = self._references[table].get(name)
            if name == "id":
                values.append("map.new")
            elif name in own:
                values.append(own[name])
            elif name == "access_token":
                values.append("NULL")
            elif target in later:
                values.append("NULL")
            elif target in TABLES:
                joins.append(_join(name, target))
                values.append(f"COALESCE({name}_map.new, src.{name})")
            else:
                values.append(_value(name, kind, target))
        self.cr.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)}"
            f" FROM year_map map JOIN year_copy wanted ON wanted.copy = map.copy"
            f" JOIN {table} src ON src.id = map.old {' '.join(joins)}"
            f" WHERE map.tab = '{table}' ORDER BY map.new"
        )

    def _read_columns(self, table):
        self.cr.execute(
            "SELECT column_name, data_type FROM information_schema.columns"
            " WHERE table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
            [table],
        )
        return dict(self.cr.fetchall())

    def _point_forward(self, table, later):
        """References to rows that did not exist yet when these were written."""
        ahead = {
            name: target for name, target in self._references[table].items() if target in later
        }
        own = _OWN.get(table, {})
        for name, target in ahead.items():
            if name in own or not self._has_rows(table, name):
                continue
            self.cr.execute(
                f"UPDATE {table} copy SET {name} = COALESCE({name}_map.new, src.{name})"
                f" FROM year_map map JOIN {table} src ON src.id = map.old {_join(name, target)}"
                f" WHERE map.tab = '{table}' AND copy.id = map.new AND src.{name} IS NOT NULL"
            )

    def _has_rows(self, table, name):
        self.cr.execute(
            f"SELECT 1 FROM year_row own JOIN {table} src ON src.id = own.id"
            f" WHERE own.tab = '{table}' AND src.{name} IS NOT NULL LIMIT 1"
        )
        return bool(self.cr.fetchall())

    def _copy_relations(self):
        """Many-to-many tables: two references and nothing else."""
        passing = {model._table for model in self.env.registry.values() if model._transient}
        for table, ends in self._references.items():
            if len(ends) != 2 or set(self._read_columns(table)) != set(ends):
                continue
            ours = [name for name, target in ends.items() if target in TABLES]
            if not ours or passing.intersection(ends.values()):
                continue
            first, second = ours[0], next(name for name in ends if name != ours[0])
            other = f"rel.{second}"
            join = ""
            if ends[second] in TABLES:
                other = f"COALESCE(other.new, rel.{second})"
                join = (
                    f" LEFT JOIN year_map other ON other.tab = '{ends[second]}'"
                    f" AND other.old = rel.{second} AND other.copy = map.copy"
                )
            self.cr.execute(
                f"INSERT INTO {table} ({first}, {second}) SELECT map.new, {other}"
                f" FROM {table} rel JOIN year_map map ON map.tab = '{ends[first]}'"
                f" AND map.old = rel.{first}{join} ON CONFLICT DO NOTHING"
            )

    # === WHAT FOLLOWS FROM OTHER ROWS === #

    def _settle(self):
        self.cr.execute(
            """
            UPDATE crm_lead deal
               SET name = wanted.name, email_from = partner.email, phone = partner.phone,
                   contact_name = NULL, partner_name = NULL
              FROM year_map map JOIN year_copy wanted ON wanted.copy = map.copy
              JOIN res_partner partner ON partner.id = wanted.new_partner
             WHERE map.tab = 'crm_lead' AND deal.id = map.new
            """
        )
        self.cr.execute(
            """
            UPDATE jewel_sales_receipt receipt
               SET contact_name = partner.name, phone = partner.phone
              FROM year_map map JOIN year_copy wanted ON wanted.copy = map.copy
              JOIN res_partner partner ON partner.id = wanted.new_partner
             WHERE map.tab = 'jewel_sales_receipt' AND receipt.id = map.new
            """
        )
        for table in ("jewel_pay_request", "jewel_sales_receipt"):
            self.cr.execute(
                f"UPDATE {table} SET token_hash = encode(sha256(convert_to(token, 'UTF8')), 'hex')"
                f" FROM year_map map WHERE map.tab = '{table}' AND {table}.id = map.new"
            )
        self._number_moves()
        for (table, column), source in _NAMED_AFTER.items():
            self.cr.execute(
                f"UPDATE {table} copy SET {column} = ({source}) FROM year_map map"
                f" WHERE map.tab = '{table}' AND map.new = copy.id AND copy.{column} IS NOT NULL"
            )
        self._move_quants()

    def _number_moves(self):
        """Entries of books follow in their journal and year, as Odoo would number the next one."""
        self.cr.execute(
            r"""
            WITH fresh AS (
                SELECT move.id, move.journal_id,
                       regexp_replace(move.sequence_prefix, '20\d\d', to_char(move.date, 'YYYY'))
                           AS prefix, move.date
                  FROM account_move move
                  JOIN year_map map ON map.tab = 'account_move' AND map.new = move.id
            ), numbered AS (
                SELECT fresh.id, fresh.prefix,
                       row_number() OVER (PARTITION BY journal_id, prefix ORDER BY date, id)
                       + COALESCE((SELECT MAX(old.sequence_number) FROM account_move old
                                    WHERE old.journal_id = fresh.journal_id
                                      AND old.sequence_prefix = fresh.prefix
                                      AND old.id NOT IN (SELECT id FROM fresh)), 0) AS number
                  FROM fresh
            )
            UPDATE account_move move
               SET name = prefix || lpad(number::text, 5, '0'), sequence_prefix = prefix,
                   sequence_number = number,
                   payment_reference = CASE WHEN payment_reference IS NOT NULL
                                            THEN prefix || lpad(number::text, 5, '0') END
              FROM numbered WHERE numbered.id = move.id
            """
        )

    def _move_quants(self):
        """Stock of metal follows the copied moves; pieces come in and go out again."""
        self.cr.execute(
            """
            WITH moved AS (
                SELECT place, product_id, owner_id, SUM(grams) AS grams
                  FROM (SELECT line.location_dest_id AS place, line.product_id, line.owner_id,
                               line.quantity_product_uom AS grams
                          FROM stock_move_line line JOIN year_map map
                               ON map.tab = 'stock_move_line' AND map.new = line.id
                         UNION ALL
                        SELECT line.location_id, line.product_id, line.owner_id,
                               -line.quantity_product_uom
                          FROM stock_move_line line JOIN year_map map
                               ON map.tab = 'stock_move_line' AND map.new = line.id) side
                  JOIN product_product product ON product.id = side.product_id
                  JOIN product_template template ON template.id = product.product_tmpl_id
                 WHERE template.is_storable
                 GROUP BY 1, 2, 3
            )
            UPDATE stock_quant quant SET quantity = quant.quantity + moved.grams
              FROM moved
             WHERE quant.location_id = moved.place AND quant.product_id = moved.product_id
               AND quant.owner_id IS NOT DISTINCT FROM moved.owner_id
               AND quant.lot_id IS NULL AND quant.package_id IS NULL
            """
        )


def _join(name, target):
    return (
        f" LEFT JOIN year_map {name}_map ON {name}_map.tab = '{target}'"
        f" AND {name}_map.old = src.{name} AND {name}_map.copy = map.copy"
    )


def _value(name, kind, target):
    """A column that points to nothing copied: a day is set back, people are exchanged."""
    if kind in ("date", "timestamp without time zone"):
        back = f"src.{name} - wanted.weeks * interval '7 days'"
        return f"({back})::date" if kind == "date" else back
    if target == "res_users":
        return f"CASE WHEN src.{name} = old_user THEN new_user ELSE src.{name} END"
    if target == "res_partner":
        return f"CASE WHEN src.{name} = old_partner THEN new_partner ELSE src.{name} END"
    return f"src.{name}"
