from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import formatLang

_ACTIVITY = "mail.mail_activity_data_warning"


class JewelMetalCheck(models.Model):
    """A recount of the ledger: sums are zero, and stock has what the ledger says."""

    _name = "jewel.metal.check"
    _description = "Check of the Metal Ledger"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _rec_name = "date"

    date = fields.Datetime(required=True, default=fields.Datetime.now)
    company_id = fields.Many2one("res.company", required=True, index=True)
    is_right = fields.Boolean("Everything Agrees", readonly=True)
    result = fields.Text(readonly=True)

    @api.model
    def _cron_check(self):
        """Recount every company that has metal, each night."""
        for company in self.env["stock.warehouse"].search([("active", "=", True)]).company_id:
            self.with_company(company)._jewel_check_ledger()

    @api.model
    def action_check_now(self):
        """Recount now and show what came out."""
        self.env["jewel.metal.entry"].check_access("read")
        check = self.sudo()._jewel_check_ledger()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": check.id,
            "views": [(False, "form")],
        }

    @api.model
    def _jewel_check_ledger(self):
        """Recount the company's metal; differences become an activity for who keeps the vault.

        Told in the company's language: at night nobody's own is there.
        """
        company = self.env.company
        self = self.with_context(lang=company.partner_id.lang or self.env.lang)
        differences = self._get_sum_differences(company) + self._get_stock_differences(company)
        check = self.create(
            {
                "company_id": company.id,
                "is_right": not differences,
                "result": "\n".join(differences)
                or self.env._("Sums are zero, stock agrees with the ledger."),
            }
        )
        check._jewel_tell(differences)
        return check

    def _jewel_tell(self, differences):
        """One activity for as long as something differs: new, brought up to date, or closed."""
        kind, keeper = self.env.ref(_ACTIVITY), self._get_vault_keeper()
        open_ones = self.env["mail.activity"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.search([("company_id", "=", self.company_id.id)]).ids),
                ("activity_type_id", "=", kind.id),
            ]
        )
        note = Markup("<br/>").join(differences)
        if not differences:
            open_ones.action_feedback(self.env._("Sums are zero, stock agrees with the ledger."))
        elif open_ones:
            open_ones[1:].unlink()
            open_ones[0].write({"res_id": self.id, "user_id": keeper.id, "note": note})
        else:
            self.activity_schedule(
                _ACTIVITY,
                user_id=keeper.id,
                summary=self.env._("Metal ledger and stock differ"),
                note=note,
            )

    def _get_vault_keeper(self):
        """Who is told: whoever answers for the vault, else any storekeeper of the company."""
        vault = self.env["stock.location"]._jewel_get_holder("vault", self.company_id)
        return (
            vault.responsible_id
            or self.env["res.users"].search(
                [
                    ("all_group_ids", "in", self.env.ref("jewel_base.group_storekeeper").id),
                    ("company_ids", "in", self.company_id.id),
                ],
                limit=1,
            )
            or self.env.user
        )

    @api.model
    def _get_sum_differences(self, company):
        """Alloys whose balances of all holders do not sum to zero, in words."""
        rows = self.env["jewel.metal.balance"]._read_group(
            [("company_id", "=", company.id)],
            ["alloy_id"],
            ["gross_weight:sum", "pure_weight:sum"],
        )
        return [
            self.env._(
                "%(alloy)s: balances of all holders sum to %(gross)s g gross and %(pure)s g "
                "pure instead of zero.",
                alloy=alloy.name,
                gross=formatLang(self.env, gross, digits=4),
                pure=formatLang(self.env, pure, digits=4),
            )
            for alloy, gross, pure in rows
            if abs(gross) > 1e-6 or abs(pure) > 1e-9
        ]

    @api.model
    def _get_stock_differences(self, company):
        """Places where stock has other grams of an alloy than the ledger, in words."""
        return [
            self.env._(
                "%(place)s, %(alloy)s: %(ledger)s g by the ledger, %(stock)s g in stock.",
                place=row.location_id.display_name,
                alloy=row.alloy_id.name,
                ledger=formatLang(self.env, row.ledger_weight, digits=4),
                stock=formatLang(self.env, row.stock_weight, digits=4),
            )
            for row in self.env["jewel.metal.stock"]._get_differences(company)
        ]
