from odoo import fields, models
from odoo.tools import formatLang


class JewelLossSignal(models.Model):
    """A case of the control chart: a master loses more than he used to, suddenly or by and by."""

    _name = "jewel.loss.signal"
    _description = "Alarm of the Control Chart"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_name = "workorder_id"

    kind = fields.Selection([("jump", "Jump"), ("drift", "Drift")], required=True)
    jeweller_id = fields.Many2one("res.users", required=True, index=True)
    stage_id = fields.Many2one("mrp.workcenter", required=True)
    alloy_id = fields.Many2one("jewel.alloy", required=True)
    workorder_id = fields.Many2one("mrp.workorder", "Found at", required=True, ondelete="cascade")
    percent = fields.Float("Loss, %", digits=(9, 4), aggregator="avg")
    centre = fields.Float("Usual Loss, %", digits=(9, 4), aggregator="avg")
    upper = fields.Float("Upper Limit, %", digits=(9, 4), aggregator="avg")
    count = fields.Integer("Weighings")
    company_id = fields.Many2one("res.company", required=True, index=True)

    _once = models.UniqueIndex("(workorder_id, kind)", "This case is known already.")

    def _jewel_tell(self):
        """The head of production hears of the case, once."""
        head = (
            self.env.ref("jewel_base.group_production_head").all_user_ids.filtered(
                lambda user: self.company_id in user.company_ids
            )[:1]
            or self.env.user
        )
        env = self.with_context(lang=head.lang).env  # at night there is no language
        kinds = dict(self._fields["kind"]._description_selection(env))
        self.activity_schedule(
            "mail.mail_activity_data_warning",
            user_id=head.id,
            summary=env._(
                "%(kind)s of losses: %(master)s, %(stage)s",
                kind=kinds[self.kind],
                master=self.jeweller_id.name,
                stage=self.stage_id.name,
            ),
            note=env._(
                "%(alloy)s: %(percent)s %% lost, usual are %(centre)s %%, the limit is "
                "%(upper)s %%.",
                alloy=self.alloy_id.name,
                percent=formatLang(env, self.percent),
                centre=formatLang(env, self.centre),
                upper=formatLang(env, self.upper),
            ),
        )

    def action_chart(self):
        """The chart of this master, stage and alloy."""
        self.ensure_one()
        action = self.env["ir.actions.client"]._for_xml_id(
            "jewel_production.jewel_loss_chart_action"
        )
        names = ("jeweller_id", "stage_id", "alloy_id")
        return {**action, "context": {name: self[name].id for name in names}}
