from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class AmocrmBinding(models.Model):
    """People who are to be forgotten: nothing of them stays here, nothing comes back by itself."""

    _inherit = "amocrm.binding"

    @api.model
    def _forget(self, records):
        """Part ``records``, their notes and tasks from amoCRM, and empty what was kept of them.

        Their numbers stay: by them a later change in amoCRM is known to be none of ours.
        """
        mine = Domain("model", "=", records._name) & Domain("res_id", "in", records.ids)
        bindings = self.sudo().search(mine | Domain("parent_id", "any", mine))
        bindings |= bindings._deals_that_are_gone()
        about = [("binding_id", "in", bindings.ids)]
        questions = self.env["amocrm.conflict"].sudo().search(about)
        questions.filtered(lambda question: question.state == "open")._close("odoo")
        questions.write({"amo_value": False, "odoo_value": False})
        values = dict.fromkeys(("old_value", "new_value", "lost_value", "reason"), False)
        self.env["amocrm.change"].sudo().search(about).write(values)
        bindings.mark_ids.unlink()
        emptied = (
            "error", "next_try_at", "payload", "pending", "problem_text", "problems", "res_id",
            "snapshot",
        )  # fmt: skip
        bindings.write({**dict.fromkeys(emptied, False), "is_detached": True})

    def _deals_that_are_gone(self):
        """Bindings of deals of these contacts that were deleted here, or merged into others."""
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT deal.id
                  FROM amocrm_binding deal
                  JOIN amocrm_binding person
                    ON person.account_id = deal.account_id AND person.entity = 'contacts'
                   AND person.external_id = deal.snapshot #>> '{contact,amo}'
                 WHERE deal.entity = 'leads' AND deal.is_detached AND person.id = ANY(%s)
                """,
                self.ids,
            )
        )
        return self.browse(number for [number] in rows)
