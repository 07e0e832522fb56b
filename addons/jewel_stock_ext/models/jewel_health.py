from odoo import api, fields, models

# The nightly job runs once a day; some hours are left for a server that was down.
CHECK_MAX_AGE_HOURS = 30


class JewelHealth(models.AbstractModel):
    _inherit = "jewel.health"

    @api.model
    def _collect(self):
        """Override of `jewel_base` to add the nightly recount of metal."""
        return {**super()._collect(), "metal_ledger": self._check_metal_ledger}

    @api.model
    def _check_metal_ledger(self):
        """Result and age of the last recount of each company that has metal."""
        self.env.cr.execute(
            """
            SELECT entry.company_id, last.is_right,
                   EXTRACT(EPOCH FROM %s - COALESCE(last.date, entry.first)) / 3600
              FROM (SELECT company_id, min(create_date) AS first
                      FROM jewel_metal_entry GROUP BY company_id) AS entry
              LEFT JOIN LATERAL (SELECT is_right, date FROM jewel_metal_check
                     WHERE company_id = entry.company_id
                     ORDER BY date DESC, id DESC LIMIT 1) AS last ON true
             ORDER BY entry.company_id
            """,
            [fields.Datetime.now()],
        )
        ledgers = [
            {
                "id": company_id,
                "status": self._judge_metal_ledger(is_right, age),
                "is_right": is_right,
                "age_hours": round(float(age), 1),
            }
            for company_id, is_right, age in self.env.cr.fetchall()
        ]
        worst = self._worst({ledger["id"]: ledger for ledger in ledgers})
        return {"status": worst, "ledgers": ledgers}

    @api.model
    def _judge_metal_ledger(self, is_right, age):
        """A difference fails until a recount finds none; an old or missing recount is a warning."""
        if is_right is False:
            return "fail"
        return "warn" if age > CHECK_MAX_AGE_HOURS else "ok"
