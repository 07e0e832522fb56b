from odoo import api, models

# Words in a field's name that tell of money.
_MONEY_WORDS = frozenset(
    {"price", "pricelist", "cost", "margin", "tax", "taxes", "seller", "sellers", "revenue"}
)
_ALWAYS = frozenset({"id", "display_name", "create_date", "write_date"})


class JewelBenchAccessMixin(models.AbstractModel):
    """Fields that a jeweller at the bench may touch.

    Hiding a field in a view leaves it open to RPC, export and search; this closes it on every
    route at once, because the ORM asks `_has_field_access` on all of them. Put the mixin first in
    `_inherit`, so that it comes before the model it guards.
    """

    _name = "jewel.bench.access.mixin"
    _description = "Fields Open to the Jeweller"

    # Names of the fields that are open to everybody here; known when all addons are loaded.
    _jewel_open_names = frozenset()

    @api.model
    def _jewel_bench_fields(self):
        """Names of the fields that a jeweller may read and write here, beside his record rights.

        Extend it in the model; a field that nobody names stays closed.
        """
        return frozenset()

    @api.model
    def _is_jewel_bench_field(self, field):
        """Whether a jeweller may touch ``field``; override to list what is closed instead."""
        return field.name in _ALWAYS or field.name in self._jewel_bench_fields()

    @api.model
    def _is_money_field(self, field):
        """Whether ``field`` tells a price or leads to one; for models that close only money."""
        return (
            field.type == "monetary"
            or getattr(field, "_digits", None) == "Product Price"
            or bool(_MONEY_WORDS.intersection(field.name.split("_")))
        )

    def _register_hook(self):
        super()._register_hook()
        type(self)._jewel_open_names = frozenset(
            name for name, field in self._fields.items() if self._is_jewel_bench_field(field)
        )

    def _has_field_access(self, field, operation):
        """Override of `base`: asked for each value that is read: cheap answers come first."""
        return super()._has_field_access(field, operation) and (
            field.name in self._jewel_open_names
            or self.env.su
            or not self.env.user._is_jewel_bench_only()
            or self._is_jewel_bench_field(field)
        )
