import hashlib
import hmac

from odoo import api, models


class AmocrmAccount(models.Model):
    """The integration was taken out of the amoCRM account."""

    _inherit = "amocrm.account"

    @api.model
    def _uninstalled(self, client_id, account_number, signature):
        """The accounts that a signed uninstall hook means; empty when the signature is not ours.

        :param client_id: id of the integration
        :param account_number: number of the account in amoCRM
        :param signature: hex HMAC-SHA256 of "id|number", its key the integration's secret
        """
        candidates = self.sudo().search([("client_id", "!=", False)])
        return candidates.filtered(
            lambda account: (
                account.client_id == client_id
                and account.client_secret
                and account.amo_account_id in (account_number, False)
                and hmac.compare_digest(
                    account._uninstall_signature(account_number).encode(), signature.encode()
                )
            )
        )

    def _uninstall_signature(self, account_number):
        text = f"{self.client_id}|{account_number}"
        return hmac.new(self.client_secret.encode(), text.encode(), hashlib.sha256).hexdigest()

    def _forget_tokens(self):
        """The tokens are dead: nothing is asked any more, the queues stay."""
        for account in self:
            account._need_reconnecting(
                self.env._(
                    "The integration was uninstalled in amoCRM. Install it there and connect again."
                )
            )
            account.write(
                {"access_token": False, "refresh_token": False, "token_expires_at": False}
            )
