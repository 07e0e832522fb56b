from odoo import api, models
from odoo.tools import plaintext2html

from .. import merge
from ..values import text

SUMMARY_LIMIT = 120
FOREIGN = {"origin": "amocrm"}


class AmocrmEntityTasks(models.AbstractModel):
    """Tasks that people make and change in amoCRM."""

    _inherit = "amocrm.entity.tasks"

    # === NEW TASKS === #

    @api.model
    def _take_over(self, binding, remote):
        """The activity of a task that was made in amoCRM; empty when there is to be none (yet)."""
        nothing, record = self.env["mail.activity"], binding.parent_id._record()
        if remote.get("is_completed"):
            binding.remote_version = str(remote.get("updated_at") or "")
            return nothing
        if not record or self._is_being_made(binding, remote):
            binding._recheck(forever=bool(record))
            return nothing
        vals = self._prepare_activity_vals(binding, record, remote)
        activities = nothing.with_context(amocrm_from_task=True, mail_activity_quick_update=True)
        activity = activities.create(vals)
        binding.write(
            {
                "model": activity._name,
                "res_id": activity.id,
                "payload": FOREIGN,
                "rechecks": 0,
                "snapshot": self._first_task_snapshot(binding, activity, remote),
            }
        )
        return self._activity(binding)

    @api.model
    def _is_being_made(self, binding, remote):
        """Whether this may be the task that we have just sent and whose answer we have not stored:
        its hook is often faster.
        """
        siblings = binding.search(
            [
                ("parent_id", "=", binding.parent_id.id),
                ("entity", "=", "tasks"),
                ("external_id", "=", False),
                ("is_detached", "=", False),
                ("pending", "!=", False),
            ]
        )
        words = text(remote.get("text"))
        return any((item.pending.get("text") or {}).get("amo") == words for item in siblings)

    @api.model
    def _prepare_activity_vals(self, binding, record, remote):
        """Hook: values of the activity that a task of amoCRM becomes."""
        return {
            "res_model_id": self.env["ir.model"]._get_id(record._name),
            "res_id": record.id,
            "user_id": self._activity_user(binding, remote).id or record.user_id.id,
            **self._activity_vals(binding, remote, ("text", "complete_till", "task_type_id")),
        }

    @api.model
    def _first_task_snapshot(self, binding, activity, remote):
        """Both sides as they are: where Odoo cannot say the same, that is no change of ours."""
        ours = self._states(binding, self._task_values(binding, activity))
        theirs = self._states(binding, remote)
        return {
            key: {"amo": theirs.get(key), "odoo": value, "field": key}
            for key, value in ours.items()
        }

    # === CHANGES === #

    @api.model
    def _pull_task(self, binding, round_, activity):
        """Bring the activity in line with what was changed in amoCRM."""
        ours = self._states(binding, self._task_values(binding, activity))
        theirs, changed = self._states(binding, round_.remote), []
        for key, amo in theirs.items():
            known = round_.known(key, key, amo)
            action, conflict = merge.decide(known, amo, ours.get(key), "both")
            if known and action == merge.PULL:
                changed.append(key)
                self._log_pulled_task(binding, round_, key, amo, ours.get(key), conflict)
        if changed:
            activity.write(self._activity_vals(binding, round_.remote, changed))
            ours = self._states(binding, self._task_values(binding, activity))
            for key in changed:
                round_.remember(key, key, theirs[key], ours.get(key))

    @api.model
    def _activity_vals(self, binding, remote, keys):
        vals = {}
        if "text" in keys:
            first, _line, rest = (text(remote.get("text")) or "").partition("\n")
            if len(first) > SUMMARY_LIMIT:
                first, rest = f"{first[: SUMMARY_LIMIT - 1]}…", text(remote["text"])
            vals.update(summary=first, note=plaintext2html(rest) if rest else False)
        if "complete_till" in keys and remote.get("complete_till"):
            vals["date_deadline"] = self._day(binding.account_id, remote["complete_till"])
        if "task_type_id" in keys:
            vals["activity_type_id"] = self._activity_type(binding, remote).id
        if "responsible_user_id" in keys and (user := self._activity_user(binding, remote)):
            vals["user_id"] = user.id
        return vals

    @api.model
    def _activity_type(self, binding, remote):
        """The one type that means the task's; of several, as of none, the plain to-do: a type made
        for one purpose must not be given to whatever people plan in amoCRM.
        """
        number = int(remote.get("task_type_id") or 0)
        plain = self.env.ref("mail.mail_activity_data_todo")
        found = self.env["mail.activity.type"].search(
            [("amocrm_task_type_id", "=", number), ("active", "=", True)]
        )
        general = found.filtered(lambda kind: not kind.res_model)
        return general if number and len(general) == 1 else plain

    @api.model
    def _activity_user(self, binding, remote):
        """The person whom the task names, as far as it is one of ours."""
        row = self.env["amocrm.user.map"].search(
            [
                ("account_id", "=", binding.account_id.id),
                ("amo_user_id", "=", str(remote.get("responsible_user_id"))),
            ],
            limit=1,
        )
        return row.user_id.filtered("active")

    # === GONE === #

    @api.model
    def _bury(self, binding, activity):
        """A task that was deleted in amoCRM: its activity goes too when it had come from there."""
        binding.is_deleted = True
        if binding.payload == FOREIGN and activity.active:
            name = self._task_name(activity.summary)
            words = self.env._("Deleted in amoCRM"), self.env._("Not done")
            item = self._own_item("deleted", name, *words)
            self.env["amocrm.change"]._record_rows(binding, [self._change_row("amo", item)])
            activity.unlink()
