from odoo import api, models

from .. import merge


class AmocrmEntity(models.AbstractModel):
    """Whose value stands when both sides changed: rules, and questions to a person."""

    _inherit = "amocrm.entity"

    @api.model
    def _decide(self, binding, round_, item):
        """``(action, conflict)`` for a value, with the person's answer where there is one.

        :param item: ``key, known, amo_state, odoo_state, direction, owner, fields``
        """
        later = "amo"
        if item["owner"] == "last":
            later = self._later_side(binding, round_, item["fields"])
        action, conflict = merge.decide(
            item["known"],
            item["amo_state"],
            item["odoo_state"],
            item["direction"],
            item["owner"],
            later,
        )
        if action == merge.ASK:
            choice = self._questions(binding, round_).get(item["key"])
            action = {"amo": merge.PULL, "odoo": merge.PUSH}.get(choice, action)
        return action, conflict

    @api.model
    def _questions(self, binding, round_):
        """``{key: answer or False}`` of the record's open questions."""
        if binding.has_questions and not round_.questions:
            open_ones = self.env["amocrm.conflict"]._open_of(binding)
            round_.questions = {question.key: question.choice for question in open_ones}
        return round_.questions

    @api.model
    def _note_question(self, binding, round_, item, action):
        """Ask, or see that there is nothing to ask any more."""
        key = item["key"]
        if action == merge.ASK:
            round_.asked[key] = {
                "name": item["name"],
                "amo_value": item["show"]("amo"),
                "odoo_value": item["show"]("odoo"),
            }
        elif action in (merge.AGREE, merge.KEEP) and key in self._questions(binding, round_):
            round_.closed[key] = "equal"

    @api.model
    def _store_questions(self, binding, round_):
        if round_.asked:
            self.env["amocrm.conflict"]._ask(binding, round_.asked)
            binding.has_questions = True
        if round_.closed and binding.has_questions:
            for question in self.env["amocrm.conflict"]._open_of(binding):
                if outcome := round_.closed.get(question.key):
                    question._close(outcome)
            self._look_for_questions(binding)

    @api.model
    def _close_answered(self, binding, keys):
        """Our values have arrived in amoCRM."""
        if binding.has_questions and keys:
            questions = self.env["amocrm.conflict"]._open_of(binding)
            questions.filtered(lambda question: question.key in keys)._close("odoo")
            self._look_for_questions(binding)

    @api.model
    def _look_for_questions(self, binding):
        """A flag on the binding spares nearly all exchanges a look for questions."""
        binding.has_questions = bool(self.env["amocrm.conflict"]._open_of(binding))
