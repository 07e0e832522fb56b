import base64
from decimal import ROUND_HALF_UP, Decimal

from babel.dates import format_date

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.jewel_base.words import amount_in_words

from ..payment_qr import payment_text
from ..transfer_text import CYRILLIC, LATIN, has_number, plain

_KOPECK = Decimal("0.01")


def exact(amount):
    """A Monetary as the kopecks that it stands for."""
    return Decimal(str(amount)).quantize(_KOPECK, ROUND_HALF_UP)


def roubles(amount):
    """245 000,10: the way Russian documents print a sum."""
    return f"{amount:,.2f}".replace(",", "\u00a0").replace(".", ",")


def day_in_words(day):
    """26 ноября 2026 г."""
    return format_date(day, "d MMMM y 'г.'", locale="ru_RU")


class JewelBankInvoiceMixin(models.AbstractModel):
    """A document that can be printed as «Счёт на оплату», to be paid by bank transfer."""

    _name = "jewel.bank.invoice.mixin"
    _description = "Invoice for Payment by Bank Transfer"

    def _prepare_bank_invoice(self):
        """What the document asks for.

        :return: dict with ``number``, ``date``, ``company``, ``partner``, ``account``
            (`res.partner.bank`), ``currency``, ``basis``, ``valid_until`` (date or False),
            ``lines`` (dicts with name, quantity, unit, amount with tax as Decimal), ``vat``
            (Decimal), ``rates`` (set of percents), ``due`` (Decimal: what is asked for now),
            ``problems`` (sentences)
        """
        raise NotImplementedError

    @api.model
    def _find_named_in(self, text, company, states):
        """The documents (in sudo) of ``company`` whose whole number stands in ``text``.

        :param states: values of the document's ``state`` that may be found
        """
        self.flush_model(["name", "state", "company_id"])
        query = SQL(
            """SELECT id FROM %s WHERE company_id = %s AND state IN %s AND length(name) > 2
                AND position(translate(upper(replace(name, ' ', '')), %s, %s) IN %s) > 0""",
            SQL.identifier(self._table),
            company.id,
            states,
            CYRILLIC,
            LATIN,
            plain(text),
        )
        found = self.sudo().browse(row[0] for row in self.env.execute_query(query))
        return found.filtered(lambda document: has_number(text, document.name))

    def _get_bank_invoice(self):
        """The invoice ready to print.

        :raise UserError: requisites are missing or wrong; all of them are named at once
        """
        self.ensure_one()
        self.check_access("read")
        invoice = self.sudo()._prepare_bank_invoice()
        problems = [
            *invoice["problems"],
            *invoice["company"]._get_bank_invoice_problems(invoice["account"]),
            *invoice["partner"]._get_bank_invoice_problems(),
        ]
        if invoice["currency"].name != "RUB":
            problems.append(self.env._("an amount in roubles"))
        if invoice["due"] <= 0:
            problems.append(self.env._("something left to pay"))
        if problems:
            raise UserError(
                self.env._(
                    "Invoice %(number)s cannot be printed. Missing or wrong:\n%(problems)s",
                    number=invoice["number"],
                    problems="\n".join(f"— {problem}" for problem in problems),
                )
            )
        return {**invoice, **self._prepare_bank_invoice_texts(invoice)}

    def _prepare_bank_invoice_texts(self, invoice):
        total = sum(line["amount"] for line in invoice["lines"])
        lines = [
            {
                **line,
                "price": roubles((line["amount"] / line["quantity"]).quantize(_KOPECK)),
                "quantity": f"{line['quantity']:f}".rstrip("0").rstrip(".").replace(".", ","),
                "amount": roubles(line["amount"]),
            }
            for line in (
                {**line, "quantity": Decimal(str(line["quantity"])).quantize(Decimal("0.0001"))}
                for line in invoice["lines"]
            )
        ]
        return {
            "lines": lines,
            "total": roubles(total),
            "paid": roubles(total - invoice["due"]) if total != invoice["due"] else "",
            "due_text": roubles(invoice["due"]),
            "vat_text": roubles(invoice["vat"]) if invoice["vat"] else "",
            "vat_rates": ", ".join(f"{rate:g}%" for rate in sorted(invoice["rates"])),
            "words": amount_in_words(invoice["due"]),
            "date_text": day_in_words(invoice["date"]),
            "valid_text": invoice["valid_until"] and day_in_words(invoice["valid_until"]),
            "qr": self._get_payment_qr(invoice, total),
        }

    def _get_payment_qr(self, invoice, total):
        """The QR code as a data URI."""
        text = self._get_payment_qr_text(invoice, total)
        image = self.env["ir.actions.report"].barcode(
            "QR", text, width=320, height=320, barLevel="M"
        )
        return f"data:image/png;base64,{base64.b64encode(image).decode()}"

    def _get_payment_qr_text(self, invoice, total):
        company, account = invoice["company"], invoice["account"]
        return payment_text(
            company.name,
            account.sanitized_acc_number,
            account.bank_id.name,
            account.bank_id.bic,
            account.bank_id.corr_account,
            amount=invoice["due"],
            purpose=self._get_payment_purpose(invoice, total),
            inn=company.vat,
            kpp=company.kpp or "",
        )

    def _get_payment_purpose(self, invoice, total):
        """The text of the payment order: Russian in any language, since the bank reads it."""
        day = invoice["date"].strftime("%d.%m.%Y")
        vat = (invoice["vat"] * invoice["due"] / total).quantize(_KOPECK, ROUND_HALF_UP)
        tail = f"В т.ч. НДС {vat:.2f} руб." if vat else "НДС не облагается."
        return f"Оплата по счету № {invoice['number']} от {day}. {tail}"

    def action_print_bank_invoice(self):
        """Print once the requisites have been checked; else the list of what is missing."""
        for record in self:
            record._get_bank_invoice()
        return self.env.ref(self._bank_invoice_report).report_action(self)
