from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_datetime

from odoo.addons.jewel_base.assay import weight
from odoo.addons.jewel_base.const import WEIGHT_DIGITS

_SHOWN_PHOTOS = 4  # as many as leave the act on one page


class MrpProduction(models.Model):
    """A client's own piece comes in: weighed and photographed before he leaves, with an act."""

    _inherit = "mrp.production"

    intake_weight = fields.Float(
        "Weight at Intake, g", digits=WEIGHT_DIGITS, copy=False, tracking=True
    )

    @api.constrains("intake_weight")
    def _check_intake_weight(self):
        for job in self:
            if job.intake_weight < 0:
                raise ValidationError(
                    self.env._("The weight of job %s cannot be negative.", job.name)
                )

    @api.model
    def _jewel_bench_fields(self):
        return super()._jewel_bench_fields() | {"intake_weight"}

    def action_jewel_print_intake(self):
        """Print the act of acceptance, in two copies to be signed."""
        report = self.env.ref("jewel_production.action_report_intake_act").sudo()
        return report.report_action(self.ids, config=False)

    def _prepare_intake_act(self, with_client):
        """What the act says, as plain values.

        :param with_client: False: his name is left to be filled in by hand, since it is none of
            production's business
        """
        self.ensure_one()
        client = self.deal_id.partner_id if with_client else self.env["res.partner"]
        company = self.company_id
        date_format = "dd.MM.yyyy HH:mm"
        return {
            "name": self.name,
            "date": format_datetime(self.env, self.create_date, dt_format=date_format),
            "company": company.name,
            "company_details": ", ".join(
                filter(
                    None,
                    [
                        company.vat and self.env._("INN %s", company.vat),
                        company.street,
                        company.city,
                        company.phone,
                    ],
                )
            ),
            "client": client.name,
            "phone": client.phone,
            "piece": self.jewel_type_id.name or self.product_id.name,
            "article": self.origin_job_id.article,
            "alloy": self.alloy_id.name,
            "weight": _get_weight_text(self.intake_weight),
            "inserts": self.insert_text,
            "engraving": self.engraving,
            "description": self.item_description,
            "complaint": self.complaint or self.again_reason_id.name,
            "deadline": self.item_deadline
            and format_datetime(self.env, self.item_deadline, dt_format=date_format),
            "photos": [photo.datas for photo in self.intake_photo_ids[:_SHOWN_PHOTOS]],
        }


def _get_weight_text(grams):
    """As it was weighed: two decimals, and more when they say something."""
    whole, decimals = str(weight(grams)).split(".")
    return f"{whole},{decimals[:2]}{decimals[2:].rstrip('0')}" if grams else ""
