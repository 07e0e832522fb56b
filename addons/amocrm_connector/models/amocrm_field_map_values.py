from datetime import datetime, time, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

from odoo import models
from odoo.tools import html2plaintext, is_html_empty, plaintext2html

from ..address import one_line
from ..converter import Unusable, number_of
from ..values import contact_key, plain, text

_NUMBERS = ("float", "monetary", "integer")
_TEXTS = ("char", "text", "html")


class AmocrmFieldMap(models.Model):
    """Values of Odoo fields in the form of :mod:`converter` and back, by the type of the Odoo
    field.
    """

    _inherit = "amocrm.field.map"

    # === FROM ODOO === #

    def _read_odoo(self, record):
        """Python value of the record's field, of the kind that amoCRM's field has."""
        self.ensure_one()
        value = record[self.field_name]
        ttype = self.field_id.ttype
        if self.kind == "user":
            return self._amo_user(value)
        if self.kind == "multitext":
            return self._phones(record, value)
        if self.kind == "bool":
            return bool(value)
        if self._is_address():
            return self._from_address(record)
        if self.kind in ("address", "legal"):
            return self._from_structure(value)
        if ttype in _NUMBERS:
            return self._from_number(value)
        if not value:
            return None
        if self.kind in ("number", "price"):
            return number_of(value)
        return getattr(self, f"_from_{ttype}", lambda item: str(item))(value)

    def _from_number(self, value):
        number = Decimal(str(value or 0))
        return number if self.kind in ("number", "price") else plain(number)

    def _from_structure(self, value):
        """Fields that hold one part, or the whole in one line; companies by their name."""
        if not value:
            return None
        words = value.display_name if self.field_id.relation else str(value)
        return {"street" if self.kind == "address" else "name": words}

    def _from_html(self, value):
        return None if is_html_empty(value) else text(html2plaintext(value))

    def _from_datetime(self, value):
        if self.kind == "date":
            return value.replace(tzinfo=timezone.utc).astimezone(self._zone()).date()
        return value.replace(microsecond=0)

    def _from_date(self, value):
        return self._day_start(value) if self.kind == "datetime" else value

    def _from_selection(self, value):
        return dict(self._selection()).get(value, value)

    def _from_many2one(self, value):
        return text(value.display_name)

    def _from_many2many(self, value):
        return value.mapped("display_name")

    def _amo_user(self, user):
        """Number of the amoCRM user; the name of an Odoo user who is none, which cannot be sent."""
        if not user:
            return None
        rows = self.account_id.user_map_ids.filtered(lambda row: row.active and row.user_id == user)
        return rows[:1].amo_user_id or user.display_name

    def _phones(self, record, value):
        values = [value, *(self._other_phones(record))]
        return [item for item in map(text, values) if item] or None

    def _other_phones(self, record):
        return (record.phone_other or "").split(",") if self._has_other_phones() else []

    # === TO ODOO === #

    def _odoo_vals(self, record, value):
        """Values to write so that the record's field holds ``value``.

        :raise converter.Unusable: the value has no counterpart
        """
        self.ensure_one()
        name, ttype = self.field_name, self.field_id.ttype
        if self.kind == "multitext":
            return self._multitext_vals(value or [])
        if self._is_address():
            return self._address_vals(value or {})
        if value is None:
            return {} if self.field_id.required else {name: 0.0 if ttype in _NUMBERS else False}
        if self.kind == "legal" and self.field_id.relation == "res.partner":
            return {name: self._company_of(value).id}
        if self.kind == "legal":
            value = self._legal_value(value) or ""
        if self.kind == "address":
            value = one_line(value)
        if ttype in _TEXTS:
            return {name: self._to_text(value, ttype)}
        if ttype in _NUMBERS:
            return {name: self._to_number(value, ttype)}
        return {name: getattr(self, f"_to_{ttype}", self._to_unknown)(value)}

    def _multitext_vals(self, values):
        distinct = list({contact_key(value): value for value in reversed(values)}.values())[::-1]
        vals = {self.field_name: distinct[0] if distinct else False}
        if self.model == "res.partner" and self.field_name == "phone":
            vals["phone_other"] = ", ".join(distinct[1:]) or False
        return vals

    def _to_text(self, value, ttype):
        lines = ", ".join(value) if isinstance(value, list) else _text_of(value)
        return plaintext2html(lines) if ttype == "html" else lines

    def _to_number(self, value, ttype):
        """A number that Odoo's field holds without losing a digit."""
        number = number_of(value)
        if ttype == "integer":
            if number != number.to_integral_value() or abs(number) >= 2**31:
                raise Unusable("digits", plain(number))
            return int(number)
        if Decimal(repr(float(number))) != number:
            raise Unusable("digits", plain(number))
        return float(number)

    def _to_boolean(self, value):
        return bool(value)

    def _to_date(self, value):
        if self.kind == "datetime":
            return value.replace(tzinfo=timezone.utc).astimezone(self._zone()).date()
        return value if self.kind == "date" else self._to_unknown(value)

    def _to_datetime(self, value):
        if self.kind == "date":
            return self._day_start(value)
        return value if self.kind == "datetime" else self._to_unknown(value)

    def _to_selection(self, value):
        wanted = str(value).casefold()
        for key, label in self._selection():
            if wanted in (str(key).casefold(), str(label).casefold()):
                return key
        raise Unusable("option", value)

    def _to_many2one(self, value):
        if self.kind == "user":
            return self._odoo_user(value).id
        return self._record_by_label(str(value)).id

    def _to_many2many(self, value):
        labels = value if isinstance(value, list) else [value]
        return [(6, 0, [self._record_by_label(label).id for label in labels])]

    def _to_unknown(self, value):
        raise Unusable("target", value)

    def _odoo_user(self, amo_user_id):
        row = self.account_id.user_map_ids.filtered(lambda row: row.amo_user_id == amo_user_id)
        if not row:
            self.account_id._want_reference()
        if not row.user_id.active:
            raise Unusable("amo_user", row.name or amo_user_id)
        return row.user_id

    def _record_by_label(self, label):
        """Hook: the record that an option's label means. By name, whatever the case; exactly one or
        nothing.
        """
        found = self._search_label(
            self.env[self.field_id.relation].with_context(active_test=True), label
        )
        if len(found) != 1:
            raise Unusable("option", label)
        return found

    def _search_label(self, model, label):
        wanted = (text(label) or "").casefold()
        candidates = model.search(
            [(model._rec_name or "name", "=ilike", _literal(label))], limit=10
        )
        return (
            candidates.filtered(
                lambda record: (text(record.display_name) or "").casefold() == wanted
            )
            or candidates
        )

    # === HELPERS === #

    def _zone(self):
        return ZoneInfo(self.account_id.timezone or "UTC")

    def _day_start(self, day):
        """A day as a moment: its first minute in the account's time zone."""
        moment = datetime.combine(day, time.min, self._zone())
        return moment.astimezone(timezone.utc).replace(tzinfo=None)

    def _selection(self):
        return self.env[self.model]._fields[self.field_name]._description_selection(self.env)


def _text_of(value):
    return plain(value) if isinstance(value, Decimal) else str(value)


def _literal(label):
    """The label as it stands, for a pattern search."""
    return label.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
