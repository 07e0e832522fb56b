from datetime import timedelta, timezone

from odoo import api, fields, models
from odoo.exceptions import UserError

from .. import transactions
from ..exceptions import AmocrmError
from ..values import utc_moment

_TRIGGER = "amocrm_connector.cron_import"


class AmocrmImport(models.Model):
    """First load of an account: deals of a period with their clients, page by page.

    What has been loaded and where to go on are committed together with each page, so a load that is
    interrupted at any moment goes on from there. What changes meanwhile comes by hooks and polls.
    """

    _name = "amocrm.import"
    _description = "amoCRM First Load"
    _order = "id desc"
    _rec_name = "account_id"

    account_id = fields.Many2one("amocrm.account", required=True, index=True, ondelete="cascade")
    state = fields.Selection(
        [("draft", "Not Started"), ("running", "Running"), ("paused", "Paused"), ("done", "Done")],
        default="draft",
        required=True,
        readonly=True,
    )
    date_from = fields.Datetime(
        "Changed Since",
        default=lambda self: fields.Datetime.now() - timedelta(days=365),
        help="Deals that were last changed before come only when they are changed in amoCRM;"
        " empty: all deals.",
    )
    pipeline_ids = fields.One2many(
        related="account_id.pipeline_ids", readonly=False, help="Whose deals are exchanged at all."
    )
    date_to = fields.Datetime("Changed Until", help="Empty: until now.")
    cursor_at = fields.Datetime(
        "Looked Through Until",
        readonly=True,
        help="Deals are looked through in the order of their last change, by amoCRM's clock.",
    )
    page = fields.Integer(default=1, readonly=True)
    total_count = fields.Integer("Deals in amoCRM", readonly=True, help="Counted at the start.")
    done_count = fields.Integer("Looked Through", readonly=True)
    created_count = fields.Integer("New Here", readonly=True)
    seconds = fields.Float("Time Taken, s", digits=(16, 1), readonly=True)
    started_at = fields.Datetime(readonly=True)
    finished_at = fields.Datetime(readonly=True)
    next_try_at = fields.Datetime(readonly=True)
    error = fields.Char(readonly=True)
    progress = fields.Float("Progress, %", compute="_compute_progress")
    minutes_left = fields.Float(digits=(16, 1), compute="_compute_progress")

    _one_running = models.UniqueIndex(
        "(account_id) WHERE state IN ('running', 'paused')",
        "A first load of this account is under way already.",
    )

    @api.depends("total_count", "done_count", "seconds", "state")
    def _compute_progress(self):
        for load in self:
            done, total = load.done_count, max(load.total_count, load.done_count)
            if load.state == "done":
                load.progress, load.minutes_left = 100, 0
                continue
            load.progress = 100 * done / total if total else 0
            load.minutes_left = load.seconds / done * (total - done) / 60 if done else 0

    # === ACTIONS === #

    def action_start(self):
        """Begin, or go on after a pause; the work itself is done in the background."""
        for load in self.filtered(lambda load: load.state in ("draft", "paused")):
            if load.account_id.state != "connected":
                raise UserError(
                    self.env._(
                        "To load deals of %(account)s, connect it first.",
                        account=load.account_id.name,
                    )
                )
            load._begin()
        self.env.ref(_TRIGGER).sudo()._trigger()

    def _begin(self):
        now = fields.Datetime.now()
        if not self.started_at:
            self.write({"started_at": now, "cursor_at": self.date_from})
        self.write({"state": "running", "error": False, "next_try_at": False})
        account = self.account_id.sudo()
        # From here on, changes are found by the poll; before, there was nothing it could look for.
        account.polled_until = account.polled_until or now

    def action_pause(self):
        self.filtered(lambda load: load.state == "running").state = "paused"

    # === WORK === #

    @api.model
    def _cron_load(self):
        """Work through the running loads, page by page, as long as the scheduler allows."""
        loads = self.search([("state", "=", "running")])
        self.env["ir.cron"]._commit_progress(remaining=len(loads))
        for load in loads:
            while load._is_due():
                load._step_safely()
                if not self.env["ir.cron"]._commit_progress(1, remaining=1):
                    return
        self.env["ir.cron"]._commit_progress(remaining=0)

    def _is_due(self):
        self.invalidate_recordset()
        is_waiting = self.next_try_at and self.next_try_at > fields.Datetime.now()
        return self.state == "running" and not is_waiting and self.account_id._is_working()

    def _step_safely(self):
        """One page; while amoCRM is unavailable the load waits, longer each time."""
        try:
            self._step()
        except AmocrmError as error:
            self.env.cr.rollback()
            transactions.committed(self.env, self._postpone, error)

    def _postpone(self, error):
        self.account_id._for_work()._take_failure(error)
        waited = (self.next_try_at - self.write_date).total_seconds() if self.next_try_at else 0
        delay = getattr(error, "retry_after", None) or min(max(2 * waited, 5), 900)
        moment = fields.Datetime.now() + timedelta(seconds=delay)
        self.write({"error": str(error)[:500], "next_try_at": moment})
        self.env.ref(_TRIGGER).sudo()._trigger(at=moment)

    def _step(self):
        account = self.account_id._for_work()
        load, client = self.with_env(account.env), account._client()
        started = fields.Datetime.now()
        query = load._page_query()
        transactions.commit(load.env)
        if not load.total_count:
            total = client.count("/api/v4/leads", query, "leads")
            transactions.committed(load.env, load.write, {"total_count": total})
        page = load._fetch_page(client, query)
        load._take_page(page, started)

    # === PAGES === #

    def _page_query(self):
        """Deals from the cursor on, the least recently changed first.

        The end of a range may belong to it or not, so the cursor's own second is asked for again.
        """
        self.ensure_one()
        query = {"order[updated_at]": "asc", **self.account_id._pipeline_filter()}
        if self.cursor_at:
            query["filter[updated_at][from]"] = _unix(self.cursor_at) - 1
        if self.date_to:
            query["filter[updated_at][to]"] = _unix(self.date_to) + 1
        return {**query, "page": self.page}

    @api.model
    def _fetch_page(self, client, query):
        """Deals of one page with their main contacts; no database here."""
        return self.env["amocrm.entity.leads"]._fetch_page(client, query)

    def _take_page(self, page, started):
        """Take the page's deals in, then move the cursor behind it in the same transaction."""
        bindings = transactions.committed(self.env, self._bind_page, page)
        with transactions.exclusive(self.env, bindings.ids) as mine:
            transactions.committed(self.env, self._make_page, bindings.browse(mine), page, started)

    def _bind_page(self, page):
        """Bindings of the page's deals that have no record yet; changed ones get a mark."""
        bindings, account = self.env["amocrm.binding"], self.account_id
        left_alone = account._left_alone_pipelines()
        versions = {
            number: deal.get("updated_at")
            for number, deal in page["deals"].items()
            if str(deal.get("pipeline_id")) not in left_alone
        }
        known = bindings._by_number(account, "leads", versions)
        bindings._mark_versions(
            account,
            "leads",
            {binding.external_id: versions[binding.external_id] for binding in known},
            create=False,
        )
        bindings._bind_new(
            account, "leads", list(versions.keys() - set(known.mapped("external_id")))
        )
        return bindings._by_number(account, "leads", versions).filtered(
            lambda binding: not (binding.res_id or binding.is_detached or binding.is_deleted)
        )

    def _make_page(self, bindings, page, started):
        bindings.invalidate_recordset(["res_id"])
        new = bindings.filtered(lambda binding: not binding.res_id)
        if new:
            self.env["amocrm.entity.leads"]._take_in_many(new, page)
        self._advance(page, len(new), started)

    def _advance(self, page, created, started):
        last = page["last"]
        is_same_second = self.cursor_at and last and last <= self.cursor_at
        spent = (fields.Datetime.now() - started).total_seconds()
        vals = {
            "done_count": self.done_count + self._count_new(page),
            "created_count": self.created_count + created,
            "seconds": self.seconds + spent,
            "next_try_at": False,
            "error": False,
            # More deals of one second than fit on a page, as robots change them: turn the page.
            "page": self.page + 1 if is_same_second else 1,
        }
        if last and not is_same_second:
            vals["cursor_at"] = last
        if page["is_last"]:
            vals.update(state="done", finished_at=fields.Datetime.now())
        self.write(vals)
        if page["is_last"]:
            self.env["amocrm.binding"]._wake()

    def _count_new(self, page):
        """Deals of the page that were not on the pages before."""
        if not self.cursor_at or self.page > 1:
            return len(page["deals"])
        return sum(utc_moment(d["updated_at"]) > self.cursor_at for d in page["deals"].values())


def _unix(moment):
    return int(moment.replace(tzinfo=timezone.utc).timestamp())
