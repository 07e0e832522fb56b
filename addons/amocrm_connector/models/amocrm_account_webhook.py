import hashlib
import secrets

from odoo import api, models

from .. import transactions

HOOKS = (
    "add_lead",
    "update_lead",
    "delete_lead",
    "restore_lead",
    "status_lead",
    "responsible_lead",
    "add_contact",
    "update_contact",
    "delete_contact",
    "restore_contact",
    "responsible_contact",
    "add_company",
    "update_company",
    "delete_company",
    "restore_company",
    "note_lead",
    "note_contact",
    "add_task",
    "update_task",
    "delete_task",
)


def key_hash(key):
    return hashlib.sha256(key.encode()).hexdigest()


class AmocrmAccount(models.Model):
    _inherit = "amocrm.account"

    @api.model
    def _by_webhook_key(self, key):
        """The account of a webhook address, by the hash of its key."""
        wanted = key_hash(key)
        domain = [("webhook_key_hash", "=", wanted)]
        account = self.sudo().search_fetch(domain, ["webhook_key_hash"], limit=1)
        return (
            account
            if account and secrets.compare_digest(account.webhook_key_hash, wanted)
            else self.browse()
        )

    def _webhook_prefix(self):
        return f"{self._odoo_url()}/amocrm/webhook/"

    def action_subscribe(self):
        """Have exactly one working hook in amoCRM that leads here."""
        for account in self:
            account._ask(account._subscribe)
        return self._notice(self.env._("amoCRM now tells this Odoo about every change."))

    def _subscribe(self, client):
        mine = self._own_hooks(client)
        healthy = [
            hook
            for hook in mine
            if self._is_current(hook) and set(HOOKS) <= set(hook.get("settings") or ())
        ]
        if not healthy:
            healthy = [{"destination": self._new_destination()}]
            client.post(
                "/api/v4/webhooks",
                {"destination": healthy[0]["destination"], "settings": list(HOOKS)},
            )
        for hook in mine:
            if hook["destination"] != healthy[0]["destination"]:
                client.delete("/api/v4/webhooks", {"destination": hook["destination"]})

    def _own_hooks(self, client):
        answer = client.get("/api/v4/webhooks") or {}
        hooks = (answer.get("_embedded") or {}).get("webhooks") or []
        return [
            hook
            for hook in hooks
            if (hook.get("destination") or "").startswith(self._webhook_prefix())
        ]

    def _is_current(self, hook):
        key = hook["destination"].removeprefix(self._webhook_prefix())
        stored = self.sudo().webhook_key_hash or ""
        return not hook.get("disabled") and secrets.compare_digest(key_hash(key), stored)

    def _new_destination(self):
        """Address with a new key. Its hash is committed first: a hook may come at once."""
        key = secrets.token_urlsafe(32)
        with transactions.separate(self.env) as env:
            env["amocrm.account"].sudo().browse(self.id).webhook_key_hash = key_hash(key)
        self.sudo().invalidate_recordset(["webhook_key_hash"])
        return self._webhook_prefix() + key
