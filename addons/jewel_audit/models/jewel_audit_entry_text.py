import json
from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import format_date, format_datetime, formatLang, html2plaintext

LIMIT = 1000


class JewelAuditEntry(models.Model):
    """What is stored, in words of the person who reads."""

    _inherit = "jewel.audit.entry"

    model_label = fields.Char("Kind", compute="_compute_words")
    record_name = fields.Char("Record", compute="_compute_words")
    field_label = fields.Char("Field", compute="_compute_words")
    old_text = fields.Text("Before", compute="_compute_words")
    new_text = fields.Text("After", compute="_compute_words")

    @api.depends_context("lang", "tz")
    def _compute_words(self):
        values = {
            entry: (entry._parse(entry.old_value), entry._parse(entry.new_value)) for entry in self
        }
        links = {(entry.model, entry.res_id) for entry in self}
        for entry, pair in values.items():
            links |= {entry._get_link(*part) for side in pair for part in side}
        names = self._get_names(links - {None})
        for entry in self:
            entry.model_label = self._get_model_label(entry.model)
            entry.record_name = names.get((entry.model, entry.res_id)) or (
                self.env._("No. %s", entry.res_id) if entry.res_id else False
            )
            entry.field_label = entry._get_label(entry.field)
            entry.old_text, entry.new_text = (entry._say(side, names) for side in values[entry])

    @api.model
    def _get_model_label(self, name):
        """Words of the workshop where those of Odoo are others."""
        labels = {
            "ir.config_parameter": self.env._("Retention of the History"),
            "crm.lead": self.env._("Deal"),
            "mrp.production": self.env._("Job"),
            "mrp.workorder": self.env._("Stage of a Job"),
            "sale.order": self.env._("Order"),
            "sale.order.line": self.env._("Order Line"),
        }
        return labels.get(name) or self.env["ir.model"].sudo()._get(name).name or name

    def _parse(self, value):
        """Stored text as ``[(field, raw value)]``."""
        if value is None or value is False:
            return []
        if self.operation in ("create", "unlink", "retention"):
            return list(json.loads(value).items())
        return [(self.field, value)]

    def _get_field(self, name):
        """The field, or None when it or its addon is gone; the history stays."""
        return self.env[self.model]._fields.get(name) if self.model in self.env else None

    def _get_label(self, name):
        field = self._get_field(name)
        return field.get_description(self.env, ["string"])["string"] if field else name

    def _get_link(self, name, raw):
        """``(model, id)`` of the record that the value names, or None."""
        field = self._get_field(name)
        if field and field.comodel_name and str(raw).isdigit():
            return field.comodel_name, int(raw)
        return None

    @api.model
    def _get_names(self, links):
        """``{(model, id): name}`` of those that still exist."""
        ids = defaultdict(list)
        for name, number in links:
            if number and name in self.env:
                ids[name].append(number)
        return {
            (name, record.id): record.display_name
            for name, numbers in ids.items()
            for record in self.env[name].sudo().browse(numbers).exists()
        }

    def _say(self, side, names):
        if self.operation == "retention" and side:
            (_count, count), (_date, date) = side
            date = self._say_datetime(None, date)
            return self.env._("%(count)s entries older than %(date)s", count=count, date=date)
        if self.operation in ("create", "unlink"):
            lines = (f"{self._get_label(n)}: {self._say_value(n, raw, names)}" for n, raw in side)
        else:
            lines = (self._say_value(name, raw, names) for name, raw in side)
        return "\n".join(lines)[:LIMIT]

    def _say_value(self, name, raw, names):
        field = self._get_field(name)
        link = self._get_link(name, raw)
        if link:
            return names.get(link) or self.env._("No. %s (deleted)", raw)
        say = getattr(self, f"_say_{field.type}", None) if field else None
        if isinstance(raw, dict) or (field and getattr(field, "translate", False)):
            say = self._say_translated
        try:
            return str(say(field, raw) if say else raw)
        except (AttributeError, TypeError, ValueError):  # it was a field of another type then
            return str(raw)

    # === VALUES BY TYPE OF FIELD === #

    def _say_boolean(self, _field, raw):
        return self.env._("Yes") if raw in (True, "true") else self.env._("No")

    def _say_selection(self, field, raw):
        return dict(field._description_selection(self.env)).get(raw, raw)

    def _say_datetime(self, _field, raw):
        return format_datetime(self.env, raw.replace("T", " ")[:19])

    def _say_date(self, _field, raw):
        return format_date(self.env, raw)

    def _say_monetary(self, _field, raw):
        return formatLang(self.env, float(raw))

    def _say_float(self, field, raw):
        _width, digits = field.get_digits(self.env) or (0, 2)
        return formatLang(self.env, float(raw), digits=digits)

    def _say_html(self, _field, raw):
        return html2plaintext(raw)

    def _say_translated(self, _field, raw):
        terms = raw if isinstance(raw, dict) else json.loads(raw)
        return terms.get(self.env.lang) or next(iter(terms.values()), "")
