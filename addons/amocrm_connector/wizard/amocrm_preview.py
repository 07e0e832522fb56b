from odoo import api, fields, models

from ..converter import OWN_KINDS, Unusable
from ..values import shown


class AmocrmPreview(models.TransientModel):
    """What the next exchange of a record would write: a table for a person."""

    _name = "amocrm.preview"
    _description = "What Would Be Written"

    note = fields.Text(readonly=True)
    line_ids = fields.One2many("amocrm.preview.line", "preview_id", readonly=True)

    @api.depends("note")
    def _compute_display_name(self):
        for preview in self:
            preview.display_name = self.env._("What Would Be Written?")

    @api.model
    def _open_for(self, binding):
        """Action with the table for ``binding``. amoCRM is read with no transaction open, the
        exchange is computed in one of its own that is rolled back.
        """
        handler = self.env[f"amocrm.entity.{binding.entity}"]
        job = handler.with_env(binding.account_id._for_work().env)._prepare(binding)
        remote = binding.account_id._ask(lambda client: handler._fetch(client, job))
        with self.env.registry.cursor() as cr:
            try:
                vals = self.with_env(self.env(cr=cr))._compute(binding.id, remote)
            finally:
                cr.rollback()
        preview = self.create(vals)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What Would Be Written?"),
            "res_model": self._name,
            "res_id": preview.id,
            "view_mode": "form",
            "target": "new",
        }

    @api.model
    def _compute(self, number, remote):
        """Values of a preview; what is done on the way is for the caller to roll back."""
        binding = self.env["amocrm.binding"].browse(number)
        language = self.env.user.lang
        env = binding.account_id._for_work().with_context(lang=language).env
        binding = binding.with_env(env)
        handler = env[f"amocrm.entity.{binding.entity}"]
        before = self._states(handler, binding, remote)
        plan = handler._apply(binding, remote)
        env.flush_all()
        after = self._states(handler, binding, remote)
        asked = set(env["amocrm.conflict"]._open_of(binding).mapped("key"))
        sent = (plan or {}).get("fields") or {}
        lines = [
            self._line(binding, key, before.get(key), after[key], key in sent, key in asked)
            for key in after
        ]
        named = {line["key"] for line in lines}
        others = [
            problem["text"] for key, problem in (binding.problems or {}).items() if key not in named
        ]
        return {
            "note": "\n".join(others) or False,
            "line_ids": [
                fields.Command.create({name: line[name] for name in line if name != "key"})
                for line in sorted(lines, key=lambda line: line["action"] == "same")
            ],
        }

    @api.model
    def _line(self, binding, key, before, after, is_sent, is_asked):
        """One row of the table."""
        problem = (binding.problems or {}).get(key)
        odoo = before["odoo"] if before else False
        action = "same"
        if is_sent:
            action = "push"
        elif is_asked:
            action = "ask"
        elif problem:
            action = "refused"
        elif after["odoo"] != odoo:
            action = "pull"
        return {
            "key": key,
            "name": after["name"],
            "amo_value": after["amo"],
            "odoo_value": odoo,
            "action": action,
            "reason": problem["text"] if problem else False,
        }

    @api.model
    def _states(self, handler, binding, remote):
        """``{key: {"name", "amo", "odoo"}}`` of all paired fields, as a person reads them."""
        record, remote = binding._record(), handler._entity_of(remote)
        if remote is None:
            return {}
        states = {}
        for row in handler._rows(binding).filtered(lambda row: row.kind not in OWN_KINDS):
            states[row.amo_field] = {
                "name": row.name,
                "amo": handler._show(row, handler._amo_state(row, remote)),
                "odoo": self._odoo(handler, row, record),
            }
        return states | handler._own_states(binding, record, remote)

    @api.model
    def _odoo(self, handler, row, record):
        try:
            return handler._show(row, handler._odoo_state(row, record)) if record else False
        except Unusable as error:
            return shown(error.value)
