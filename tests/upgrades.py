"""What an upgrade has done to a database, in words.

Data is compared with the database as it was before; the schema, and the records that belong to the
addons (views, menus, rules ...), with a database in which the new addons were freshly installed.
"""

import contextlib
import json
import re

import psycopg2

_SHOWN = 3
# Who wrote last and when: an upgrade writes every record of the addons anew.
_STAMPS = {"create_date", "create_uid", "write_date", "write_uid"}
# Odoo's own books on addons, fields and caches: made anew by every upgrade.
_REGISTRY = ("ir_act", "ir_cron", "ir_model", "ir_module", "ir_ui_view", "orm_signaling", "bus_")
# Files of people; those of views and menus are the addons'.
_PEOPLES = {"ir_attachment": "COALESCE(res_model, '') NOT LIKE 'ir.%'"}

# Actions and views by their numbers, in views.
_NUMBER = re.compile(r'\b(name|\w+_view_id)="\d+"')

_COLUMNS = """
SELECT relname::text, array_agg(attname::text ORDER BY attname)
  FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
 WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped
 GROUP BY 1
"""
_SCHEMA = """
SELECT 'column ' || attrelid::regclass || '.' || attname,
       format_type(atttypid, atttypmod) || CASE WHEN attnotnull THEN ' NOT NULL' ELSE '' END
       || COALESCE(' DEFAULT ' || pg_get_expr(adbin, adrelid), '')
  FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
  LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
 WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
   AND attnum > 0 AND NOT attisdropped
 UNION ALL
SELECT 'index ' || indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
 UNION ALL
SELECT 'constraint ' || conrelid::regclass || ' ' || conname, pg_get_constraintdef(oid)
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace
 UNION ALL
SELECT 'trigger ' || tgrelid::regclass || ' ' || tgname, pg_get_triggerdef(oid)
  FROM pg_trigger WHERE NOT tgisinternal
 UNION ALL
SELECT 'function ' || oid::regprocedure, prosrc FROM pg_proc
 WHERE pronamespace = 'public'::regnamespace
 UNION ALL
SELECT 'view ' || oid::regclass, pg_get_viewdef(oid) FROM pg_class
 WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm')
 UNION ALL
SELECT 'addon ' || name, concat_ws(' ', state, latest_version) FROM ir_module_module
 WHERE state != 'uninstalled'
"""
_FOREIGN_KEYS = """
SELECT conrelid::regclass::text, attname, confrelid::regclass::text
  FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
 WHERE contype = 'f' AND connamespace = 'public'::regnamespace
"""
# Records of the addons that decide what people see and may, and where they are kept.
_RECORDS = {
    "base.automation": "base_automation",
    "ir.actions.act_window": "ir_act_window",
    "ir.actions.client": "ir_act_client",
    "ir.actions.report": "ir_act_report_xml",
    "ir.actions.server": "ir_act_server",
    "ir.cron": "ir_cron",
    "ir.model.access": "ir_model_access",
    "ir.rule": "ir_rule",
    "ir.ui.menu": "ir_ui_menu",
    "ir.ui.view": "ir_ui_view",
    "mail.activity.type": "mail_activity_type",
    "mail.template": "mail_template",
    "res.groups": "res_groups",
}
# Of a record's life here, not of what the addon says of it.
_LIFE = {
    *_STAMPS,
    "id",
    "arch_prev",
    "failure_count",
    "first_failure_date",
    "last_run",
    "lastcall",
    "nextcall",
    "parent_path",
    "web_icon_data",
    "webhook_uuid",
}


def find_losses(before, after, migrated=()):
    """Sentences about what people had in one database and have not, or otherwise, in the other.

    :param before: name of the database as it was
    :param after: name of the database as it is
    :param migrated: tables, and columns as ``table.column``, that a migration changes
    """
    found = []
    with _cursor(before) as old, _cursor(after) as new:
        columns, new_columns = _columns(old), _columns(new)
        owned = _owned(old)
        for table in sorted(columns):
            if table.startswith(_REGISTRY) or table in migrated:
                continue
            if table not in new_columns:
                found += _gone(old, table, "*", "the table is gone, it had {} rows")
                continue
            checked = [
                name
                for name in columns[table]
                if name not in _STAMPS and f"{table}.{name}" not in migrated
            ]
            common = [name for name in checked if name in new_columns[table]]
            for name in sorted(set(checked) - set(common)):
                words = f"column {name} is gone, {{}} rows had a value"
                found += _gone(old, table, f'"{name}"', words)
            if _digest(old, table, common) != _digest(new, table, common):
                rows = _rows(old, table, common), _rows(new, table, common)
                found += _compare(table, *rows, owned.get(table, set()))
    return found


def find_schema_differences(upgraded, fresh):
    """Sentences about tables, columns, indexes, constraints, triggers, functions and addons."""
    return _differences(*map(_read_schema, (upgraded, fresh)))


def find_record_differences(upgraded, fresh):
    """Sentences about views, menus, actions, rules, rights, groups, jobs, templates."""
    return _differences(*map(_read_records, (upgraded, fresh)))


def _differences(upgraded, fresh):
    found = [f"{what}: not there" for what in fresh.keys() - upgraded.keys()]
    found += [f"{what}: left over" for what in upgraded.keys() - fresh.keys()]
    for what in upgraded.keys() & fresh.keys():
        if upgraded[what] != fresh[what]:
            found.append(f"{what}: {upgraded[what]} instead of {fresh[what]}")
    return sorted(found)


@contextlib.contextmanager
def _cursor(name):
    with contextlib.closing(psycopg2.connect(dbname=name)) as connection:
        yield connection.cursor()


def _query(cursor, sql):
    cursor.execute(sql)
    return cursor.fetchall()


def _read_schema(name):
    with _cursor(name) as cursor:
        return dict(_query(cursor, _SCHEMA))


# === DATA === #


def _columns(cursor):
    return dict(_query(cursor, _COLUMNS))


def _owned(cursor):
    """``{table: ids}`` of records that belong to an addon, which may change them."""
    owned = {}
    sql = "SELECT model, res_id FROM ir_model_data WHERE noupdate IS NOT TRUE"
    for model, number in _query(cursor, sql):
        owned.setdefault(_table(model), set()).add(number)
    return owned


def _table(model):
    return _RECORDS.get(model) or model.replace(".", "_")


def _from(table, columns):
    names = ", ".join(f'"{name}"' for name in columns)
    return f'(SELECT {names} FROM "{table}" WHERE {_PEOPLES.get(table, True)}) AS line'


def _digest(cursor, table, columns):
    line = "md5(line::text)"
    total = f"count(*), md5(string_agg({line}, '' ORDER BY {line}))"
    return _query(cursor, f"SELECT {total} FROM {_from(table, columns)}")


def _rows(cursor, table, columns):
    """``{key: row}``; where there is no id, the whole row is the key."""
    rows = _query(cursor, f"SELECT to_jsonb(line) FROM {_from(table, columns)}")
    return {row.get("id") or json.dumps(row, sort_keys=True): row for (row,) in rows}


def _gone(cursor, table, what, words):
    [[count]] = _query(cursor, f'SELECT count({what}) FROM "{table}"')
    return [f"{table}: {words.format(count)}"] if count else []


def _compare(table, old, new, owned):
    found = []
    if lost := sorted(old.keys() - new.keys() - owned, key=str):
        found.append(f"{table}: {len(lost)} rows are lost: {_some(lost)}")
    changed = {}
    for key in (old.keys() & new.keys()) - owned:
        for column, value in old[key].items():
            if new[key][column] != value:
                changed.setdefault(column, []).append(f"{key}: {value!r} → {new[key][column]!r}")
    for column, lines in sorted(changed.items()):
        found.append(f"{table}: {len(lines)} rows have another {column}: {_some(lines)}")
    return found


def _some(values):
    more = ", …" if len(values) > _SHOWN else ""
    return ", ".join(map(str, values[:_SHOWN])) + more


# === RECORDS OF THE ADDONS === #


def _read_records(name):
    """``{table, xmlid and column: value}``, with xmlids in place of numbers."""
    with _cursor(name) as cursor:
        xmlids = _read_xmlids(cursor)
        links = {}
        for table, column, target in _query(cursor, _FOREIGN_KEYS):
            links.setdefault(table, {})[column] = target
        found = {}
        for table in links.keys() & set(_RECORDS.values()):
            for (row,) in _query(cursor, f'SELECT to_jsonb(line) FROM "{table}" AS line'):
                if xmlid := xmlids.get((table, row["id"])):
                    for column, value in _named(row, links[table], xmlids).items():
                        found[f"{table} {xmlid} {column}"] = value
        for table, columns in links.items():
            if not table.endswith("_rel") or not set(columns.values()) <= set(_RECORDS.values()):
                continue
            for (row,) in _query(cursor, f'SELECT to_jsonb(line) FROM "{table}" AS line'):
                ends = [xmlids.get((columns[name], row[name])) for name in sorted(columns)]
                if all(ends):
                    found[f"{table} {' – '.join(ends)}"] = True
        return found


def _read_xmlids(cursor):
    """``{(table, id): the first of its xmlids}``."""
    sql = "SELECT model, res_id, module || '.' || name FROM ir_model_data ORDER BY 3 DESC"
    return {(_table(model), number): xmlid for model, number, xmlid in _query(cursor, sql)}


def _named(row, links, xmlids):
    """Values of a row that Odoo does not take for empty, the same in every database."""
    values = {}
    for column, value in row.items():
        if column in _LIFE or not value:
            continue
        if column in links:
            value = xmlids.get((links[column], value), "a record without a name")
        elif column == "action":
            model, number = value.split(",")
            value = xmlids.get((_table(model), int(number)))
        elif column == "arch_db":
            value = {language: _NUMBER.sub(r'\1="…"', arch) for language, arch in value.items()}
        values[column] = value
    return values
