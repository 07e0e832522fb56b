from urllib.parse import urlencode

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .. import const
from ..client import OFFICIAL_URL, Client


class PaymentProvider(models.Model):
    _inherit = "payment.provider"

    code = fields.Selection(
        selection_add=[("yookassa", "YooKassa")], ondelete={"yookassa": "set default"}
    )
    yookassa_shop_id = fields.Char(
        string="Shop ID",
        help="The number of the shop (shopId) in YooKassa's merchant profile.",
        required_if_provider="yookassa",
        copy=False,
    )
    yookassa_secret_key = fields.Char(
        string="Secret Key",
        help="YooKassa's merchant profile: Integration, API keys. Begins with test_ or live_.",
        required_if_provider="yookassa",
        copy=False,
        groups="base.group_system",
    )
    yookassa_api_url = fields.Char(
        string="API Address",
        help="Only for trials, only while the provider is in test mode. Empty: YooKassa itself.",
        copy=False,
        groups="base.group_system",
    )

    yookassa_b2b_vat = fields.Selection(
        [
            ("untaxed", "Without VAT"),
            ("5", "5 %"),
            ("7", "7 %"),
            ("10", "10 %"),
            ("20", "20 %"),
            ("22", "22 %"),
        ],
        string="VAT of SberBank Business",
        help="Sent with payments of companies through SberBank Business, which are refused until"
        " this is chosen.",
    )
    yookassa_responsible_id = fields.Many2one(
        "res.users",
        string="Responsible",
        help="Gets an activity when a payment needs a person. Empty: the administrator.",
        domain=[("share", "=", False)],
        copy=False,
    )

    # === COMPUTE METHODS === #

    def _compute_feature_support_fields(self):
        """Override of `payment`: holds and refunds in full and in part, nothing saved."""
        result = super()._compute_feature_support_fields()
        self.filtered(lambda provider: provider.code == "yookassa").update(
            {"support_manual_capture": "partial", "support_refund": "partial"}
        )
        return result

    @api.constrains("yookassa_api_url", "state")
    def _check_yookassa_api_url(self):
        for provider in self.filtered("yookassa_api_url"):
            if provider.state == "enabled":
                raise ValidationError(
                    self.env._(
                        "To enable %(provider)s, empty its API address: money may only go to"
                        " YooKassa itself.",
                        provider=provider.name,
                    )
                )
            if not provider.yookassa_api_url.startswith(("https://", "http://")):
                raise ValidationError(
                    self.env._(
                        "The API address of %(provider)s must begin with https:// or http://.",
                        provider=provider.name,
                    )
                )

    @api.constrains("yookassa_responsible_id", "company_id")
    def _check_yookassa_responsible(self):
        for provider in self.filtered("yookassa_responsible_id"):
            user = provider.yookassa_responsible_id
            if not self.env["payment.transaction"].with_user(user).has_access("read"):
                raise ValidationError(
                    self.env._(
                        "%(user)s may not see payment transactions. Choose somebody from"
                        " accounting or an administrator as responsible for %(provider)s.",
                        user=user.name,
                        provider=provider.name,
                    )
                )

    # === OVERRIDES OF `payment` === #

    def _get_supported_currencies(self):
        """Override of `payment`: a shop takes the currency of its contract, roubles."""
        currencies = super()._get_supported_currencies()
        if self.code == "yookassa":
            currencies = currencies.filtered(lambda currency: currency.name in const.CURRENCIES)
        return currencies

    def _get_default_payment_method_codes(self):
        """Override of `payment` to return the methods that come with the provider."""
        self.ensure_one()
        if self.code != "yookassa":
            return super()._get_default_payment_method_codes()
        return const.DEFAULT_METHODS

    def _get_reset_values(self):
        """Override of `payment` to take the keys away with the rest."""
        if self.code != "yookassa":
            return super()._get_reset_values()
        names = ("shop_id", "secret_key", "api_url", "tested_at", "test_result", "tested_base_url")
        return super()._get_reset_values() | {f"yookassa_{name}": False for name in names}

    # === THE DOOR === #

    def _yookassa_call(self, method, path, body=None, key=None):
        """The one door to YooKassa's API.

        :param str method: GET or POST
        :param str path: path below ``/v3``, query included
        :param dict body: sent as JSON exactly as it is
        :param str key: idempotence key, required for POST
        :return: the parsed answer
        :rtype: dict
        :raise YookassaRejected: YooKassa refused, somebody must look
        :raise YookassaUnknown: outcome not known, the same key and body later, or look it up
        """
        return self._yookassa_client().call(method, path, body, key)

    def _yookassa_client(self):
        """A client with the keys of this very provider."""
        self.ensure_one()
        provider = self.sudo()
        return Client(
            provider._yookassa_get_endpoint(),
            provider.yookassa_shop_id or "",
            provider.yookassa_secret_key or "",
        )

    def _yookassa_get_endpoint(self):
        """Address of the API: another than the official one only in test mode."""
        provider = self.sudo()
        return (provider.state != "enabled" and provider.yookassa_api_url) or OFFICIAL_URL

    def _yookassa_pages(self, path, query):
        """Rows of a list, page by page, newest first.

        :param str path: /payments or /refunds
        :param dict query: filters of YooKassa's API
        """
        query = dict(query)
        while True:
            page = self._yookassa_call("GET", f"{path}?{urlencode(query)}")
            items = page.get("items")
            yield from (item for item in items or () if isinstance(item, dict))
            cursor = page.get("next_cursor")
            if not isinstance(cursor, str) or not cursor or cursor == query.get("cursor"):
                return
            query["cursor"] = cursor

    def _yookassa_speak(self, records):
        """``records`` in the language of who is told: scheduled jobs have none."""
        return records.with_context(lang=self._yookassa_get_responsible().lang)

    def _yookassa_get_responsible(self):
        """Who is told when a payment needs a person."""
        return self.yookassa_responsible_id or self.env.ref("base.user_admin")
