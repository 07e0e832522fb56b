from decimal import ROUND_HALF_UP, Decimal

from odoo import fields, models

from .jewel_bank_invoice_mixin import exact


class JewelPayRequest(models.Model):
    _name = "jewel.pay.request"
    _inherit = ["jewel.pay.request", "jewel.bank.invoice.mixin"]
    _bank_invoice_report = "jewel_invoicing.action_report_bank_invoice_request"

    def _prepare_bank_invoice(self):
        """Override of the mixin: what is asked by the link, for a client who pays from an account.

        A request for a part of the deal is one line, «prepayment for …»: the goods come later.
        """
        order = self._get_order()
        total = exact(self.amount_total)
        is_whole = total == exact(self.amount_lines)
        problems = []
        if self.state not in ("open", "expired"):
            problems.append(self.env._("a pay request that has been sent and is not paid"))
        sent = self.sent_at or fields.Datetime.now()
        return {
            "number": self.name,
            "date": fields.Datetime.context_timestamp(self, sent).date(),
            "company": self.company_id,
            "partner": self.partner_id.commercial_partner_id,
            "account": self.company_id._get_bank_invoice_account(),
            "currency": self.currency_id,
            "basis": order.name or "",
            "valid_until": self.expires_at
            and fields.Datetime.context_timestamp(self, self.expires_at).date(),
            "lines": self._prepare_bank_lines() if is_whole else [self._prepare_part_line(total)],
            "vat": self._get_vat_share(order, total),
            "rates": set(order.order_line.tax_ids.filtered("amount").mapped("amount")),
            "due": exact(self.amount_left),
            "problems": problems,
        }

    def _prepare_bank_lines(self):
        return [
            {
                "name": line.name,
                "quantity": line.quantity,
                "unit": line.sale_line_id.product_uom_id.name or self.env._("pcs"),
                "amount": exact(line.amount),
            }
            for line in self.line_ids
        ]

    def _prepare_part_line(self, total):
        names = "; ".join(line.name for line in self.line_ids)
        texts = {
            "prepayment": self.env._("Prepayment for: %s", names),
            "balance": self.env._("Balance for: %s", names),
        }
        name = texts.get(self.part) or self.env._("Payment for: %s", names)
        return {"name": name, "quantity": 1, "unit": self.env._("pcs"), "amount": total}

    def _get_vat_share(self, order, total):
        """VAT inside ``total``, in proportion to the order's."""
        whole = exact(order.amount_total)
        if not whole:
            return Decimal(0)
        share = exact(order.amount_tax) * total / whole
        return share.quantize(Decimal("0.01"), ROUND_HALF_UP)
