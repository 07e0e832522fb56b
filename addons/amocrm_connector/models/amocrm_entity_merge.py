import psycopg2

from odoo import api, models
from odoo.exceptions import RedirectWarning, UserError

from .. import converter, merge
from ..converter import Unusable
from ..values import normalise

_REFUSALS = (
    UserError,
    RedirectWarning,
    ValueError,
    TypeError,
    psycopg2.IntegrityError,
    psycopg2.DataError,
)


class AmocrmEntity(models.AbstractModel):
    """Merging of mapped fields: amoCRM's changes into the record, ours into the plan."""

    _inherit = "amocrm.entity"

    # === AMOCRM → ODOO === #

    @api.model
    def _pull(self, binding, round_, record):
        """Write what has changed in amoCRM. Returns the keys that were written."""
        group, states = {}, {}
        for row in self._rows(binding).filtered(
            lambda row: row.direction != "out" and row.kind not in converter.OWN_KINDS
        ):
            try:
                value = row._read_amo(round_.remote)
                states[row] = normalise(row.kind, value)
                vals = self._pull_row(row, round_, record, value, states[row])
            except Unusable as error:
                round_.problem(row.amo_field, self._sentence(row, error))
                continue
            if vals is not None:
                group[row] = vals
        written = self._write_group(round_, record, group)
        for row in written:
            round_.remember(
                row.amo_field, row.field_name, states[row], self._odoo_state(row, record)
            )
            round_.solved(row.amo_field)
        return [row.amo_field for row in written]

    @api.model
    def _pull_row(self, row, round_, record, value, amo):
        """Values to write for one field; ``None`` when there is nothing to write."""
        key, odoo = row.amo_field, self._odoo_state(row, record)
        known = round_.known(key, row.field_name, amo)
        action, conflict = merge.decide(known, amo, odoo, row.direction, row.owner)
        if action == merge.AGREE:
            round_.remember(key, row.field_name, amo, odoo)
            round_.solved(key)
        if conflict:
            round_.conflicts.append(self._conflict_words(row, amo, odoo))
        return row._odoo_vals(record, value) if action == merge.PULL else None

    @api.model
    def _write_group(self, round_, record, group):
        """Write all fields at once; one by one when refused, so that a bad value loses no other."""
        if not group:
            return []
        together = {name: value for vals in group.values() for name, value in vals.items()}
        if not self._refusal(record.write, together):
            return list(group)
        written = []
        for row, vals in group.items():
            if refusal := self._refusal(record.write, vals):
                round_.problem(
                    row.amo_field,
                    self.env._(
                        "“%(field)s” could not be taken over: %(reason)s",
                        field=row.name,
                        reason=refusal,
                    ),
                )
            else:
                written.append(row)
        return written

    @api.model
    def _refusal(self, step, *args):
        """Do ``step`` in a savepoint; the reason when Odoo refuses."""
        try:
            with self.env.cr.savepoint():
                step(*args)
                self.env.flush_all()
        except _REFUSALS as error:
            return str(error.args[0] if error.args else error) or type(error).__name__
        return None

    # === ODOO → AMOCRM === #

    @api.model
    def _push(self, binding, round_, record):
        """Put what has changed in Odoo, also as a consequence of the pull, into the request."""
        for row in self._rows(binding).filtered(
            lambda row: row.direction != "in" and row.kind not in converter.OWN_KINDS
        ):
            try:
                self._push_row(row, round_, record)
            except Unusable as error:
                round_.problem(row.amo_field, self._sentence(row, error))

    @api.model
    def _push_row(self, row, round_, record):
        key, value = row.amo_field, row._read_odoo(record)
        odoo, amo = normalise(row.kind, value), self._amo_state(row, round_.remote)
        known = round_.known(key, row.field_name, amo)
        action, _conflict = merge.decide(known, amo, odoo, row.direction, row.owner)
        if action == merge.AGREE:
            round_.remember(key, row.field_name, amo, odoo)
        if action != merge.PUSH or round_.was_refused(key, odoo):
            return
        values = row._write_amo(value, round_.remote)
        if converter.is_cut(row.field_type, value):
            round_.cut.append(key)
            odoo_shown = normalise(row.kind, values[0]["value"])
        else:
            odoo_shown = (
                normalise(row.kind, [item["value"] for item in values or []])
                if row.kind == "multitext"
                else odoo
            )
        if row._is_attribute():
            sent = values[0]["value"] if values else self._empty_attribute(row)
            round_.send(key, row.field_name, odoo_shown, odoo, values={key: sent})
        else:
            custom = {"field_id": int(key), "values": values}
            round_.send(key, row.field_name, odoo_shown, odoo, custom=custom)

    @api.model
    def _empty_attribute(self, row):
        return "" if row.kind == "text" else 0

    # === HELPERS === #

    @api.model
    def _rows(self, binding):
        return self.env["amocrm.field.map"]._for_entity(binding.account_id, binding.entity)

    @api.model
    def _odoo_state(self, row, record):
        return normalise(row.kind, row._read_odoo(record))

    @api.model
    def _amo_state(self, row, remote):
        """Comparable state of a field in amoCRM; nonsense is something else than ours."""
        try:
            return normalise(row.kind, row._read_amo(remote))
        except Unusable as error:
            return f"? {error.value}"

    @api.model
    def _sentence(self, row, error):
        """What is wrong with a value, for the person who can put it right."""
        values = {"field": row.name, "value": error.value}
        sentences = {
            "type": self.env._("“%(field)s”: fields of this type are not exchanged.", **values),
            "number": self.env._(
                "“%(field)s”: “%(value)s” is not a number. Correct it in amoCRM.", **values
            ),
            "date": self.env._(
                "“%(field)s”: “%(value)s” is not a date. Correct it in amoCRM.", **values
            ),
            "file": self.env._("“%(field)s” holds no readable file.", **values),
            "target": self.env._(
                "“%(field)s”: the value does not fit the Odoo field. Choose another one in the "
                "account's field pairs.",
                **values,
            ),
            "option": self.env._(
                "“%(field)s”: “%(value)s” is not known on the other side. Add it there, or choose"
                " another value.",
                **values,
            ),
            "amo_user": self.env._(
                "“%(field)s”: amoCRM user “%(value)s” has no Odoo user. Choose one in the "
                "account's user pairs.",
                **values,
            ),
            "odoo_user": self.env._(
                "“%(field)s”: “%(value)s” has no amoCRM user. Choose one in the account's user "
                "pairs.",
                **values,
            ),
        }
        return sentences[error.reason]

    @api.model
    def _conflict_words(self, row, amo, odoo):
        owner = dict(row._fields["owner"]._description_selection(self.env))[row.owner]
        return self.env._(
            "“%(field)s” was changed on both sides: amoCRM “%(amo)s”, Odoo “%(odoo)s”. The value "
            "of %(owner)s stands.",
            field=row.name,
            amo=amo or "",
            odoo=odoo or "",
            owner=owner,
        )
