from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

VACUUM_BATCH = 10_000


class AmocrmAccount(models.Model):
    _inherit = "amocrm.account"

    is_paused = fields.Boolean(compute="_compute_health")
    event_waiting_count = fields.Integer(string="Hooks to Read", compute="_compute_health")
    stale_count = fields.Integer(string="To Read", compute="_compute_health")
    dirty_count = fields.Integer(string="To Send", compute="_compute_health")
    problem_count = fields.Integer(string="With Problems", compute="_compute_health")
    binding_count = fields.Integer(string="Bound Records", compute="_compute_health")
    last_event_at = fields.Datetime(string="Last Hook", compute="_compute_health")
    last_call_at = fields.Datetime(string="Last Call", compute="_compute_health")
    lag_seconds = fields.Integer(
        string="Lag, s",
        compute="_compute_health",
        help="How long the oldest change has been waiting.",
    )
    last_error = fields.Char(compute="_compute_health")

    @api.depends("paused_until")
    def _compute_health(self):
        """State of the queues now; nothing of it is stored."""
        now = fields.Datetime.now()
        events, bindings = self._event_health(), self._binding_health()
        waiting = self._oldest_waiting()
        calls = {
            account.id: last
            for account, last in self.env["amocrm.call"]._read_group(
                [("account_id", "in", self.ids)], ["account_id"], ["create_date:max"]
            )
        }
        for account in self:
            number = account._origin.id
            account.is_paused = bool(account.paused_until and account.paused_until > now)
            account.event_waiting_count, account.last_event_at = events.get(number, (0, False))
            account.update(bindings.get(number) or dict.fromkeys(self._binding_domains(), 0))
            account.last_call_at = calls.get(number, False)
            oldest = waiting.get(number)
            account.lag_seconds = max(int((now - oldest).total_seconds()), 0) if oldest else 0
            account.last_error = (
                account.pause_reason or account.poll_error or account._newest_error()
            )

    def _event_health(self):
        groups = self.env["amocrm.event"]._read_group(
            [("account_id", "in", self.ids)],
            ["account_id", "state"],
            ["__count", "create_date:max"],
        )
        health = {}
        for account, state, count, last in groups:
            waiting, newest = health.get(account.id, (0, last))
            health[account.id] = (waiting + (count if state == "new" else 0), max(newest, last))
        return health

    @api.model
    def _binding_domains(self):
        """What the fields of the same names count."""
        return {
            "binding_count": Domain.TRUE,
            "stale_count": Domain("stale", "=", True),
            "dirty_count": Domain("dirty", "=", True),
            "problem_count": Domain("problem_text", "!=", False) | Domain("error", "!=", False),
        }

    def _binding_health(self):
        domains = self._binding_domains()
        health = {account_id: dict.fromkeys(domains, 0) for account_id in self.ids}
        for name, domain in domains.items():
            groups = self.env["amocrm.binding"]._read_group(
                domain & Domain("account_id", "in", self.ids), ["account_id"], ["__count"]
            )
            for account, count in groups:
                health[account.id][name] = count
        return health

    def _oldest_waiting(self):
        """Time of the oldest change that still waits, either way."""
        oldest, mine = {}, Domain("account_id", "in", self.ids)
        for model, domain in (
            ("amocrm.event", Domain("state", "=", "new")),
            ("amocrm.mark", Domain("due_at", "<=", fields.Datetime.now())),
        ):
            groups = self.env[model]._read_group(mine & domain, ["account_id"], ["create_date:min"])
            for account, moment in groups:
                oldest[account.id] = min(moment, oldest.get(account.id, moment))
        return oldest

    def _newest_error(self):
        return (
            self.env["amocrm.binding"]
            .search(
                [("account_id", "in", self.ids), ("error", "!=", False)],
                order="write_date desc",
                limit=1,
            )
            .error
        )

    @api.model
    def _log_limits(self):
        """``{account id: time before which its logs are thrown away}``."""
        accounts = self.with_context(active_test=False).search_fetch([], ["log_days"])
        now = fields.Datetime.now()
        return {account.id: now - timedelta(days=max(account.log_days, 1)) for account in accounts}

    @api.model
    def _vacuum(self, model, domain=()):
        """Throw away rows of ``model`` older than their account keeps logs.

        :return: ``(rows thrown away, whether there are more)``, as autovacuum wants it
        """
        done, is_more = 0, False
        for account_id, limit in self._log_limits().items():
            mine = [("account_id", "=", account_id), ("create_date", "<", limit)]
            rows = self.env[model].search([*mine, *domain], limit=VACUUM_BATCH)
            done, is_more = done + len(rows), is_more or len(rows) == VACUUM_BATCH
            rows.unlink()
        return done, is_more

    # === LINKS TO THE QUEUES === #

    def action_open_bindings(self):
        return self._open("amocrm_connector.amocrm_binding_action", {})

    def action_open_field_maps(self):
        return self._open("amocrm_connector.amocrm_field_map_action", {})

    def action_open_problems(self):
        return self._open("amocrm_connector.amocrm_binding_action", {"search_default_problems": 1})

    def action_open_events(self):
        return self._open("amocrm_connector.amocrm_event_action", {})

    def action_open_calls(self):
        return self._open("amocrm_connector.amocrm_call_action", {})

    def _open(self, xmlid, context):
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return {**action, "domain": [("account_id", "in", self.ids)], "context": context}
