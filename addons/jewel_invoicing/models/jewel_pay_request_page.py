from odoo import fields, models


class JewelPayRequest(models.Model):
    """What the client's page shows and offers. All of it runs in sudo, for an anonymous visitor."""

    _inherit = "jewel.pay.request"

    def _note_view(self):
        """A person has seen the page: the first time counts."""
        unseen = self.filtered(lambda request: not request.first_viewed_at)
        if unseen:
            unseen.first_viewed_at = fields.Datetime.now()

    def _get_page_state(self):
        """Which page the client gets.

        :return: `paid`, `checking`, `cancelled`, `expired`, `changed` or `open`
        """
        self.ensure_one()
        if self.state == "paid" or (self.amount_paid and not self.amount_left):
            return "paid"
        return "checking" if self._get_paying_transactions() else self._get_offer_state()

    def _get_offer_state(self):
        """What the request is worth without regard to payments under way."""
        if self.state != "open":
            return self.state
        if self.expires_at and self.expires_at < fields.Datetime.now():
            return "expired"
        return "changed" if self._is_out_of_date() else "open"

    def _can_be_paid(self):
        """Whether a press of «Pay» may lead to the provider now.

        A payment under way may be gone on with when the request has expired or changed meanwhile;
        a new one may not begin then.
        """
        if self._get_page_state() == "paid" or any(
            tx.state == "authorized" for tx in self._get_paying_transactions()
        ):
            return False
        offer = self._get_offer_state()
        return offer == "open" or (
            offer in ("expired", "changed") and bool(self._get_resumable_transaction())
        )

    def _get_options(self):
        """Ways to pay this request online.

        :return: list of `(key, payment.provider, payment.method)`, the key is what the form sends
        """
        self.ensure_one()
        providers = (
            self.env["payment.provider"]
            .sudo()
            ._get_compatible_providers(
                self.company_id.id,
                self.partner_id.id,
                self.amount_left,
                currency_id=self.currency_id.id,
            )
        )
        methods = (
            self.env["payment.method"]
            .sudo()
            ._get_compatible_payment_methods(
                providers.ids, self.partner_id.id, currency_id=self.currency_id.id
            )
        )
        return [
            (f"{provider.id}-{method.id}", provider, method)
            for method in methods
            for provider in (method.provider_ids & providers)[:1]
        ]

    def _choose_option(self, key):
        """(provider, method) of the option with this key; the only one there is needs no key."""
        options = self._get_options()
        for option, provider, method in options:
            if option == key or (not key and len(options) == 1):
                return provider, method
        return self.env["payment.provider"], self.env["payment.method"]

    def _get_fiscal_receipt_links(self):
        """Hook: `[(name, address)]` of the fiscal receipts of what was paid; no address: None."""
        self.ensure_one()
        return []
