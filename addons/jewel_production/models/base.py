from lxml import etree

from odoo import api, models
from odoo.exceptions import AccessError

from ..bench_domain import check_domain


class Base(models.AbstractModel):
    """Close, for the jeweller, the ways round `_has_field_access` that the ORM leaves open.

    Related fields that are not stored are searched, sorted and grouped as superuser, without a look
    at the rights on the field itself. For everybody else nothing changes.
    """

    _inherit = "base"

    @api.model
    def get_views(self, views, options=None):
        """Override of `base`: a screen with closed fields is refused in words, not half shown."""
        result = super().get_views(views, options)
        if not self.env.su and self.env.user._is_jewel_bench_only():
            shown = {
                node.get("name")
                for view in result["views"].values()
                for node in etree.fromstring(view["arch"]).xpath("//field[not(ancestor::field)]")
            }
            if not shown <= result["models"][self._name]["fields"].keys():
                raise AccessError(
                    self.env._(
                        "This screen of “%s” is not for the bench: it shows prices or clients."
                        " Your work is under “My Work”.",
                        self._description,
                    )
                )
        return result

    @api.model
    def _search(self, domain, *args, **kwargs):
        self._check_bench_domain(domain)
        return super()._search(domain, *args, **kwargs)

    def _check_bench_domain(self, domain):
        if not self.env.su and self.env.user._is_jewel_bench_only():
            check_domain(self, domain)

    def _field_to_sql(self, alias, field_expr, query=None):
        self._check_unstored_field(field_expr.partition(".")[0])
        return super()._field_to_sql(alias, field_expr, query)

    def _read_group_groupby(self, alias, groupby_spec, query):
        self._check_unstored_field(groupby_spec.partition(":")[0].partition(".")[0])
        return super()._read_group_groupby(alias, groupby_spec, query)

    def _check_unstored_field(self, fname):
        """Refuse a closed field that the ORM would follow, or join, without asking."""
        field = self._fields.get(fname)
        if (
            field
            and not self.env.su
            and (not field.store or field.type == "many2many")
            and self.env.user._is_jewel_bench_only()
        ):
            self._check_field_access(field, "read")

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Override of `mail`: what offices write to each other on a record is not for the bench.

        Whoever has been addressed himself, and the members of a channel, read on as before.
        """
        if self.env.user._is_jewel_bench_only() and self._name != "discuss.channel":
            return dict.fromkeys(self, "unlink")
        return super()._mail_get_operation_for_mail_message_operation(message_operation)
