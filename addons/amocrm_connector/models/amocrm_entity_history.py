from odoo import api, fields, models
from odoo.tools import format_date, format_datetime

from ..values import shown


class AmocrmEntity(models.AbstractModel):
    """The log of the exchange: who changed what, when, on which side, and what became of it."""

    _inherit = "amocrm.entity"

    @api.model
    def _pulled(self, binding, round_, item):
        """Row for a value that comes from amoCRM; ``item`` as :meth:`_change` wants it."""
        return self._change_row("amo", item) | self._author(binding, round_)

    @api.model
    def _pushed(self, binding, round_, item):
        """Row for a value that goes to amoCRM."""
        return self._change_row("odoo", item) | self._writer(binding, item["fields"])

    @api.model
    def _change_row(self, source, item):
        """Plain values of an ``amocrm.change``.

        :param item: ``key, name, show``, ``rule`` of a conflict, ``fields`` that hold the value in
            Odoo
        """
        old, new = item["show"]("odoo" if source == "amo" else "amo"), item["show"](source)
        row = {
            "key": item["key"],
            "name": item["name"],
            "source": source,
            "old_value": old,
            "new_value": new,
        }
        if item.get("rule"):
            row |= {"kind": "conflict", "rule": item["rule"], "lost_value": old}
        return row

    @api.model
    def _own_item(self, key, name, amo, odoo, names=(), rule=None):
        """Item for :meth:`_pulled` and :meth:`_pushed` of what is no mapped field.

        :param amo: words of the value in amoCRM; ``odoo`` of the one here
        """
        show = {"amo": amo or False, "odoo": odoo or False}.get
        return {"key": key, "name": name, "show": show, "fields": names, "rule": rule}

    @api.model
    def _author(self, binding, round_):
        """Who changed the entity in amoCRM, and when; looked up once for all rows."""
        if round_.author is None:
            moment = round_.remote.get("updated_at")
            round_.author = {
                "author": self._amo_user_name(binding.account_id, round_.remote.get("updated_by")),
                "changed_at": fields.Datetime.to_string(_moment(moment)) if moment else False,
            }
        return round_.author

    @api.model
    def _amo_user_name(self, account, number):
        """Name of an amoCRM user; robots and integrations have none."""
        if not number or str(number) == "0":
            return self.env._("Robot or integration")
        rows = account.user_map_ids.filtered(lambda row: row.amo_user_id == str(number))
        return rows[:1].name or str(number)

    @api.model
    def _writer(self, binding, names):
        """Who changed the record in Odoo, and when: the mark that his write has left."""
        mark = self._mark_of(binding, names)
        user = mark.create_uid
        return {
            "author": user.name or self.env._("Consequence of another change"),
            "user_id": user.id,
            "changed_at": fields.Datetime.to_string(self._odoo_moment(binding, mark)),
        }

    @api.model
    def _mark_of(self, binding, names):
        """The last unsent write of these fields; the oldest unsent one where none names them."""
        marks = binding.mark_ids.filtered(lambda mark: mark.kind == "dirty").sorted("id")
        naming = marks.filtered(lambda mark: set((mark.field_names or "").split(",")) & set(names))
        return naming[-1:] or marks[:1]

    @api.model
    def _odoo_moment(self, binding, mark):
        return mark.create_date or binding._record().write_date

    @api.model
    def _later_side(self, binding, round_, names):
        """The side that was changed later; amoCRM has one time for the whole entity."""
        odoo = self._odoo_moment(binding, self._mark_of(binding, names))
        amo = round_.remote.get("updated_at")
        return "odoo" if not amo or (odoo and odoo >= _moment(amo)) else "amo"

    @api.model
    def _store_history(self, binding, round_):
        self.env["amocrm.change"]._record_rows(binding, round_.history)
        round_.history = []

    # === VALUES FOR PEOPLE === #

    @api.model
    def _show(self, row, state):
        """A normalised value as a person reads it."""
        if state is None:
            return False
        if row.kind == "user":
            return self._amo_user_name(row.account_id, state) if str(state).isdigit() else state
        if row.kind == "bool":
            return self.env._("Yes") if state else self.env._("No")
        if row.kind == "date" and not str(state).startswith("?"):
            return format_date(self.env, state)
        if row.kind == "datetime" and not str(state).startswith("?"):
            return format_datetime(self.env, fields.Datetime.to_datetime(state), tz=row._zone().key)
        return shown(state)


def _moment(seconds):
    """A moment as Odoo keeps it, of unix seconds."""
    return fields.Datetime.add(fields.Datetime.to_datetime("1970-01-01"), seconds=int(seconds))
