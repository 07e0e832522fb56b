from odoo import api, models
from odoo.fields import Command, Domain

from .. import merge
from ..values import text

KEY = "tags"


class AmocrmEntityLeads(models.AbstractModel):
    """Tags of a deal, one by one: only those that were set or taken off are sent."""

    _inherit = "amocrm.entity.leads"

    @api.model
    def _pull(self, binding, round_, record):
        written = super()._pull(binding, round_, record)
        self._pull_tags(binding, round_, record)
        return written

    @api.model
    def _push(self, binding, round_, record):
        result = super()._push(binding, round_, record)
        self._push_tags(binding, round_, record)
        return result

    # === AMOCRM → ODOO === #

    @api.model
    def _pull_tags(self, binding, round_, lead):
        row, there = self._tags_row(binding), self._tags_there(round_.remote)
        if not row or there is None or row.direction == "out":
            return
        known = self._known_tags(row, there)
        merged = self._merge_tags(row, round_, lead, there, known)
        ours = {_key(tag.name): tag for tag in lead[row.field_name]}
        commands = [Command.unlink(ours[key].id) for key in merged.to_drop]
        for key in sorted(merged.to_take):
            tag = known.get(key) or self._tag_model(row).create({"name": there[key]})
            commands.append(Command.link(tag.id))
        before = _words(lead[row.field_name].mapped("name"))
        refusal = self._refusal(lead.write, {row.field_name: commands}) if commands else None
        if refusal:
            reason = self.env._("The tags could not be taken over: %(reason)s", reason=refusal)
            if round_.problem(KEY, reason) and KEY in round_.met:
                self._log_refusal(binding, round_, row, _words(there.values()), reason)
            return
        round_.solved(KEY)
        if commands and KEY in round_.met:
            after = _words(lead[row.field_name].mapped("name"))
            item = self._own_item(KEY, row.name, after, before)
            round_.history.append(self._pulled(binding, round_, item))
        self._remember_tags(row, round_, there, merged)

    @api.model
    def _remember_tags(self, row, round_, there, merged):
        """What is yet to be sent stays as it was known before."""
        ours = (merged.odoo - merged.to_add) | merged.to_delete
        round_.remember(KEY, row.field_name, sorted(there), sorted(ours))

    # === ODOO → AMOCRM === #

    @api.model
    def _push_tags(self, binding, round_, lead):
        row, there = self._tags_row(binding), self._tags_there(round_.remote)
        if not row or there is None or row.direction == "in":
            return
        merged = self._merge_tags(row, round_, lead, there, self._known_tags(row, there))
        if row.direction == "out":
            self._remember_tags(row, round_, there, merged)
        if not (merged.to_add or merged.to_delete) or round_.was_refused(KEY, sorted(merged.odoo)):
            return
        names = {_key(tag.name): tag.name for tag in lead[row.field_name]}
        after = {key: name for key, name in there.items() if key not in merged.to_delete}
        after.update({key: names[key] for key in merged.to_add})
        words = _words(there.values()), _words(after.values())
        item = self._own_item(KEY, row.name, *words, (row.field_name,))
        values = {
            "tags_to_add": [{"name": names[key]} for key in sorted(merged.to_add)],
            "tags_to_delete": [{"name": there[key]} for key in sorted(merged.to_delete)],
        }
        round_.send(
            KEY,
            row.field_name,
            sorted((set(there) | merged.to_add) - merged.to_delete),
            sorted(merged.odoo),
            values={name: tags for name, tags in values.items() if tags},
            log=[self._pushed(binding, round_, item)] if KEY in round_.met else [],
        )

    # === MANY AT ONCE === #

    @api.model
    def _known_many(self, bindings, page):
        """Override: all tags of the page, those that are missing made at once."""
        known = super()._known_many(bindings, page)
        row = self._tags_row(bindings[:1]).filtered(lambda row: row.direction != "out")
        there = {}
        for deal in page["deals"].values():
            there.update(self._tags_there(deal) or {} if row else {})
        tags = self._known_tags(row, there)
        new = [key for key in there if key not in tags]
        made = self._tag_model(row).create([{"name": there[key]} for key in new]) if new else ()
        ids = {key: tag.id for key, tag in {**tags, **dict(zip(new, made, strict=True))}.items()}
        return {**known, "tags_row": row, "tags": ids}

    @api.model
    def _prepare_many_vals(self, binding, remote, mapped, known):
        vals = super()._prepare_many_vals(binding, remote, mapped, known)
        if known["tags_row"] and (there := self._tags_there(remote)):
            ids = [known["tags"][key] for key in there]
            vals[known["tags_row"].field_name] = [Command.set(ids)]
        return vals

    @api.model
    def _complete_snapshot(self, record, remote, snapshot, known):
        is_complete = super()._complete_snapshot(record, remote, snapshot, known)
        row, there = known["tags_row"], self._tags_there(remote)
        if row and there is not None:
            keys = sorted(there)
            snapshot[KEY] = {"amo": keys, "odoo": keys, "field": row.field_name}
        return is_complete

    # === HELPERS === #

    @api.model
    def _own_states(self, binding, record, remote):
        states = super()._own_states(binding, record, remote)
        if row := self._tags_row(binding):
            names = record[row.field_name].mapped("name") if record else []
            states[KEY] = {
                "name": row.name,
                "amo": _words((self._tags_there(remote) or {}).values()),
                "odoo": _words(names),
            }
        return states

    @api.model
    def _tags_row(self, binding):
        return self._rows(binding).filtered(
            lambda row: row.kind == "tags" and row.field_id.ttype == "many2many"
        )

    @api.model
    def _tags_there(self, deal):
        """``{key: name}`` of the deal's tags; ``None`` when amoCRM does not say."""
        tags = (deal.get("_embedded") or {}).get("tags")
        if not isinstance(tags, list):
            return None
        names = filter(None, (text(tag.get("name")) for tag in tags))
        return {_key(name): name for name in names}

    @api.model
    def _tag_model(self, row):
        return self.env[row.field_id.relation].with_context(active_test=True)

    @api.model
    def _known_tags(self, row, there):
        """Our tags of these names in whatever language, by amoCRM's key."""
        if not there:
            return {}
        found = {}
        domain = Domain.OR([("name", "=ilike", _literal(name))] for name in there.values())
        for code, _label in self.env["res.lang"].get_installed():
            for tag in self._tag_model(row).with_context(lang=code).search(domain):
                found.setdefault(_key(tag.name), tag.with_context(lang=self.env.lang))
        return found

    @api.model
    def _merge_tags(self, row, round_, lead, there, known):
        """Sets of keys: a tag of ours that amoCRM knows by another language has amoCRM's key."""
        key_of = {tag.id: key for key, tag in known.items()}
        odoo = {key_of.get(tag.id) or _key(tag.name) for tag in lead[row.field_name]}
        snapshot = round_.known(KEY, row.field_name, sorted(there))
        return merge.merge_sets(snapshot, set(there), odoo, row.direction, row.owner)


def _key(name):
    return (text(name) or "").casefold()


def _words(names):
    return ", ".join(sorted(names))


def _literal(label):
    return label.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
