from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from .. import error_words

HOURS = 24
# Seconds that a change may wait.
WARN_AFTER, FAIL_AFTER = 120, 1800
DEAD_SHOWN = 5
# Name of a figure, and over which time requests are counted for it.
CALL_WINDOWS = {
    "last_second": timedelta(seconds=1),
    "last_minute": timedelta(minutes=1),
    "last_hour": timedelta(hours=1),
    "too_fast": timedelta(hours=1),
}


class AmocrmAccount(models.Model):
    """How the exchange is going, now: for the Pulse page and for monitoring."""

    _inherit = "amocrm.account"

    @api.model
    def get_pulse(self):
        """All that the Pulse page shows, in one call.

        :return: ``{"accounts": [figures and words of an account], "may_press": whether the user may
            press its buttons}``
        """
        if not self._may_read_pulse():
            raise AccessError(
                self.env._("Only administrators may look at the exchange with amoCRM.")
            )
        domain = [("company_id", "in", self.env.companies.ids)]
        accounts = self.sudo().search(domain)
        return {"accounts": accounts._pulse(), "may_press": self.env.user._is_system()}

    @api.model
    def _may_read_pulse(self):
        """Hook: whether the user may look at the Pulse page."""
        return self.env.user._is_system()

    def action_look_now(self):
        """The Pulse page's button; like the others for administrators only."""
        self.check_access("write")
        self.action_poll()

    def action_open_pulse(self):
        return self.env["ir.actions.actions"]._for_xml_id("amocrm_connector.amocrm_pulse_action")

    def _pulse(self):
        """Figures and words of each account."""
        figures, counts, events = self._pulse_figures(), self._pulse_counts(), self._pulse_events()
        states = dict(self._fields["state"]._description_selection(self.env))
        hooks = dict(self._fields["hook_state"]._description_selection(self.env))
        return [
            {
                **figures[account.id],
                "id": account.id,
                "name": account.name,
                "host": account.host or account.api_url or "",
                "state_label": states[account.state],
                "hook_label": hooks[account.hook_state or "unknown"],
                "pause_reason": account.pause_reason or "",
                "last_error": account._in_words(account.poll_error or account._newest_error()),
                "counts": [
                    {
                        "key": key,
                        "label": count["label"],
                        "count": count["counts"].get(account.id, 0),
                    }
                    for key, count in counts.items()
                ],
                "dead": account._dead_letters(),
                "events": events.get(account.id, [0] * HOURS),
                "is_renewed": account.auth_type == "oauth",
                **account._pulse_moments(),
            }
            for account in self
        ]

    def _pulse_moments(self):
        """Times, as the web client reads them."""
        moments = {
            "paused_until": self.paused_until if self.is_paused else False,
            "last_event_at": self.last_event_at,
            "hook_checked_at": self.hook_checked_at,
            "token_issued_at": self.token_issued_at,
            "token_expires_at": self.token_expires_at,
            "polled_until": self.polled_until,
        }
        return {name: fields.Datetime.to_string(moment) for name, moment in moments.items()}

    @api.model
    def _in_words(self, error):
        """A sentence for a person, followed by the technical text where there is one."""
        words = {
            "silent": self.env._("amoCRM could not be reached or did not answer in time"),
            "page": self.env._("amoCRM answered with a page instead of data"),
            "too_fast": self.env._("amoCRM asks us to slow down"),
            "token": self.env._("amoCRM does not accept the token"),
            "broken": self.env._("amoCRM's server has failed"),
            "no_right": self.env._("amoCRM forbids this: the token's user may lack the right"),
            "refused": self.env._("amoCRM has refused the request"),
        }.get(error_words.kind(error))
        return f"{words} ({error})" if words else error or ""

    # === FIGURES === #

    def _pulse_figures(self):
        """Numbers and keys only, no word and no personal data: ``{account id: {…}}``."""
        queues, calls, now = self._pulse_queues(), self._pulse_calls(), fields.Datetime.now()
        dead = dict(
            self.env["amocrm.binding"]._read_group(self._dead_domain(), ["account_id"], ["__count"])
        )
        figures = {}
        for account in self:
            mine = {
                "state": account.state,
                "is_paused": bool(account.paused_until and account.paused_until > now),
                "hook_state": account.hook_state or "unknown",
                "dead_count": dead.get(account, 0),
                "limit": account.requests_per_second,
                **queues[account.id],
                **calls.get(account.id, dict.fromkeys(CALL_WINDOWS, 0)),
            }
            figures[account.id] = {**mine, "level": account._pulse_level(mine)}
        return figures

    @api.model
    def _pulse_level(self, figures):
        """Hook: "fail" when changes get stuck, "warn" when somebody should look, else "ok"."""
        lag = max(figures["lag_in"], figures["lag_out"])
        if figures["state"] == "draft":
            return "ok"
        if figures["state"] == "reconnect" or lag > FAIL_AFTER:
            return "fail"
        is_told = figures["hook_state"] in ("ok", "unknown")
        is_fine = lag <= WARN_AFTER and is_told and not figures["is_paused"]
        return "ok" if is_fine and not figures["dead_count"] else "warn"

    def _pulse_queues(self):
        """Sizes of the queues, and how long the oldest of each has been waiting, in seconds."""
        now, mine = fields.Datetime.now(), Domain("account_id", "in", self.ids)
        names = ("inbox", "queue_in", "queue_out", "lag_in", "lag_out")
        queues = {number: dict.fromkeys(names, 0) for number in self.ids}

        def note(account, queue, lag, count, oldest):
            entry = queues[account.id]
            entry[queue] = count
            entry[lag] = max(entry[lag], int((now - oldest).total_seconds()), 0)

        for account, count, oldest in self.env["amocrm.event"]._read_group(
            mine & Domain("state", "=", "new"), ["account_id"], ["__count", "create_date:min"]
        ):
            note(account, "inbox", "lag_in", count, oldest)
        for account, kind, count, oldest in self.env["amocrm.mark"]._read_group(
            mine & Domain("due_at", "<=", now),
            ["account_id", "kind"],
            ["binding_id:count_distinct", "due_at:min"],
        ):
            way = "in" if kind == "stale" else "out"
            note(account, f"queue_{way}", f"lag_{way}", count, oldest)
        return queues

    def _pulse_calls(self):
        """``{account id: requests of the last second, minute and hour, and those refused}``."""
        now = fields.Datetime.now()
        since = {name: now - window for name, window in CALL_WINDOWS.items()}
        self.env["amocrm.call"].flush_model()
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT account_id AS id,
                       count(*) FILTER (WHERE create_date >= %s) AS last_second,
                       count(*) FILTER (WHERE create_date >= %s) AS last_minute,
                       count(*) AS last_hour,
                       count(*) FILTER (WHERE status = 429) AS too_fast
                  FROM amocrm_call
                 WHERE create_date >= %s AND account_id = ANY(%s)
              GROUP BY account_id
                """,
                since["last_second"],
                since["last_minute"],
                since["last_hour"],
                self.ids,
            )
        )
        return {row.pop("id"): row for row in rows}

    def _pulse_events(self):
        """``{account id: hooks received in each of the last 24 hours, the present one last}``."""
        now = fields.Datetime.now()
        self.env["amocrm.event"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT account_id, floor(extract(epoch FROM %s - create_date) / 3600)::int, count(*)
                  FROM amocrm_event
                 WHERE create_date > %s AND account_id = ANY(%s)
              GROUP BY 1, 2
                """,
                now,
                now - timedelta(hours=HOURS),
                self.ids,
            )
        )
        events = {number: [0] * HOURS for number in self.ids}
        for number, age, count in rows:
            events[number][HOURS - 1 - min(max(age, 0), HOURS - 1)] += count
        return events

    def _pulse_counts(self):
        """Hook: what else is counted on the page.

        :return: ``{key: {"label": words, "counts": {account id: number}, "action": method of the
            account that opens the list}}``
        """
        problems = self.env["amocrm.binding"]._read_group(
            self._binding_domains()["problem_count"] & Domain("account_id", "in", self.ids),
            ["account_id"],
            ["__count"],
        )
        questions = self.env["amocrm.conflict"]._read_group(
            self._question_domain(), ["account_id"], ["__count"]
        )
        return {
            "problems": {
                "label": self.env._("With problems"),
                "counts": {account.id: count for account, count in problems},
                "action": "action_open_problems",
            },
            "questions": {
                "label": self.env._("Wait for an answer"),
                "counts": {account.id: count for account, count in questions},
                "action": "action_open_questions",
            },
        }

    def _question_domain(self):
        """Values that both sides have changed and nobody has chosen between yet."""
        return [
            ("account_id", "in", self.ids),
            ("state", "=", "open"),
            ("choice", "=", False),
        ]

    def action_open_questions(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "amocrm_connector.amocrm_conflict_action"
        )
        return {**action, "domain": self._question_domain(), "context": {}}

    def action_open_pulse_count(self, key):
        """Open the list behind a number of :meth:`_pulse_counts`."""
        self.ensure_one()
        self.check_access("read")
        return getattr(self, self._pulse_counts()[key]["action"])()

    # === DEAD LETTERS === #

    def _dead_domain(self):
        """Records that amoCRM has refused and that nobody tries again by himself."""
        return [
            ("account_id", "in", self.ids),
            ("error", "!=", False),
            ("mark_ids", "=", False),
        ]

    def _dead_letters(self):
        bindings = self.env["amocrm.binding"].search(
            self._dead_domain(), limit=DEAD_SHOWN, order="write_date desc"
        )
        return [
            {
                "id": binding.id,
                "name": binding.display_name,
                "record": binding._record().display_name or "",
                "error": self._in_words(binding.error),
            }
            for binding in bindings
        ]

    def action_open_dead(self):
        """All dead letters, to be replayed from the list."""
        self.check_access("read")
        action = self._open("amocrm_connector.amocrm_binding_action", {})
        return {**action, "domain": self._dead_domain()}
