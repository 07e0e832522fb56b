from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .. import hosts
from ..const import OWNERS

STATES = [
    ("draft", "Not Connected"),
    ("connected", "Connected"),
    ("reconnect", "Needs Reconnecting"),
]


class AmocrmAccount(models.Model):
    """One amoCRM account and one company: where it is, how we get in, what meets what."""

    _name = "amocrm.account"
    _description = "amoCRM Account"
    _inherit = ["mail.thread", "mail.activity.mixin"]

    name = fields.Char(required=True, default="amoCRM")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        "res.users",
        string="Administrator",
        default=lambda self: self.env.user,
        help="Gets an activity when the connection needs somebody.",
    )
    default_user_id = fields.Many2one(
        "res.users",
        string="Deputy Salesperson",
        domain="[('share', '=', False)]",
        help="Salesperson of a new deal whose amoCRM user has no Odoo user.",
    )
    state = fields.Selection(
        STATES, default="draft", required=True, readonly=True, copy=False, tracking=True
    )
    host = fields.Char(
        string="Account Address",
        copy=False,
        tracking=True,
        help="For example example.amocrm.ru, without https://.",
    )
    base_url = fields.Char(
        string="Test Server",
        copy=False,
        help="Replaces https:// and the account address, for tests and staging.",
    )
    api_url = fields.Char(compute="_compute_api_url")
    auth_type = fields.Selection(
        [("long_lived", "Long-lived token"), ("oauth", "OAuth 2.0")],
        string="Way In",
        default="long_lived",
        required=True,
    )
    client_id = fields.Char(string="Integration ID", copy=False)
    client_secret = fields.Char(string="Secret Key", groups="base.group_system", copy=False)
    access_token = fields.Char(groups="base.group_system", copy=False)
    refresh_token = fields.Char(groups="base.group_system", copy=False)
    token_expires_at = fields.Datetime(
        string="Token Valid Until", groups="base.group_system", copy=False, readonly=True
    )
    oauth_state = fields.Char(groups="base.group_system", copy=False)
    oauth_until = fields.Datetime(groups="base.group_system", copy=False)
    connect_error = fields.Char(
        copy=False, readonly=True, help="Why the last try to connect came to nothing."
    )
    webhook_key_hash = fields.Char(groups="base.group_system", copy=False, index="btree_not_null")
    webhook_base_url = fields.Char(
        string="Address for Webhooks",
        help="This Odoo as amoCRM sees it; empty: the base address of the database.",
    )
    requests_per_second = fields.Float(
        default=6.0,
        help=(
            "amoCRM accepts 7 requests a second from one integration; all Odoo processes share "
            "them."
        ),
    )
    paused_until = fields.Datetime(copy=False, readonly=True)
    pause_reason = fields.Char(copy=False, readonly=True)
    failures_in_row = fields.Integer(copy=False, readonly=True)
    poll_error = fields.Char(
        copy=False, readonly=True, help="Why the last look for lost changes failed."
    )

    amo_account_id = fields.Char(string="Account Number", readonly=True, copy=False)
    timezone = fields.Char(readonly=True, default="UTC", copy=False)
    drive_url = fields.Char(readonly=True, copy=False)
    polled_until = fields.Datetime(
        readonly=True,
        copy=False,
        help="Deals changed before this moment, by amoCRM's clock, have been looked at.",
    )
    reference_wanted = fields.Boolean(
        readonly=True,
        copy=False,
        help="amoCRM has spoken of a stage or a user that is not known here yet.",
    )
    max_file_mb = fields.Integer(
        string="Largest File, MB",
        default=25,
        help="Larger files stay in amoCRM, the deal gets a link to them.",
    )
    stage_owner = fields.Selection(
        OWNERS,
        default="amo",
        required=True,
        string="Stage Changed on Both Sides",
        help="Whose stage stands when both sides have moved the deal since the last exchange.",
    )
    log_days = fields.Integer(string="Keep Logs, Days", default=30)

    stage_map_ids = fields.One2many("amocrm.stage.map", "account_id", string="Stages")
    user_map_ids = fields.One2many("amocrm.user.map", "account_id", string="Users")
    import_ids = fields.One2many("amocrm.import", "account_id", string="First Loads")
    field_map_ids = fields.One2many("amocrm.field.map", "account_id", string="Fields")

    @api.depends("host", "base_url")
    def _compute_api_url(self):
        for account in self:
            account.api_url = (account.base_url or "").rstrip("/") or (
                account.host and f"https://{account.host}"
            )

    @api.constrains("host", "base_url")
    def _check_address(self):
        for account in self:
            if account.host and not hosts.is_account_host(account.host):
                raise ValidationError(
                    self.env._(
                        "“%(host)s” is not an address of an amoCRM account. Enter it like "
                        "example.amocrm.ru.",
                        host=account.host,
                    )
                )
            if account.base_url and hosts.origin(account.base_url)[0] not in ("http", "https"):
                raise ValidationError(
                    self.env._(
                        "“%(url)s” is not the address of a server. Enter it like "
                        "https://test.example.com.",
                        url=account.base_url,
                    )
                )

    @api.constrains("requests_per_second")
    def _check_requests_per_second(self):
        for account in self:
            if not 0.1 <= account.requests_per_second <= 50:
                raise ValidationError(
                    self.env._(
                        "The number of requests a second of %(account)s must be from 0.1 to 50.",
                        account=account.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        accounts = super().create(vals_list)
        self.env["amocrm.rate.slot"].sudo().create(
            [{"account_id": account.id} for account in accounts]
        )
        return accounts

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"active", "state"}:
            self.env.registry.clear_cache()
        if "stage_owner" in vals:
            self._reread_questions()
        return result

    def _reread_questions(self):
        """A rule has changed: it may answer what was in question."""
        domain = [("account_id", "in", self.ids), ("has_questions", "=", True)]
        self.env["amocrm.binding"].sudo().search(domain)._mark("stale")

    # === STATE === #

    def _is_working(self):
        """Whether calls may be made now."""
        self.ensure_one()
        return (
            self.active
            and self.state == "connected"
            and not (self.paused_until and self.paused_until > fields.Datetime.now())
        )

    def _need_reconnecting(self, reason):
        """The token is dead: stop, and tell the administrator once."""
        for account in self.filtered(lambda account: account.state != "reconnect"):
            account.write({"state": "reconnect", "pause_reason": reason})
            account._tell_administrator(self.env._("Connect amoCRM again"), reason)

    def _pause(self, minutes, reason):
        """Nobody calls for a while; the queues stay."""
        self.ensure_one()
        is_news = not self.paused_until or self.paused_until < fields.Datetime.now()
        until = fields.Datetime.now() + timedelta(minutes=minutes)
        self.write({"paused_until": until, "pause_reason": reason})
        self.env.ref("amocrm_connector.cron_sync").sudo()._trigger(at=until)
        if is_news:
            self._tell_administrator(self.env._("amoCRM refuses our requests"), reason)

    def _tell_administrator(self, summary, note):
        self.ensure_one()
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=summary,
            note=note,
            user_id=(self.user_id or self.env.ref("base.user_admin")).id,
        )

    def action_resume(self):
        self.write({"paused_until": False, "pause_reason": False, "failures_in_row": 0})
        self.env["amocrm.binding"]._wake()

    def action_pause(self):
        for account in self:
            account.write(
                {
                    "paused_until": fields.Datetime.now() + timedelta(days=3650),
                    "pause_reason": self.env._("Paused by %(user)s", user=self.env.user.name),
                }
            )

    # === HELPERS === #

    def _for_work(self):
        """The account as background work uses it: its company, its language."""
        self.ensure_one()
        company = self.company_id
        return (
            self.sudo()
            .with_company(company)
            .with_context(
                lang=company.partner_id.lang or self.user_id.lang or self.env.user.lang,
                mail_auto_subscribe_no_notify=True,
                active_test=False,
                amocrm_account_id=self.id,
            )
        )

    def _ensure_address(self):
        for account in self:
            if not account.api_url:
                raise UserError(
                    self.env._(
                        "To connect %(account)s, enter the address of the amoCRM account.",
                        account=account.name,
                    )
                )

    def _deal_url(self, external_id):
        return f"{self.api_url}/leads/detail/{external_id}"
