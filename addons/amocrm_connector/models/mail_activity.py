from odoo import api, models

WATCHED = {
    "summary",
    "note",
    "date_deadline",
    "user_id",
    "activity_type_id",
    "active",
    "feedback",
}


class MailActivity(models.Model):
    _inherit = "mail.activity"

    @api.model_create_multi
    def create(self, vals_list):
        activities = super().create(vals_list)
        if not self.env.context.get("amocrm_from_task"):
            activities._amocrm_tasks()._bind_to_amocrm()
        return activities

    def write(self, vals):
        result = super().write(vals)
        if names := vals.keys() & WATCHED:
            self.env["amocrm.binding"]._mark_changed(self, names)
        return result

    def unlink(self):
        self.env["amocrm.binding"]._mark_changed(self)
        return super().unlink()

    def _amocrm_tasks(self):
        return self.filtered("activity_type_id.amocrm_task_type_id")

    def _bind_to_amocrm(self):
        """Activities of bound records wait to become tasks there."""
        bindings = self.env["amocrm.binding"].sudo()
        rows = []
        for model, activities in self.grouped("res_model").items():
            parents = bindings.search(
                [
                    ("model", "=", model),
                    ("res_id", "in", activities.mapped("res_id")),
                    ("is_detached", "=", False),
                    ("is_deleted", "=", False),
                    ("entity", "in", ("leads", "contacts")),
                ]
            )
            by_id = {parent.res_id: parent for parent in parents}
            rows += [
                {
                    "account_id": by_id[activity.res_id].account_id.id,
                    "parent_id": by_id[activity.res_id].id,
                    "entity": "tasks",
                    "model": self._name,
                    "res_id": activity.id,
                }
                for activity in activities
                if activity.res_id in by_id
            ]
        if rows:
            bindings.create(rows)._mark("dirty")
