import time
from datetime import datetime, timezone

from markupsafe import Markup

from odoo import api, models
from odoo.tools import plaintext2html

from .. import note_text
from ..exceptions import AmocrmRejected
from ..values import text


class AmocrmEntityNotes(models.AbstractModel):
    """Notes of bound records: amoCRM's are messages in the chatter, ours service notes there."""

    _name = "amocrm.entity.notes"
    _inherit = "amocrm.entity"
    _description = "amoCRM Note"

    # === CALLS === #

    @api.model
    def _prepare(self, binding):
        """A pending note may have arrived: then it is looked for before it is repeated."""
        parent = binding.parent_id
        return {
            **super()._prepare(binding),
            "parent": parent.external_id,
            "entity": parent.entity,
            "sought": (binding.payload or {}).get("text") if binding.pending else None,
        }

    @api.model
    def _fetch(self, client, job):
        if job["external_id"]:
            params = {"filter[id][]": job["external_id"]}
            found = client.pages(f"/api/v4/{job['entity']}/notes", params, "notes")
            return next((note for note in found if str(note.get("id")) == job["external_id"]), None)
        if not job["sought"] or not job["parent"]:
            return {}
        return {"found": self._look_twice(client, job)}

    @api.model
    def _look(self, client, job):
        """Numbers of the parent's notes that are ours and say what we wanted to say."""
        path = f"/api/v4/{job['entity']}/{job['parent']}/notes"
        found = []
        for note in client.pages(path, {"order[id]": "desc"}, "notes"):
            params = note.get("params")
            if (
                isinstance(params, dict)
                and params.get("service") == note_text.SERVICE
                and text(params.get("text")) == text(job["sought"])
            ):
                found.append(str(note["id"]))
        return found

    @api.model
    def _send(self, client, plan):
        try:
            made = self._send_new(client, plan["path"], plan["values"])
        except AmocrmRejected as error:
            return {"answer": None, "refused": dict.fromkeys(plan["fields"], str(error))}
        return {"answer": made, "refused": {}}

    # === MERGE === #

    @api.model
    def _apply(self, binding, remote):
        if binding.is_detached:
            return None
        if not binding.external_id:
            return self._plan(binding, (remote or {}).get("found") or [])
        if remote is None:
            binding.is_deleted = True
            return None
        self._show(binding, remote)
        return None

    @api.model
    def _plan(self, binding, found):
        """Ours: adopt the one whose answer was lost, else have it made."""
        parent, words = binding.parent_id, (binding.payload or {}).get("text")
        if number := self._not_taken(binding, found):
            binding._claim(number)
            binding.pending = False
            return None
        if not words or not parent.external_id or parent.is_deleted:
            return None  # a deal that is yet to be made calls its notes itself
        round_ = self._round(binding, {})
        params = {"service": note_text.SERVICE, "text": words}
        values = {"note_type": "extended_service_message", "params": params}
        round_.send("note", "note", words, words, values=values)
        path = f"/api/v4/{parent.entity}/{parent.external_id}/notes"
        return {**self._close_round(binding, round_, {}), "path": path}

    @api.model
    def _holds_ours(self, binding):
        return bool(binding.payload)

    @api.model
    def _settle(self, binding, plan, outcome):
        if (outcome["answer"] or {}).get("id"):
            binding._claim(outcome["answer"]["id"])
        result = super()._settle(binding, plan, outcome)
        self._tell_parent(binding, outcome["refused"])
        return result

    @api.model
    def _tell_parent(self, binding, refused):
        """A note that could not be made is a problem of the deal."""
        parent, key = binding.parent_id, f"note:{binding.id}"
        round_ = self._round(parent, None)
        round_.solved(key)
        if refused:
            reason = next(iter(refused.values()))
            round_.problem(
                key, self.env._("A note could not be made in amoCRM: %(reason)s", reason=reason)
            )
        self.env[f"amocrm.entity.{parent.entity}"]._store_problems(parent, round_)

    @api.model
    def _say(self, record, texts):
        """Messages have no chatter; what matters is said on the deal by :meth:`_tell_parent`."""

    # === IN THE CHATTER === #

    @api.model
    def _show(self, binding, note):
        """Post the note once; an edited one changes its message."""
        parts = note_text.parts(note)
        version = str(note.get("updated_at") or "")
        record, message = binding.parent_id._record(), binding._record()
        if parts and not record and binding._recheck():
            return  # the deal itself is just being taken in
        known = (binding.snapshot or {}).get("parts")
        if parts and record and parts != known:
            body = self._body(parts)
            if message and binding.res_id:
                message.body = body
            elif not known:
                message = self._post(binding, record, note, body)
                binding.write({"model": message._name, "res_id": message.id})
        snapshot = {"parts": parts} if parts else binding.snapshot
        binding.write({"snapshot": snapshot, "remote_version": version, "rechecks": 0})

    @api.model
    def _post(self, binding, record, note, body):
        moment = datetime.fromtimestamp(int(note.get("created_at") or time.time()), timezone.utc)
        author = self._author(binding, note)
        return record.with_context(mail_create_nosubscribe=True).message_post(
            body=body,
            message_type="comment",
            subtype_xmlid="mail.mt_note",
            date=moment.replace(tzinfo=None),
            **({"author_id": author.id} if author else {}),
        )

    @api.model
    def _author(self, binding, note):
        row = self.env["amocrm.user.map"].search(
            [
                ("account_id", "=", binding.account_id.id),
                ("amo_user_id", "=", str(note.get("created_by"))),
            ],
            limit=1,
        )
        return row.user_id.partner_id

    @api.model
    def _body(self, parts):
        """The message: what comes from outside is text, whatever it looks like."""
        words = plaintext2html(parts["text"]) if parts["text"] else Markup()
        head = self._head(parts)
        if parts.get("link"):
            label = self.env._("Recording")
            link = Markup('<a href="%s" target="_blank">%s</a>') % (parts["link"], label)
            head = Markup("%s, %s") % (head, link)
        return Markup("<p>%s</p>%s") % (head, words) if head else words

    @api.model
    def _head(self, parts):
        values = {key: parts.get(key) or "" for key in ("phone", "duration", "name")}
        heads = {
            "call_in": self.env._("Incoming call %(phone)s, %(duration)s", **values),
            "call_out": self.env._("Outgoing call %(phone)s, %(duration)s", **values),
            "sms_in": self.env._("SMS from %(phone)s", **values),
            "sms_out": self.env._("SMS to %(phone)s", **values),
            "service": values["name"],
            "file": self.env._("File in amoCRM"),
        }
        return heads.get(parts["kind"], "")
