import hashlib
import secrets

from odoo import api, models

from .. import transactions

# What amoCRM shall tell; it takes only names that it knows.
HOOKS = (
    "add_lead",
    "update_lead",
    "delete_lead",
    "restore_lead",
    "status_lead",
    "responsible_lead",
    "note_lead",
    "add_contact",
    "update_contact",
    "delete_contact",
    "restore_contact",
    "responsible_contact",
    "add_company",
    "update_company",
    "delete_company",
    "restore_company",
    "note_contact",
    "note_company",
    "add_task",
    "update_task",
    "delete_task",
    "responsible_task",
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
        names = ["webhook_key_hash", "amo_account_id"]
        account = self.sudo().search_fetch(domain, names, limit=1)
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
        """One good hook stays, or a new one is made first; the others of ours go."""
        prefix = transactions.committed(self.env, self._webhook_prefix)
        mine = self._own_hooks(client, prefix)
        good = [hook for hook in mine if self._hook_state_of([hook]) == "ok"]
        destination = good[0]["destination"] if good else self._new_destination()
        transactions.commit(self.env)
        if not good:
            client.post("/api/v4/webhooks", {"destination": destination, "settings": list(HOOKS)})
        for hook in mine:
            if hook["destination"] != destination:
                client.delete("/api/v4/webhooks", {"destination": hook["destination"]})
        transactions.committed(self.env, self._note_hook_state, "ok")

    @staticmethod
    def _own_hooks(client, prefix):
        answer = client.get("/api/v4/webhooks") or {}
        hooks = (answer.get("_embedded") or {}).get("webhooks") or []
        return [hook for hook in hooks if (hook.get("destination") or "").startswith(prefix)]

    def _hook_state_of(self, hooks):
        """What amoCRM's list of our hooks means."""
        mine = [hook for hook in hooks if self._is_mine(hook)]
        if not mine:
            return "missing"
        working = [hook for hook in mine if not hook.get("disabled")]
        if not working:
            return "disabled"
        is_full = any(set(HOOKS) <= set(hook.get("settings") or ()) for hook in working)
        return "ok" if is_full else "incomplete"

    def _is_mine(self, hook):
        """Whether the hook carries the key that we know, and not one of long ago."""
        key = hook["destination"].removeprefix(self._webhook_prefix())
        stored = self.sudo().webhook_key_hash or ""
        return secrets.compare_digest(key_hash(key), stored)

    def _new_destination(self):
        """Address with a new key. Its hash is committed first: a hook may come at once."""
        key = secrets.token_urlsafe(32)
        with transactions.separate(self.env) as env:
            env["amocrm.account"].sudo().browse(self.id).webhook_key_hash = key_hash(key)
        self.sudo().invalidate_recordset(["webhook_key_hash"])
        return self._webhook_prefix() + key
