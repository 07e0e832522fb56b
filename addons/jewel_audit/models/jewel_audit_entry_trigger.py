import logging

from odoo import api, models
from odoo.tools import SQL

from ..const import AUDITED_CREATION, AUDITED_LINKS, NOISE, SECRET
from ..triggers import FUNCTIONS

_logger = logging.getLogger(__name__)
_NAME = "jewel_audit"


class JewelAuditEntry(models.Model):
    _inherit = "jewel.audit.entry"

    def init(self):
        self.env.cr.execute(SQL(FUNCTIONS))

    def _register_hook(self):
        """Override of `base`: whatever addons are installed, their fields are looked at.

        One query, and statements only for the tables whose fields or events have changed since.
        """
        super()._register_hook()
        present, wanted = self._get_present(), self._get_wanted()
        for table in wanted:
            if present.get(table) != wanted[table]:
                _logger.info("History of changes: %s", table)
                self._create_trigger(table, *wanted[table])
        for table in present.keys() - wanted.keys():
            _logger.info("History of changes: %s no more", table)
            drop = SQL("DROP TRIGGER %s ON %s", SQL.identifier(_NAME), SQL.identifier(table))
            self.env.cr.execute(drop)

    @api.model
    def _get_present(self):
        """``{table: (events, arguments of its trigger)}``, as ``_get_wanted``."""
        self.env.cr.execute(
            """
            SELECT relname, tgargs,
                   concat_ws(' OR ', CASE WHEN tgtype & 4 > 0 THEN 'INSERT' END,
                                     CASE WHEN tgtype & 16 > 0 THEN 'UPDATE' END,
                                     CASE WHEN tgtype & 8 > 0 THEN 'DELETE' END)
              FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
             WHERE tgname = %s
            """,
            [_NAME],
        )
        return {
            table: (events, *bytes(arguments).decode().split("\0")[:-1])
            for table, arguments, events in self.env.cr.fetchall()
        }

    @api.model
    def _get_wanted(self):
        """``{table: (events, model, *columns)}``."""
        wanted = {}
        for name, columns in self._get_audited().items():
            model = self.env[name]
            columns = columns or self._get_columns(model)
            events = (
                "INSERT OR UPDATE OR DELETE" if name in AUDITED_CREATION else "UPDATE OR DELETE"
            )
            wanted[model._table] = (events, name, *sorted(columns))
        for name, field_name in AUDITED_LINKS.items():
            field = self.env[name]._fields[field_name]
            wanted[field.relation] = (
                "INSERT OR DELETE", name, field_name, field.column1, field.column2,
            )  # fmt: skip
        return wanted

    @api.model
    def _get_columns(self, model):
        """Columns that people change: computed ones follow from others, unless Odoo tracks them."""
        return [
            name
            for name, field in model._fields.items()
            if field.store
            and field.column_type
            and field.type != "binary"
            and name not in NOISE
            and not any(word in name for word in SECRET)
            and name != "id"
            and (not (field.compute and field.readonly) or getattr(field, "tracking", False))
        ]

    @api.model
    def _create_trigger(self, table, events, *arguments):
        is_link = "UPDATE" not in events
        self.env.cr.execute(
            SQL(
                "CREATE OR REPLACE TRIGGER %s AFTER %s ON %s FOR EACH ROW EXECUTE FUNCTION %s(%s)",
                SQL.identifier(_NAME),
                SQL(events),
                SQL.identifier(table),
                SQL.identifier("jewel_audit_link" if is_link else _NAME),
                SQL(", ").join(SQL("%s", argument) for argument in arguments),
            )
        )
