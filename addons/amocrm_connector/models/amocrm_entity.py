from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models

from .. import sync_round
from ..batch import Prefetched, patch_many
from ..exceptions import AmocrmError, AmocrmRejected

# Sendings of one record in a minute. A workshop that closes ten stages in a row is no loop yet.
LOOP_LIMIT = 20
# From so many on, entities are read and written by lists: by number, amoCRM answers with what is
# there now, while its lists may show a change some seconds late.
MANY = 4


class AmocrmEntity(models.AbstractModel):
    """How one kind of entity is exchanged. ``amocrm.entity.<entity>`` inherits this and fills in
    the blanks.

    The steps of an exchange, in order: :meth:`_prepare` (transaction), :meth:`_fetch` (calls),
    :meth:`_apply` (transaction), and when there is something to send :meth:`_send` (calls) and
    :meth:`_settle` (transaction). Methods that call must not touch the database.
    """

    _name = "amocrm.entity"
    _description = "amoCRM Entity"
    # Where many entities are changed in one call; None where amoCRM takes them one by one.
    _list_path = None

    @api.model
    def _prepare(self, binding):
        """Plain data that the calls need."""
        return {"external_id": binding.external_id}

    @api.model
    def _fetch(self, client, job):
        """Hook: what amoCRM has now, ``None`` when it has nothing. No database here."""
        raise NotImplementedError

    @api.model
    def _apply(self, binding, remote):
        """Hook: bring our record up to date. Returns a plan for :meth:`_send` or ``None``."""
        raise NotImplementedError

    @api.model
    def _path(self, plan):
        """Hook: where the plan is sent to."""
        raise NotImplementedError

    @api.model
    def _send(self, client, plan):
        """PATCH the changed fields. Fields that amoCRM refuses are taken out, the others are sent.
        No database here.
        """
        refused, answer = {}, None
        while plan["fields"]:
            try:
                answer = client.patch(self._path(plan), sync_round.request_body(plan))
                break
            except AmocrmRejected as error:
                bad = sync_round.refused_keys(plan, error.errors) or dict.fromkeys(
                    plan["fields"], str(error)
                )
                refused.update(bad)
                plan = sync_round.without(plan, bad)
        return {"answer": answer, "refused": refused}

    @api.model
    def _settle(self, binding, plan, outcome):
        """Remember what amoCRM holds now, and tell of what it has refused."""
        round_ = self._round(binding, None)
        for key, entry in plan["fields"].items():
            if reason := outcome["refused"].get(key):
                attempt = entry.get("attempt", entry["odoo"])
                round_.snapshot[key] = {**round_.snapshot.get(key, {}), "refused": attempt}
                self._tell_refused(binding, round_, key, entry, reason)
                continue
            round_.arrived(key, entry)
            round_.solved(key)
            if key in plan["cut"]:
                round_.problem(
                    key,
                    self.env._(
                        "“%(field)s” is longer than amoCRM accepts and was cut there.",
                        field=self._label(binding, key),
                    ),
                )
        vals = {"snapshot": round_.snapshot}
        if (outcome["answer"] or {}).get("updated_at"):
            vals["remote_version"] = str(outcome["answer"]["updated_at"])
        binding.write(vals)
        self._store_problems(binding, round_)
        self._store_history(binding, round_)
        self._close_answered(binding, plan["fields"].keys() - outcome["refused"].keys())

    @api.model
    def _tell_refused(self, binding, round_, key, entry, reason):
        """Show what amoCRM does not take; an option that is gone there may be one we do not know
        yet.
        """
        label = self._label(binding, key)
        text = self.env._("amoCRM has refused “%(field)s”: %(reason)s", field=label, reason=reason)
        if round_.problem(key, text):
            for row in entry.get("log") or []:
                round_.history.append({**row, "kind": "refused", "reason": reason})
        if "attempt" in entry or key == "status":
            binding.account_id._want_reference()

    # === MANY AT ONCE === #

    @api.model
    def _fetch_many(self, client, jobs):
        """``{binding: what `_fetch` has found, or the AmocrmError that it met}``; no database here.

        After an error that concerns the whole account nobody calls any more: the rest is missing.

        :param jobs: ``{binding: what `_prepare` has collected}``, ids of bindings
        """
        found = {}
        numbered = {number: job for number, job in jobs.items() if job["external_id"]}
        try:
            many = self._prefetch(client, numbered) if len(numbered) >= MANY else {}
        except AmocrmError as error:
            if error.concerns_account:
                return {next(iter(jobs)): error}
            many = {}
        client = Prefetched(client, many)
        for number, job in jobs.items():
            found[number] = _result_or_error(self._fetch, client, job)
            if getattr(found[number], "concerns_account", False):
                break
        return found

    @api.model
    def _prefetch(self, client, jobs):
        """Hook: answers to GETs of the coming :meth:`_fetch` calls, brought in few calls.

        :return: ``{path: answer}``; what is missing is asked for one by one
        """
        return {}

    @api.model
    def _send_many(self, client, plans):
        """``{binding: outcome of `_send`, or the AmocrmError that it met}``; no database here.

        :param plans: ``{binding: plan}``, ids of bindings
        """
        outcomes = {}
        if len(plans) >= MANY and self._list_path:
            changes = {number: plan for number, plan in plans.items() if plan["external_id"]}
            outcomes = patch_many(client, self._list_path, changes)
            plans = {number: plan for number, plan in plans.items() if number not in changes}
        for number, plan in plans.items():
            if any(getattr(outcome, "concerns_account", False) for outcome in outcomes.values()):
                break
            outcomes[number] = _result_or_error(self._send, client, plan)
        return outcomes

    # === BOOKKEEPING === #

    @api.model
    def _round(self, binding, remote):
        return sync_round.Round(
            binding.external_id,
            remote,
            binding.snapshot,
            binding.problems,
            binding.pending,
        )

    @api.model
    def _close_round(self, binding, round_, remote, may_say=True):
        """Write down what is known now. Returns the plan, unless a loop is suspected."""
        plan = round_.plan()
        if plan and len(binding._recent_times()) >= LOOP_LIMIT:
            plan = self._stop_loop(binding, round_)
        binding.write(
            {
                "snapshot": round_.snapshot,
                "pending": plan["fields"] if plan else False,
                "remote_version": str(remote.get("updated_at") or ""),
                "is_deleted": False,
            }
        )
        self._store_problems(binding, round_, may_say)
        self._store_questions(binding, round_)
        self._store_history(binding, round_)
        return plan

    @api.model
    def _stop_loop(self, binding, round_):
        """Written again and again within a minute: two systems are answering each other."""
        text = self.env._(
            "Changes of this record went back and forth too often; nothing is sent for ten minutes."
        )
        if "loop" not in round_.problems:
            binding.account_id._tell_administrator(
                self.env._("amoCRM: a record goes back and forth"),
                f"{binding.display_name}: {text}",
            )
        round_.problem("loop", text)
        moment = fields.Datetime.now() + timedelta(minutes=10)
        binding.next_try_at = moment
        binding._mark("dirty", moment)

    @api.model
    def _store_problems(self, binding, round_, may_say=True):
        """Keep the problems, show them on the record, and say each once in its chatter."""
        news = [
            key
            for key, problem in round_.problems.items()
            if not problem["said"] and (may_say or key != "contact")
        ]
        record = binding._record()
        if news and record:
            self._say(record, [round_.problems[key]["text"] for key in news])
            for key in news:
                round_.problems[key]["said"] = True
        texts = [problem["text"] for problem in round_.problems.values()]
        binding.write(
            {"problems": round_.problems or False, "problem_text": "\n".join(texts) or False}
        )

    @api.model
    def _say(self, record, texts):
        """A note in the chatter; what comes from outside is text, whatever it looks like."""
        items = Markup().join(Markup("<li>%s</li>") % text for text in texts)
        record.message_post(body=Markup("%s<ul>%s</ul>") % (self.env._("amoCRM:"), items))

    @api.model
    def _label(self, binding, key):
        """Name of a field for a person."""
        if key == "status":
            return self.env._("Stage")
        row = self.env["amocrm.field.map"].search(
            [
                ("account_id", "=", binding.account_id.id),
                ("entity", "=", binding.entity),
                ("amo_field", "=", key),
            ],
            limit=1,
        )
        return row.name or key


def _result_or_error(call, *args):
    try:
        return call(*args)
    except AmocrmError as error:
        return error
