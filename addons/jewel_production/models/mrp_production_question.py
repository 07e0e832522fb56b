from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class MrpProduction(models.Model):
    """A change of specification that the head cannot decide alone: the deal's manager is asked.

    The question lives as long as the change does: an answer, a decision of the head, or a change
    taken back closes it here and on the deal.
    """

    _inherit = "mrp.production"

    question = fields.Text("Question to the Manager", readonly=True, copy=False)
    question_date = fields.Datetime(
        "Question since", readonly=True, copy=False, index="btree_not_null"
    )
    question_user_id = fields.Many2one("res.users", "Asked by", readonly=True, copy=False)

    def action_jewel_ask_manager(self):
        """Ask for the text of the question."""
        self.ensure_one()
        self._check_production_head()
        return self._action_question("jewel_production.jewel_spec_question_action")

    def action_jewel_answer(self):
        """Ask the manager for his decision."""
        self.ensure_one()
        return self._action_question("jewel_production.jewel_spec_answer_action")

    def _action_question(self, xmlid):
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        action["context"] = {"default_production_id": self.id}
        return action

    # === THE TWO DOORS === #

    def _jewel_ask_manager(self, question):
        """Put ``question`` to the manager of the deal; asked again, the new text counts."""
        self.ensure_one()
        self._check_production_head()
        job = self.sudo()
        if not job.spec_changed or not job.deal_id:
            raise UserError(
                self.env._("Nothing has changed on job %s that a manager could decide.", job.name)
            )
        if not (question or "").strip():
            raise UserError(self.env._("Write what you want to know about job %s.", job.name))
        job._jewel_close_question()
        job.write(
            {
                "question": question.strip(),
                "question_date": fields.Datetime.now(),
                "question_user_id": self.env.uid,
            }
        )
        manager = job.deal_id._get_jewel_responsible()
        env = self.with_context(lang=manager.lang).env
        job.deal_id.activity_schedule(
            "jewel_production.mail_activity_spec_question",
            user_id=manager.id,
            summary=env._("Question of production: %s", job.name),
            note=job.with_context(lang=manager.lang)._get_question_note(),
        )
        job.message_post(body=self.env._("Question to the manager: %s", job.question))

    def _jewel_answer(self, answer, note=None):
        """Decide the open question.

        :param answer: ``accept``, the piece is made as it is ordered now, or ``withdraw``, deal and
            order take back their change
        """
        self.ensure_one()
        job = self.sudo()
        self._check_may_answer()
        if not job.question_date:
            raise UserError(self.env._("The question of job %s is settled already.", job.name))
        words = {
            "accept": self.env._("Manager: make it as it is ordered now"),
            "withdraw": self.env._("Manager: the change is withdrawn"),
        }
        body = ". ".join(filter(None, [words[answer], note]))
        job.message_post(body=body)
        job.deal_id.message_post(
            body=self.env._("Job %(job)s. %(answer)s", job=job.name, answer=body)
        )
        asker = job.question_user_id
        if answer == "accept":
            job.action_jewel_accept_spec()
        else:
            job._jewel_withdraw_change()
        job._jewel_refresh_spec_changes()
        if asker.active:
            job.message_notify(
                partner_ids=asker.partner_id.ids,
                subject=job.name,
                body=body,
            )

    def _check_may_answer(self):
        """Who may change the deal answers for it; a head of production cannot answer himself."""
        user = self.env.user
        if not self.env.su and not user.has_group("jewel_base.group_sales_manager"):
            if not user.has_group("jewel_base.group_director"):
                raise AccessError(
                    self.env._("Only the manager of the deal answers the question of production.")
                )
        self.sudo().deal_id.with_env(self.env).check_access("write")

    def _jewel_withdraw_change(self):
        """Give order line and deal the values that the job is made to."""
        line, deal = self.sale_line_id, self.deal_id
        own = self._prepare_item_spec_vals()
        for fname in self.spec_change_ids.mapped("field_name"):
            if deal._item_spec_value(fname) == line._item_spec_value(fname):
                deal.write({fname: own[fname]})
            line.write({fname: own[fname]})

    def _jewel_follow_spec_activity(self):
        """Override: without a change there is nothing to ask any more."""
        result = super()._jewel_follow_spec_activity()
        self.filtered(
            lambda job: not job.spec_changed and job.question_date
        )._jewel_close_question()
        return result

    def _jewel_close_question(self):
        xmlid = "jewel_production.mail_activity_spec_question"
        asked = self.filtered("question_date")
        asked.write({"question": False, "question_date": False, "question_user_id": False})
        for job in asked:
            job.deal_id.activity_search([xmlid]).filtered(
                lambda activity, job=job: job.name in (activity.summary or "")
            ).unlink()

    def _get_question_note(self):
        rows = Markup().join(
            Markup("<tr><td>%s</td><td>%s</td><td><b>%s</b></td></tr>")
            % (row.label, row.old_value or "–", row.new_value or "–")
            for row in self.spec_change_ids
        )
        head = Markup("<tr><th></th><th>%s</th><th>%s</th></tr>") % (
            self.env._("In Work"),
            self.env._("Ordered Now"),
        )
        return Markup("<p>%s</p><table>%s%s</table>") % (self.question, head, rows)
