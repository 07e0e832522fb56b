from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import urls

from .. import const
from ..exceptions import YookassaRejected, YookassaUnknown

_WEBHOOK_ROUTE = "/payment/yookassa/webhook"


class PaymentProvider(models.Model):
    """Set-up: is the key right, which shop is it, where must notifications go."""

    _inherit = "payment.provider"

    yookassa_webhook_url = fields.Char(
        string="Notification Address", compute="_compute_yookassa_webhook_url"
    )
    yookassa_events = fields.Char(string="Events to Tick", compute="_compute_yookassa_webhook_url")
    yookassa_webhook_warning = fields.Char(compute="_compute_yookassa_webhook_url")
    yookassa_tested_at = fields.Datetime(string="Tested", readonly=True, copy=False)
    yookassa_tested_base_url = fields.Char(readonly=True, copy=False)
    yookassa_test_result = fields.Selection(
        [("ok", "The key works"), ("rejected", "Refused"), ("unknown", "No answer")],
        string="Connection",
        readonly=True,
        copy=False,
    )
    yookassa_test_message = fields.Text(readonly=True, copy=False)
    yookassa_shop_test = fields.Boolean(string="Test Shop", readonly=True, copy=False)
    yookassa_shop_methods = fields.Char(string="Methods of the Shop", readonly=True, copy=False)
    yookassa_shop_fiscal = fields.Char(string="Receipts of the Shop", readonly=True, copy=False)
    yookassa_notified_at = fields.Datetime(
        string="Last Notification",
        help="When YooKassa last told of a payment. Never: look at the address in its merchant"
        " profile.",
        readonly=True,
        copy=False,
    )

    @api.depends("code", "yookassa_tested_base_url")
    def _compute_yookassa_webhook_url(self):
        for provider in self:
            base = provider.get_base_url()
            provider.yookassa_webhook_url = urls.urljoin(base, _WEBHOOK_ROUTE)
            provider.yookassa_events = ", ".join(const.EVENTS)
            provider.yookassa_webhook_warning = provider._yookassa_get_address_warning(base)

    def _yookassa_get_address_warning(self, base):
        """What is wrong with the address of this server, in words, or False."""
        if self.code != "yookassa":
            return False
        if self.yookassa_tested_base_url and self.yookassa_tested_base_url != base:
            return self.env._(
                "This server's address was %(before)s when the key was tested. If this is a copy of"
                " another database, take the key away; if the server has moved, enter the new"
                " address at YooKassa and test again.",
                before=self.yookassa_tested_base_url,
            )
        if not base.startswith("https://"):
            return self.env._(
                "YooKassa notifies only addresses that begin with https://. Until this server has"
                " one, payments are looked up every few minutes."
            )
        return False

    # === ACTION METHODS === #

    def action_yookassa_test(self):
        """Ask YooKassa about the shop and keep what it says."""
        self.ensure_one()
        self.check_access("write")
        try:
            shop = self._yookassa_call("GET", "/me")
        except YookassaRejected as error:
            values = {
                "yookassa_test_result": "rejected",
                "yookassa_test_message": self._yookassa_rejection_words(error),
            }
        except YookassaUnknown as error:
            values = {
                "yookassa_test_result": "unknown",
                "yookassa_test_message": self.env._(
                    "YooKassa did not answer (%s). Test again in a minute; if it stays so, this"
                    " server may not reach the internet.",
                    error,
                ),
            }
        else:
            values = self._yookassa_shop_values(shop)
        self.write(values | {"yookassa_tested_at": fields.Datetime.now()})

    def _yookassa_rejection_words(self, error):
        if error.code == "invalid_credentials":
            return self.env._(
                "YooKassa does not know this shop ID with this secret key. Copy both from one shop"
                " of the merchant profile; a key shows only once, so make a new one if in doubt."
            )
        return self.env._("YooKassa refused: %s", error)

    def _yookassa_shop_values(self, shop):
        fiscal = shop.get("fiscalization")
        fiscal = fiscal if isinstance(fiscal, dict) else {}
        return {
            "yookassa_test_result": "ok",
            "yookassa_test_message": self._yookassa_get_shop_warning(shop),
            "yookassa_tested_base_url": self.get_base_url(),
            "yookassa_shop_test": bool(shop.get("test")),
            "yookassa_shop_methods": self._yookassa_method_names(shop.get("payment_methods")),
            "yookassa_shop_fiscal": (
                self.env._("On (%s)", fiscal.get("provider") or self.env._("outside register"))
                if fiscal.get("enabled")
                else self.env._("Off")
            ),
        }

    def _yookassa_method_names(self, types):
        """YooKassa's codes of methods as a person knows them, «Card, SBP»; others as they are."""
        methods = self.env["payment.method"].with_context(active_test=False)
        known = methods.search([("code", "in", list(const.METHOD_TYPES))])
        names = {const.METHOD_TYPES[method.code]: method.name for method in known}
        return ", ".join(names.get(code, str(code)) for code in types or ())

    def _yookassa_get_shop_warning(self, shop):
        """What does not fit between the shop and this provider, in words, or False."""
        if str(shop.get("account_id")) != self.yookassa_shop_id:
            return self.env._(
                "The key belongs to shop %(found)s, not %(expected)s: every payment would be"
                " blocked. Correct the shop ID.",
                found=shop.get("account_id"),
                expected=self.yookassa_shop_id,
            )
        if shop.get("status") == "disabled":
            return self.env._("The shop is switched off at YooKassa. Ask YooKassa's support.")
        if shop.get("test") and self.state == "enabled":
            return self.env._(
                "This is a test shop: no money moves. Enter the key of the real shop, or set the"
                " provider to test mode."
            )
        if not shop.get("test") and self.state == "test":
            return self.env._(
                "This is a real shop and the provider is in test mode: real payments would be"
                " blocked. Enter the key of a test shop, or enable the provider."
            )
        return False

    # === NOTIFICATIONS === #

    def _yookassa_note_notification(self):
        """Keep the time of a notification that proved true, once in a minute at most."""
        now = fields.Datetime.now()
        last = self.yookassa_notified_at
        if not last or now - last > timedelta(minutes=1):
            self.try_lock_for_update().write({"yookassa_notified_at": now})

    # === DEMO === #

    @api.model
    def _demo_connect(self, api_url):
        """Connect to a fake YooKassa and offer all its methods; safe to repeat.

        :param str api_url: address of the fake's API, ``/v3`` included
        """
        provider = self.env.ref("payment_yookassa.payment_provider_yookassa")
        provider.write(
            {
                "yookassa_shop_id": "100001",
                "yookassa_secret_key": "test_demo-secret-key",
                "yookassa_api_url": api_url,
                "state": "test",
                "is_published": True,
            }
        )
        provider.with_context(active_test=False).payment_method_ids.active = True
        provider.action_yookassa_test()
        return provider
