from lxml import etree

from odoo import api, models

_NUMBERS = ("monetary", "float", "integer")
_COLUMNS = (*_NUMBERS, "char", "date", "datetime", "boolean", "selection", "many2one")
_SHOWN = 6  # further columns wait in the list's own menu


class CrmLead(models.Model):
    """Fields that come from amoCRM stand on the screens of deals without anybody's arch."""

    _inherit = "crm.lead"

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Override of `crm` to show custom fields on the deal, all mapped ones as columns of the
        live list, and mapped amounts on its cards.
        """
        arch, view = super()._get_view(view_id, view_type, **options)
        notebook = arch.find(".//notebook") if view_type == "form" else None
        if notebook is not None:
            custom = self._amocrm_fields(arch).filtered(lambda item: item.state == "manual")
            if custom:
                notebook.addprevious(self._amocrm_group(custom))
        if view_type == "list" and arch.get("js_class") == "amocrm_live_list":
            columns = self._amocrm_fields(arch).filtered(lambda item: item.ttype in _COLUMNS)
            columns = columns.sorted(lambda item: item.ttype not in _NUMBERS)  # money first
            for number, field in enumerate(columns):
                arch.append(self._amocrm_column(field, number < _SHOWN))
        card = arch.find(".//t[@t-name='card']")
        if view_type == "kanban" and arch.get("js_class") == "amocrm_live_kanban":
            for field in self._amocrm_fields(arch).filtered(lambda item: item.ttype in _NUMBERS):
                card.append(self._amocrm_line(field))
        return arch, view

    @api.model
    def _amocrm_fields(self, arch):
        """Mapped fields of the deal itself that the arch has not got, in the order of the map."""
        rows = (
            self.env["amocrm.field.map"]
            .sudo()
            .search(
                [
                    ("entity", "=", "leads"),
                    ("target", "=", "record"),
                    ("field_id.store", "=", True),
                    ("account_id.state", "!=", "draft"),
                ]
            )
        )
        present = set(arch.xpath("//field/@name"))
        return rows.field_id.filtered(lambda field: field.name not in present)

    @api.model
    def _amocrm_group(self, custom):
        group = etree.Element("group", name="amocrm_fields", string=self.env._("From amoCRM"))
        for field in custom:
            etree.SubElement(group, "field", name=field.name, readonly="1")
        return group

    @api.model
    def _amocrm_column(self, field, is_shown):
        column = etree.Element("field", name=field.name, optional="show" if is_shown else "hide")
        if field.ttype in _NUMBERS:
            column.set("sum", field.field_description)
        return column

    @api.model
    def _amocrm_line(self, field):
        """A named amount on a card, where there is one."""
        line = etree.Element(
            "div",
            {"class": "d-flex justify-content-between gap-2", "invisible": f"not {field.name}"},
        )
        etree.SubElement(line, "span").text = field.field_description
        etree.SubElement(line, "field", name=field.name)
        return line
