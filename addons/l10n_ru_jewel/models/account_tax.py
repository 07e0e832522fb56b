from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AccountTax(models.Model):
    """VAT rates come and go: each knows its days and the code that stands for it in a receipt."""

    _inherit = "account.tax"

    receipt_vat_code = fields.Selection(
        [
            ("1", "1: without VAT"),
            ("2", "2: VAT 0%"),
            ("3", "3: VAT 10%"),
            ("4", "4: VAT 20%"),
            ("5", "5: VAT 10/110"),
            ("6", "6: VAT 20/120"),
            ("7", "7: VAT 5%"),
            ("8", "8: VAT 7%"),
            ("9", "9: VAT 5/105"),
            ("10", "10: VAT 7/107"),
            ("11", "11: VAT 22%"),
            ("12", "12: VAT 22/122"),
        ],
        "VAT Code in Receipts",
        help="Number by which online cash desks and payment services know this rate.",
    )
    valid_from = fields.Date(help="First day on which this rate is charged; empty: no beginning.")
    valid_to = fields.Date(help="Last day on which this rate is charged; empty: no end.")
    replaced_by_id = fields.Many2one(
        "account.tax",
        index="btree_not_null",
        check_company=True,
        domain="[('type_tax_use', '=', type_tax_use), ('id', '!=', id)]",
        help="Rate that is charged instead of this one after its last day.",
    )

    @api.constrains("valid_from", "valid_to")
    def _check_validity(self):
        for tax in self:
            if tax.valid_from and tax.valid_to and tax.valid_from > tax.valid_to:
                raise ValidationError(
                    self.env._(
                        "Tax %(name)s ends on %(end)s, before it begins on %(begin)s: correct the"
                        " dates.",
                        name=tax.name,
                        end=tax.valid_to,
                        begin=tax.valid_from,
                    )
                )

    @api.constrains("replaced_by_id")
    def _check_replaced_by(self):
        if self._has_cycle("replaced_by_id"):
            raise ValidationError(self.env._("A tax cannot replace itself, even by way of others."))

    def _is_valid_at(self, date):
        self.ensure_one()
        return not (
            (self.valid_from and date < self.valid_from) or (self.valid_to and date > self.valid_to)
        )

    def _get_valid_at(self, date):
        """The taxes to charge on ``date`` where these are meant.

        A tax that is not in force that day gives way to the one that replaces it, or that it has
        replaced. Where neither is in force the tax itself is returned: nobody may lose a tax in
        silence.

        :param date: `datetime.date` of the document
        :return: taxes, archived ones among them
        """
        taxes = self.browse()
        for tax in self:
            taxes |= tax._find_valid_at(date) or tax
        return taxes

    def _find_valid_at(self, date):
        """The one of this tax's line of succession that is in force on ``date``, or nothing."""
        Tax = self.env["account.tax"]
        line = self
        while line.replaced_by_id:
            line = line.replaced_by_id
        while line:
            if valid := line.filtered(lambda tax: tax._is_valid_at(date)):
                return valid[0]
            archived_too = Tax.with_context(active_test=False)
            line = Tax.browse(archived_too.search([("replaced_by_id", "in", line.ids)]).ids)
        return Tax
