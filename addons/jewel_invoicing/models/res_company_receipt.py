from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.jewel_base import requisites
from odoo.addons.jewel_base.words import plural


class ResCompany(models.Model):
    """What a workshop settles once about its sales receipts."""

    _inherit = "res.company"

    receipt_cash_limit = fields.Monetary(
        "Identification above, Cash",
        default=60000,
        help="115-FZ, art. 7: a client whose deal costs more and is paid in cash is identified.",
    )
    receipt_card_limit = fields.Monetary(
        "Identification above, Card",
        default=400000,
        help="115-FZ, art. 7: a client whose deal costs more and is paid by card is identified.",
    )
    monitoring_limit = fields.Monetary(
        "Mandatory Control from",
        default=1000000,
        help="115-FZ, art. 6: a deal that brings so much is reported to Rosfinmonitoring; 0: none.",
    )
    receipt_warranty_months = fields.Integer("Warranty, Months", default=6)
    receipt_return_terms = fields.Text(
        "Return, on Receipts", translate=True, help="Empty: the words of the law."
    )
    receipt_care_terms = fields.Text(
        "Care, on Receipts", translate=True, help="Empty: the usual words."
    )

    @api.constrains(
        "receipt_cash_limit", "receipt_card_limit", "monitoring_limit", "receipt_warranty_months"
    )
    def _check_receipt_numbers(self):
        for company in self:
            numbers = (
                company.receipt_cash_limit,
                company.receipt_card_limit,
                company.monitoring_limit,
                company.receipt_warranty_months,
            )
            if min(numbers) < 0:
                raise ValidationError(
                    self.env._(
                        "Sales receipts of %s: limits and warranty cannot be negative.",
                        company.name,
                    )
                )

    def _get_receipt_problems(self):
        """Sentences about what the seller's requisites lack for a sales receipt."""
        env, partner = self.env, self.partner_id
        checks = [
            (self.name, env._("name of the seller: form of the company")),
            (requisites.is_inn(self.vat), env._("INN of the seller: form of the company")),
            (
                requisites.is_ogrn(self.company_registry),
                env._("OGRN or OGRNIP of the seller: form of the company"),
            ),
            (
                partner.street and partner.city,
                env._("address of the seller (town and street): form of the company"),
            ),
            (self.phone, env._("phone of the seller: form of the company")),
        ]
        return [words for is_right, words in checks if not is_right]

    def _prepare_receipt_seller(self):
        partner = self.partner_id
        parts = (partner.zip, partner.city, partner.street, partner.street2)
        return {
            "name": self.name,
            "inn": self.vat or "",
            "kpp": self.kpp or "",
            "ogrn": self.company_registry or "",
            "address": ", ".join(filter(None, parts)),
            "phone": self.phone or "",
        }

    def _prepare_receipt_terms(self):
        """Sentences for the client's copy: warranty, return, care."""
        env, months = self.env, self.receipt_warranty_months
        warranty = env._(
            "Warranty: %(number)s %(months)s from the day of hand-over; keep receipt and tag.",
            number=months,
            months=plural(months, "месяц", "месяца", "месяцев"),
        )
        returns = self.receipt_return_terms or env._(
            "Return: jewellery of good quality is not exchanged (Rules of sale, Government decree"
            " No. 2463 of 31.12.2020). A piece bought at a distance may be returned within 7 days"
            " of hand-over with its tag and looks kept; a piece made to the client's own order may"
            " not (art. 26.1 of the law on consumers' rights)."
        )
        care = self.receipt_care_terms or env._(
            "Care: keep apart from other pieces, take off before sport, sleep and cleaning, keep"
            " from perfume and chlorine, wipe with a soft cloth."
        )
        return [text for text in (months and warranty, returns, care) if text]
