from odoo import api, models
from odoo.tools import SQL

from odoo.addons.jewel_invoicing.const import PAID_PAYMENT

from ..queries import DEAL_FACTS
from .jewel_deal_finance import FACTS, FACTS_DEPEND_ON


class JewelDealFinance(models.Model):
    """The rows of all deals at once."""

    _inherit = "jewel.deal.finance"

    @api.model
    def _fill(self):
        """Make the rows that are missing and set all of them right, in two statements.

        Used at installation, and by whoever has written past the ORM.
        """
        for model, names in FACTS_DEPEND_ON.items():
            self.env[model].flush_model(names)
        self.flush_model()
        names = SQL(", ").join(map(SQL.identifier, FACTS))
        updates = SQL(", ").join(
            SQL("%s = EXCLUDED.%s", SQL.identifier(name), SQL.identifier(name)) for name in FACTS
        )
        facts = SQL(DEAL_FACTS, ids=[], all=True, paid=list(PAID_PAYMENT))
        self.env.cr.execute(
            SQL(
                "INSERT INTO jewel_deal_finance (deal_id, %s) %s ON CONFLICT (deal_id)"
                " DO UPDATE SET %s",
                names,
                facts,
                updates,
            )
        )
        self.env.cr.execute(
            """
            UPDATE jewel_deal_finance row SET last_contact_at = said.at
              FROM (SELECT res_id, MAX(date) AS at FROM mail_message
                     WHERE model = 'crm.lead'
                       AND message_type IN ('email', 'email_outgoing', 'comment', 'sms')
                     GROUP BY res_id) said
             WHERE said.res_id = row.deal_id AND row.last_contact_at IS NULL
            """
        )
        self.invalidate_model()
