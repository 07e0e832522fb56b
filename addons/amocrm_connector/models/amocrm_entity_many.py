from odoo import api, models

from .. import converter, merge
from ..converter import Unusable
from ..values import normalise

# Kinds whose values repeat from record to record and cost a search each.
_REPEATED = ("option", "options", "user")


class AmocrmEntity(models.AbstractModel):
    """First meeting of many entities: records made by a few statements for all of them.

    Done here is what is plain. Whatever needs a closer look keeps or gets a mark and is exchanged
    by itself, with all its care.
    """

    _inherit = "amocrm.entity"

    @api.model
    def _make_many(self, model, bindings, remotes, known=None):
        """Make a record for each binding; the bindings that need a closer look are returned.

        :param bindings: `amocrm.binding` without a record, all of one account and entity
        :param remotes: ``{external id: entity}``
        :param known: what the hooks look things up in, the same for all records
        """
        rows, memo, drafts = self._plain_rows(bindings), {}, []
        elsewhere = self._rows(bindings[:1]).filtered(
            lambda row: row.target != "record" and row.direction != "out"
        )
        for binding in bindings:
            remote = remotes[binding.external_id]
            vals, states, is_plain = self._draft(rows, remote, memo)
            is_plain &= not any(row._raw(remote) for row in elsewhere)
            vals = self._prepare_many_vals(binding, remote, vals, known)
            drafts.append((vals, states, is_plain))
        quiet = model.with_context(tracking_disable=True)
        records = quiet.create([vals for vals, _states, _is_plain in drafts]).with_env(model.env)
        doubtful = bindings.browse()
        for binding, record, draft in zip(bindings, records, drafts, strict=True):
            remote = remotes[binding.external_id]
            snapshot, is_settled = self._first_snapshot(record, draft[1])
            is_complete = self._complete_snapshot(record, remote, snapshot, known)
            binding.write(self._first_binding_vals(record, snapshot, remote))
            if not (draft[2] and is_settled and is_complete):
                doubtful |= binding
        return doubtful

    @api.model
    def _prepare_many_vals(self, binding, remote, mapped, known):
        """Hook: values of a new record; ``mapped`` are those of its mapped fields."""
        raise NotImplementedError

    @api.model
    def _complete_snapshot(self, record, remote, snapshot, known):
        """Hook: note what else is the same on both sides; whether nothing is left to look at."""
        return True

    @api.model
    def _plain_rows(self, bindings):
        """Field map rows that can be filled in while the record is being made."""
        return self._rows(bindings[:1]).filtered(
            lambda row: (
                row.direction != "out"
                and row.target == "record"
                and row.kind not in converter.OWN_KINDS
            )
        )

    @api.model
    def _draft(self, rows, remote, memo):
        """``(values, amoCRM's states by row, whether all could be used)``."""
        vals, states, is_plain = {}, {}, True
        for row in rows:
            try:
                value = row._read_amo(remote)
                found = self._remembered_vals(memo, row, value)
            except Unusable:
                is_plain = False
                continue
            states[row] = normalise(row.kind, value)
            vals.update(found)
        return vals, states, is_plain

    @api.model
    def _remembered_vals(self, memo, row, value):
        """Values to write for one field; each option is looked up once for all entities."""
        if value is None:
            return {}
        if row.kind not in _REPEATED:
            return row._odoo_vals(None, value)
        key = (row.id, str(value))
        if key not in memo:
            try:
                memo[key] = row._odoo_vals(None, value)
            except Unusable as error:
                memo[key] = error
        if isinstance(memo[key], Unusable):
            raise memo[key]
        return memo[key]

    @api.model
    def _first_snapshot(self, record, states):
        """Both sides of each field after the record was made; whether nothing is to be done."""
        snapshot, is_settled = {}, True
        for row, amo in states.items():
            odoo = normalise(row.kind, row._read_odoo(record))
            action, _conflict = merge.decide(None, amo, odoo, row.direction, row.owner)
            if action == merge.AGREE:
                snapshot[row.amo_field] = {"amo": amo, "odoo": odoo, "field": row.field_name}
            is_settled &= action in (merge.AGREE, merge.KEEP)
        return snapshot, is_settled

    @api.model
    def _first_binding_vals(self, record, snapshot, remote):
        return {
            "model": record._name,
            "res_id": record.id,
            "is_detached": False,
            "snapshot": snapshot,
            "remote_version": str(remote.get("updated_at") or ""),
        }
