from datetime import datetime, timezone
from datetime import time as day_time
from zoneinfo import ZoneInfo

from odoo import api, models
from odoo.tools import html2plaintext

from .. import merge, sync_round
from ..exceptions import AmocrmRejected
from ..values import text


class AmocrmEntityTasks(models.AbstractModel):
    """Activities of bound records as amoCRM tasks: made once, changed and closed here or there."""

    _name = "amocrm.entity.tasks"
    _inherit = "amocrm.entity"
    _description = "amoCRM Task"

    # === CALLS === #

    @api.model
    def _prepare(self, binding):
        """A pending create may have arrived: then it is looked for before it is repeated."""
        pending = binding.pending or {}
        parent = binding.parent_id
        return {
            **super()._prepare(binding),
            "parent": parent.external_id,
            "entity": parent.entity,
            "sought": {key: pending[key]["amo"] for key in ("text", "task_type_id")}
            if "text" in pending
            else None,
        }

    @api.model
    def _fetch(self, client, job):
        if job["external_id"]:
            return client.get(f"/api/v4/tasks/{job['external_id']}")
        if not job["sought"] or not job["parent"]:
            return {}
        return {"found": self._look_twice(client, job)}

    @api.model
    def _look(self, client, job):
        """Tasks of the parent with the text and type that we wanted to create."""
        params = {"filter[entity_type]": job["entity"], "filter[entity_id][]": job["parent"]}
        return [
            task
            for task in client.pages("/api/v4/tasks", params, "tasks")
            if str(task.get("entity_id")) == job["parent"]
            and text(task.get("text")) == job["sought"]["text"]
            and str(task.get("task_type_id")) == job["sought"]["task_type_id"]
        ]

    @api.model
    def _path(self, plan):
        return f"/api/v4/tasks/{plan['external_id']}"

    @api.model
    def _send(self, client, plan):
        if plan["external_id"]:
            return super()._send(client, plan)
        try:
            made = self._send_new(client, "/api/v4/tasks", plan["values"])
        except AmocrmRejected as error:
            if "responsible_user_id" in sync_round.refused_keys(plan, error.errors):
                return self._send(client, sync_round.without(plan, ["responsible_user_id"]))
            return {"answer": None, "refused": dict.fromkeys(plan["fields"], str(error))}
        return {"answer": made, "refused": {}}

    # === MERGE === #

    @api.model
    def _apply(self, binding, remote):
        if binding.is_detached:
            return None
        activity = self._activity(binding)
        if binding.external_id and remote is None:
            return self._bury(binding, activity)
        if not binding.external_id:
            remote = self._adopt(binding, (remote or {}).get("found") or [])
        elif not binding.res_id:
            activity = self._take_over(binding, remote)
            if not activity:
                return None
        if not binding.external_id and not binding.parent_id.external_id:
            return None  # a deal that is yet to be made calls its tasks itself
        return self._plan(binding, activity, remote)

    @api.model
    def _activity(self, binding):
        activity = self.env["mail.activity"].browse(binding.res_id).exists()
        return activity.with_context(amocrm_exchanged=(activity._name, activity.id))

    @api.model
    def _adopt(self, binding, found):
        """Our own task, whose answer was lost; never one that belongs to another activity."""
        tasks = {str(task["id"]): task for task in found}
        number = self._not_taken(binding, list(tasks))
        if number:
            binding._claim(number)
        return tasks.get(number)

    @api.model
    def _follow_completion(self, binding, round_, activity):
        """Done there is done here; opened again there is opened again here."""
        is_done = bool(round_.remote.get("is_completed"))
        was_done = (round_.snapshot.get("is_completed") or {}).get("amo") == "True"
        if is_done == (not activity.active) or not (is_done or was_done):
            return
        result = round_.remote.get("result")
        feedback = (result.get("text") if isinstance(result, dict) else "") or ""
        item = self._completion_item(round_, is_done, not is_done, feedback)
        round_.history.append(self._pulled(binding, round_, item))
        if is_done:
            activity.action_feedback(feedback=feedback)
        else:
            activity.active = True

    @api.model
    def _plan(self, binding, activity, remote):
        """What amoCRM's task has to become; ``None`` when it is that already."""
        if not binding.external_id and not activity.active:
            binding.write({"pending": False, "is_detached": not activity})
            return None
        round_ = self._round(binding, remote or {})
        if remote and activity:
            self._follow_completion(binding, round_, activity)
        is_open = bool(activity.active)
        if remote and is_open and not remote.get("is_completed"):
            self._pull_task(binding, round_, activity)
        if remote and not is_open:
            self._close_there(binding, round_, activity)
        elif not remote or not remote.get("is_completed"):
            self._collect(binding, round_, activity, bool(remote))
        return self._close_round(binding, round_, remote or {})

    @api.model
    def _close_there(self, binding, round_, activity):
        if round_.remote.get("is_completed"):
            round_.remember("is_completed", "active", "True", "True")
            return
        result = text(activity.feedback) or self.env._("Done in Odoo")
        values = {"is_completed": True, "result": {"text": result}}
        item = self._completion_item(round_, False, True, result)
        log = [self._pushed(binding, round_, item)]
        round_.send("is_completed", "active", "True", "True", values=values, log=log)

    @api.model
    def _collect(self, binding, round_, activity, exists):
        """Put the values that differ into the plan; all of them for a new task."""
        wanted = self._task_values(binding, activity)
        ours, theirs = self._states(binding, wanted), self._states(binding, round_.remote)
        round_.snapshot.pop("is_completed", None)
        for key, value in wanted.items():
            amo, odoo = theirs.get(key) if exists else None, ours[key]
            known = round_.known(key, key, amo)
            if not exists or merge.decide(known, amo, odoo, "both")[0] == merge.PUSH:
                item = self._task_item(binding, round_, key, amo, odoo)
                log = [self._pushed(binding, round_, item)] if exists else []
                round_.send(key, key, odoo, odoo, values={key: value}, log=log)
            elif amo == odoo:
                round_.remember(key, key, amo, odoo)

    @api.model
    def _states(self, binding, task):
        """Comparable values of a task; Odoo knows of a deadline the day only."""
        states = {
            key: text(value) if key == "text" else str(value)
            for key, value in task.items()
            if key in ("text", "entity_id", "entity_type", "task_type_id", "responsible_user_id")
        }
        if task.get("complete_till"):
            states["complete_till"] = self._day(
                binding.account_id, task["complete_till"]
            ).isoformat()
        return states

    @api.model
    def _task_values(self, binding, activity):
        """Hook: the task that an activity means, ready for the API."""
        note = html2plaintext(activity.note or "").strip()
        parent, responsible = binding.parent_id, self._responsible(binding, activity)
        return {
            "text": text(
                "\n".join(filter(None, [activity.summary or activity.activity_type_id.name, note]))
            ),
            "complete_till": self._day_end(binding.account_id, activity.date_deadline),
            "entity_id": int(parent.external_id),
            "entity_type": parent.entity,
            "task_type_id": activity.activity_type_id.amocrm_task_type_id or 1,
            **({"responsible_user_id": responsible} if responsible else {}),
        }

    @api.model
    def _responsible(self, binding, activity):
        """The amoCRM user of the activity's person, else of the deal's salesperson."""
        record = binding.parent_id._record()
        users = activity.user_id | (record.user_id if record else activity.user_id)
        rows = self.env["amocrm.user.map"].search(
            [
                ("account_id", "=", binding.account_id.id),
                ("user_id", "in", users.ids),
                ("active", "=", True),
            ]
        )
        by_user = {row.user_id: row.amo_user_id for row in rows}
        number = next((by_user[user] for user in users if user in by_user), None)
        return int(number) if number else None

    @api.model
    def _day_end(self, account, day):
        moment = datetime.combine(day, day_time(23, 59), ZoneInfo(account.timezone or "UTC"))
        return int(moment.astimezone(timezone.utc).timestamp())

    @api.model
    def _day(self, account, moment):
        zone = ZoneInfo(account.timezone or "UTC")
        return datetime.fromtimestamp(int(moment), timezone.utc).astimezone(zone).date()

    # === AFTERWARDS === #

    @api.model
    def _settle(self, binding, plan, outcome):
        if not plan["external_id"] and (outcome["answer"] or {}).get("id"):
            binding._claim(outcome["answer"]["id"])
        result = super()._settle(binding, plan, outcome)
        self._tell_parent(binding, outcome["refused"])
        if not self.env["mail.activity"].browse(binding.res_id).exists():
            binding.is_detached = True
        return result

    @api.model
    def _tell_parent(self, binding, refused):
        """A task that could not be made is a problem of the deal."""
        parent, key = binding.parent_id, f"task:{binding.id}"
        round_ = self._round(parent, None)
        round_.solved(key)
        if refused and not binding.external_id:
            round_.problem(
                key,
                self.env._(
                    "A task could not be made in amoCRM: %(reason)s",
                    reason=next(iter(refused.values())),
                ),
            )
        self.env[f"amocrm.entity.{parent.entity}"]._store_problems(parent, round_)

    @api.model
    def _say(self, record, texts):
        """Activities have no chatter; what matters is said on the deal by :meth:`_tell_parent`."""
