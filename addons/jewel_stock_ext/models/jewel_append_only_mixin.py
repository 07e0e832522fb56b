from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class JewelAppendOnlyMixin(models.AbstractModel):
    """Rows that are posted once and never changed: a wrong one is reversed."""

    _name = "jewel.append.only.mixin"
    _description = "Append-Only Ledger"

    def init(self):
        """The database itself refuses what would change history, whoever asks."""
        if self._abstract:
            return
        names = {
            "table": SQL.identifier(self._table),
            "no_change": SQL.identifier(f"{self._table}_no_change"),
            "no_truncate": SQL.identifier(f"{self._table}_no_truncate"),
        }
        self.env.cr.execute(
            SQL(
                """
                CREATE OR REPLACE FUNCTION jewel_append_only() RETURNS trigger AS $$
                BEGIN
                    RAISE EXCEPTION '%% is append-only: %% is refused, post a reversal instead',
                        TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
                END $$ LANGUAGE plpgsql;
                CREATE OR REPLACE TRIGGER %(no_change)s BEFORE UPDATE OR DELETE ON %(table)s
                    FOR EACH ROW EXECUTE FUNCTION jewel_append_only();
                CREATE OR REPLACE TRIGGER %(no_truncate)s BEFORE TRUNCATE ON %(table)s
                    FOR EACH STATEMENT EXECUTE FUNCTION jewel_append_only();
                """,
                **names,
            )
        )

    def write(self, vals):
        if self:
            raise UserError(self._get_append_only_refusal())
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise UserError(self._get_append_only_refusal())

    def _get_append_only_refusal(self):
        """Why nothing is rewritten here, and what to do instead."""
        raise NotImplementedError
