import psycopg2

from odoo import api, models
from odoo.exceptions import RedirectWarning, UserError
from odoo.tools import groupby

from .. import converter, merge
from ..converter import Unusable
from ..values import normalise, shown

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
        steps = []
        for row in self._rows(binding).filtered(
            lambda row: row.direction != "out" and row.kind not in converter.OWN_KINDS
        ):
            try:
                steps += self._pull_row(binding, round_, record, row)
            except Unusable as error:
                self._refuse(binding, round_, row, error)
        written = self._write_steps(binding, round_, steps)
        for step in written:
            row, item = step["row"], step["item"]
            round_.remember(
                item["key"], item["identity"], item["amo_state"], self._odoo_state(row, record)
            )
            round_.solved(item["key"])
            round_.closed[item["key"]] = "amo"
            if item["known"] is not None:
                round_.history.append(self._pulled(binding, round_, item))
        return [step["item"]["key"] for step in written]

    @api.model
    def _pull_row(self, binding, round_, record, row):
        """What to write for one field: a list with one step, or nothing."""
        value, holder = row._read_amo(round_.remote), row._holder(record)
        item = self._item(round_, row, record, normalise(row.kind, value))
        action, conflict = self._decide(binding, round_, item)
        self._note_question(binding, round_, item, action)
        if action == merge.AGREE:
            if holder:
                round_.remember(
                    item["key"], item["identity"], item["amo_state"], item["odoo_state"]
                )
            round_.solved(item["key"])
        if conflict and action != merge.ASK:
            item["rule"] = row.owner
            round_.conflicts.append(self._conflict_words(item, action))
        if action != merge.PULL:
            return []
        if not holder:
            raise Unusable(row.target, item["show"]("amo"))
        vals = row._odoo_vals(holder, value)
        return [{"row": row, "item": item, "holder": holder, "vals": vals}]

    @api.model
    def _item(self, round_, row, record, amo):
        """All that is known of one field: both states, the last exchange, and ``show(side)``, the
        words for a person, which are rarely wanted.
        """
        key, identity = row.amo_field, row._identity(record)
        if row.target == "order":
            self._succeed_order(round_, row, record, amo)
        odoo = self._odoo_state(row, record)
        return {
            "key": key,
            "name": row.name,
            "identity": identity,
            "known": round_.known(key, identity, amo),
            "amo_state": amo,
            "odoo_state": odoo,
            "show": lambda side: self._show(row, {"amo": amo, "odoo": odoo}[side]),
            "direction": row.direction,
            "owner": row.owner,
            "fields": row._odoo_names(),
        }

    @api.model
    def _refuse(self, binding, round_, row, error):
        """A value that cannot be used: told, and kept in the log when it is a change."""
        is_known = row.amo_field in round_.snapshot
        reason = self._sentence(row, error)
        if round_.problem(row.amo_field, reason) and is_known:
            self._log_refusal(binding, round_, row, shown(error.value), reason)

    @api.model
    def _log_refusal(self, binding, round_, row, value, reason):
        row_values = {
            "key": row.amo_field,
            "name": row.name,
            "source": "amo",
            "kind": "refused",
            "new_value": value,
            "reason": reason,
        }
        round_.history.append(row_values | self._author(binding, round_))

    @api.model
    def _write_steps(self, binding, round_, steps):
        """Write all fields of a record at once; one by one when refused, so that a bad value loses
        no other. Returns the steps that were written.
        """
        written = []
        for holder, own in groupby(steps, lambda step: step["holder"]):
            together = {name: value for step in own for name, value in step["vals"].items()}
            if not self._refusal(holder.write, together):
                written += own
                continue
            written += [step for step in own if self._write_step(binding, round_, step)]
        return written

    @api.model
    def _write_step(self, binding, round_, step):
        row, item = step["row"], step["item"]
        refusal = self._refusal(step["holder"].write, step["vals"])
        if not refusal:
            return True
        text = self.env._(
            "“%(field)s” could not be taken over: %(reason)s", field=row.name, reason=refusal
        )
        if round_.problem(item["key"], text) and item["known"] is not None:
            self._log_refusal(binding, round_, row, item["show"]("amo"), text)
        return False

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
                self._push_row(binding, round_, record, row)
            except Unusable as error:
                round_.problem(row.amo_field, self._sentence(row, error))

    @api.model
    def _push_row(self, binding, round_, record, row):
        holder = row._holder(record)
        item = self._item(round_, row, record, self._amo_state(row, round_.remote))
        if not (holder or item["known"]):
            return
        action, conflict = self._decide(binding, round_, item)
        if action == merge.AGREE:
            round_.remember(item["key"], item["identity"], item["amo_state"], item["odoo_state"])
        if row.direction == "out":
            self._note_question(binding, round_, item, action)
        attempt = row._attempt(item["odoo_state"])
        if action != merge.PUSH or round_.was_refused(item["key"], attempt):
            return
        item["rule"] = row.owner if conflict else None
        value = row._read_odoo(holder) if holder else None
        self._send_value(binding, round_, row, item, value)

    @api.model
    def _succeed_order(self, round_, row, record, amo):
        """The order that held the value was cancelled or deleted: what is known of its value is
        known of the order that holds it now, or of none, so that it does not stay in amoCRM.
        """
        entry = round_.snapshot.get(row.amo_field) or {}
        target, _colon, place = (entry.get("field") or "").partition(":")
        number, _dot, name = place.partition(".")
        if (target, name) != ("order", row.field_name) or entry.get("amo") != amo:
            return
        if number not in map(str, row._live_orders(record).ids):
            round_.remember(row.amo_field, row._identity(record), amo, entry.get("odoo"))

    @api.model
    def _send_value(self, binding, round_, row, item, value):
        """Put a value of ours into the request."""
        key, values = item["key"], row._write_amo(value, round_.remote)
        state = self._sent_state(row, item, values)
        if converter.is_cut(row.field_type, value):
            round_.cut.append(key)
        more = {"attempt": row._attempt(item["odoo_state"])} if row._has_options() else {}
        if item["known"] is not None:
            more["log"] = [self._pushed(binding, round_, item)]
        if row._is_attribute():
            sent = values[0]["value"] if values else self._empty_attribute(row)
            state = state if values else normalise(row.kind, sent)
            more["values"] = {key: sent}
        else:
            more["custom"] = {"field_id": int(key), "values": values}
        round_.send(key, item["identity"], state, item["odoo_state"], **more)

    @api.model
    def _sent_state(self, row, item, values):
        """What amoCRM will show of ``values``: a text may be cut, phones are merged."""
        if row.kind == "multitext":
            return normalise(row.kind, [value["value"] for value in values or []])
        if row.kind == "text" and values:
            return normalise(row.kind, values[0]["value"])
        return item["odoo_state"]

    @api.model
    def _empty_attribute(self, row):
        return "" if row.kind == "text" else 0

    # === HELPERS === #

    @api.model
    def _entity_of(self, remote):
        """Hook: the entity itself in what :meth:`_fetch` has brought."""
        return remote

    @api.model
    def _own_states(self, binding, record, remote):
        """Hook: ``{key: {"name", "amo", "odoo"}}`` of what is exchanged beside mapped fields."""
        return {}

    @api.model
    def _rows(self, binding):
        return self.env["amocrm.field.map"]._for_entity(binding.account_id, binding.entity)

    @api.model
    def _odoo_state(self, row, record):
        holder = row._holder(record)
        return normalise(row.kind, row._read_odoo(holder)) if holder else None

    @api.model
    def _amo_state(self, row, remote):
        """Comparable state of a field in amoCRM; nonsense is something else than ours."""
        try:
            return normalise(row.kind, row._read_amo(remote))
        except Unusable as error:
            return f"? {error.value}"
