from odoo import api, fields, models
from odoo.tools import format_date

from ..values import text

# Fields of an activity that say what a field of a task says.
FIELDS = {
    "text": ("summary", "note"),
    "complete_till": ("date_deadline",),
    "task_type_id": ("activity_type_id",),
    "responsible_user_id": ("user_id",),
}


class AmocrmEntityTasks(models.AbstractModel):
    """Tasks in the log of the exchange: rows of the deal or contact that they belong to."""

    _inherit = "amocrm.entity.tasks"

    @api.model
    def _log_pulled_task(self, binding, round_, key, amo, odoo, conflict):
        """Row for a change of amoCRM that the activity follows; amoCRM wins a conflict."""
        if key in FIELDS:
            item = self._task_item(binding, round_, key, amo, odoo, "amo" if conflict else None)
            round_.history.append(self._pulled(binding, round_, item))

    @api.model
    def _task_item(self, binding, round_, key, amo, odoo, rule=None):
        """Item of a changed field; ``amo`` and ``odoo`` as :meth:`_states` gives them."""
        labels = {
            "text": self.env._("text"),
            "complete_till": self.env._("deadline"),
            "task_type_id": self.env._("type"),
            "responsible_user_id": self.env._("responsible"),
        }
        name = f"{self._task_name(round_.remote.get('text'))}: {labels.get(key, key)}"
        words = (self._task_words(binding, key, state) for state in (amo, odoo))
        return self._own_item(key, name, *words, FIELDS.get(key, ()), rule)

    @api.model
    def _completion_item(self, round_, is_done_there, is_done_here, result):
        """Item of a task that was closed or opened again on one side."""
        done = self.env._("Done: %(result)s", result=result) if result else self.env._("Done")
        words = (done if side else self.env._("Not done") for side in (is_done_there, is_done_here))
        name = self._task_name(round_.remote.get("text"))
        return self._own_item("is_completed", name, *words, ("active", "feedback"))

    @api.model
    def _task_name(self, words):
        first = (text(words) or "").partition("\n")[0]
        return self.env._("Task “%(task)s”", task=first)

    @api.model
    def _task_words(self, binding, key, state):
        """A state of a task's field for a person."""
        if not state:
            return False
        if key == "complete_till":
            return format_date(self.env, fields.Date.to_date(state))
        if key == "responsible_user_id":
            return self._amo_user_name(binding.account_id, state)
        if key == "task_type_id":
            return self._activity_type(binding, {"task_type_id": state}).name
        return state
