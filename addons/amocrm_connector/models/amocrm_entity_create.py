import time

from odoo import api, models

from ..exceptions import AmocrmUnavailable

# amoCRM's lists and its search show what was just made some seconds late.
LOOK_AGAIN_AFTER = 3


class AmocrmEntity(models.AbstractModel):
    """Making entities in amoCRM once: after an answer that was lost they are looked for first."""

    _inherit = "amocrm.entity"

    @api.model
    def _look_twice(self, client, sought):
        """What :meth:`_look` finds, if not at once then a little later; no database here."""
        found = self._look(client, sought)
        if not found:
            time.sleep(LOOK_AGAIN_AFTER)
            found = self._look(client, sought)
        return found

    @api.model
    def _look(self, client, sought):
        """Hook: numbers of the entities in amoCRM that may be the one we wanted to make."""
        raise NotImplementedError

    @api.model
    def _send_new(self, client, path, body):
        """The entity that amoCRM has made of ``body``, as far as its answer tells.

        :raise AmocrmUnavailable: when the answer does not name it; the next try looks for it
        """
        answer = client.post(path, [body]) or {}
        made = (answer.get("_embedded") or {}).get(path.rsplit("/", 1)[-1])
        if not made:
            raise AmocrmUnavailable(f"POST {path}: the answer does not name what was made")
        return made[0]

    @api.model
    def _not_taken(self, binding, numbers):
        """The first of ``numbers`` that is not another record's; ``None`` when all are."""
        bound = binding._by_number(binding.account_id, binding.entity, numbers)
        taken = bound.filtered(self._holds_ours).mapped("external_id")
        return next((number for number in numbers if number not in taken), None)

    @api.model
    def _adopt(self, binding, number):
        """Bind to what is there already. What an attempt of ours has sent counts as exchanged:
        changes made on either side since then are seen as such.
        """
        binding._claim(number)
        round_ = self._round(binding, None)
        for key, entry in round_.pending.items():
            round_.arrived(key, entry)
        binding.write({"snapshot": round_.snapshot, "pending": False})
        self._arrived(binding)

    @api.model
    def _arrived(self, binding):
        """Hook: the record has its number in amoCRM now."""

    @api.model
    def _holds_ours(self, binding):
        """Hook: whether the binding's number belongs to something of ours."""
        return bool(binding.res_id)
