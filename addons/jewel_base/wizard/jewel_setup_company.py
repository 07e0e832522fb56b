from odoo import api, fields, models
from odoo.exceptions import UserError


class JewelSetupCompany(models.TransientModel):
    """One short form about the company; the models themselves check what it writes."""

    _name = "jewel.setup.company"
    _description = "Set-up: Company"

    name = fields.Char("Company", required=True)
    vat = fields.Char("INN")
    kpp = fields.Char("KPP")
    company_registry = fields.Char("OGRN")
    zip = fields.Char("Postcode")
    city = fields.Char()
    street = fields.Char()
    phone = fields.Char()
    email = fields.Char("E-Mail")
    bic = fields.Char("BIK")
    bank_name = fields.Char("Bank")
    corr_account = fields.Char("Correspondent Account")
    acc_number = fields.Char("Account")

    @api.model
    def _company_fields(self):
        """Hook: fields of this form that the company has under the same name."""
        return [
            "name",
            "vat",
            "kpp",
            "company_registry",
            "zip",
            "city",
            "street",
            "phone",
            "email",
        ]

    @api.model
    def default_get(self, fields):
        """Extension: what the company has already."""
        company = self.env.company
        account = company.partner_id.bank_ids[:1]
        known = {
            **{name: company[name] for name in self._company_fields()},
            "acc_number": account.acc_number,
            "bank_name": account.bank_id.name,
            "bic": account.bank_id.bic,
            "corr_account": account.bank_id.corr_account,
        }
        return super().default_get(fields) | {name: known[name] for name in fields if name in known}

    def action_apply(self):
        """Write the company and its account; what is wrong is refused by the checks of each."""
        self.ensure_one()
        company = self.env.company
        name_before = company.name
        vals = {name: (self[name] or "").strip() or False for name in self._company_fields()}
        company.write({"country_id": (company.country_id or self.env.ref("base.ru")).id, **vals})
        self._apply_account(company.partner_id)
        company._post_jewel_setup_company(name_before)
        return {"type": "ir.actions.act_window_close"}

    def _apply_account(self, partner):
        """Keep the account as the partner's first one, at the bank that has this BIK."""
        if not any((self.acc_number, self.bic, self.bank_name, self.corr_account)):
            return
        if not all((self.acc_number, self.bic, self.bank_name)):
            raise UserError(
                self.env._(
                    "To note the account of %s, enter three things: the bank, its BIK and the"
                    " number of the account. Or leave the whole block empty for now.",
                    partner.name,
                )
            )
        accounts = partner.bank_ids
        number = self.acc_number.replace(" ", "")
        account = accounts.filtered(lambda known: known.sanitized_acc_number == number)
        vals = {
            "bank_id": self._get_bank().id,
            "sequence": min((accounts - account).mapped("sequence"), default=10) - 1,
        }
        if account:
            account.write(vals)
        else:
            accounts.create({"partner_id": partner.id, "acc_number": number, **vals})
        partner.invalidate_recordset(["bank_ids"])  # whose order has changed

    def _get_bank(self):
        Bank = self.env["res.bank"]
        bic = self.bic.strip()
        vals = {"name": self.bank_name.strip(), "country": self.env.ref("base.ru").id}
        if self.corr_account:
            vals["corr_account"] = self.corr_account.replace(" ", "")
        if bank := Bank.search([("bic", "=", bic)], limit=1):
            bank.write(vals)
            return bank
        return Bank.create({"bic": bic, **vals})
