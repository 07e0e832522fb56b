import secrets

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ..models.jewel_bank_invoice_mixin import exact, roubles

# Rendered as a fixed part of our own page; the nonce lets the sheet's own style in.
_POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'self' 'nonce-{nonce}'; script-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def find_receipt(token):
    """The receipt of ``token``; whoever may not read it gets the answer of an unknown token."""
    receipt = request.env["jewel.sales.receipt"]._find_by_token(token)
    if not receipt:
        raise NotFound
    return receipt


def render_page(template, **values):
    """A staff page: nobody keeps or frames it, nothing foreign is loaded."""
    nonce = secrets.token_urlsafe(16)
    response = request.render(template, {"nonce": nonce, "rub": _rub, **values})
    response.headers.update(
        {
            "Content-Security-Policy": _POLICY.format(nonce=nonce),
            "Referrer-Policy": "no-referrer",
            "X-Robots-Tag": "noindex, nofollow",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        }
    )
    return response


def _rub(amount):
    return roubles(exact(amount))


class ReceiptController(http.Controller):
    """The receipt of a deal for the staff: both copies on one sheet, and what its QR code tells.

    A GET changes nothing; a version is made by the button.
    """

    @http.route("/jewel/receipt/<string:token>", type="http", auth="user", methods=["GET"])
    def page(self, token, go=None, **_kwargs):
        """The version in force; without one, a draft that is marked so on paper too."""
        return self._render(find_receipt(token), is_printing=bool(go))

    @http.route("/jewel/receipt/<string:token>/print", type="http", auth="user", methods=["POST"])
    def print_sheet(self, token, kind="page", **_kwargs):
        """Fix the sum and print: ``kind`` is `page` (by the browser) or `pdf`."""
        receipt = find_receipt(token)
        try:
            with request.env.cr.savepoint():
                version = receipt._print()
        except UserError as error:
            return self._render(receipt, error=str(error))
        if kind == "pdf":
            return request.redirect(f"/report/pdf/jewel_invoicing.sales_receipt/{version.id}")
        return request.redirect(f"/jewel/receipt/{token}?go=1")

    @http.route(
        "/jewel/receipt/<string:token>/<int:number>", type="http", auth="user", methods=["GET"]
    )
    def recheck(self, token, number, **_kwargs):
        """The QR code of a paper: whether its sum is still the one to collect."""
        receipt = find_receipt(token)
        version = receipt.version_ids.filtered(lambda one: one.number == number)
        if not version:
            raise NotFound
        values = {"receipt": receipt, "version": version, "check": version._recheck()}
        return render_page("jewel_invoicing.receipt_recheck_page", **values)

    def _render(self, receipt, **values):
        content = receipt.sudo()._in_russian()._prepare_content()
        version = receipt._get_valid_version()
        if version.content != content:
            version = version.browse()  # the next print will differ: this is its draft
        values = {
            "receipt": receipt,
            "version": version,
            "sheets": [receipt._prepare_sheet(content, version)],
            "error": None,
            "is_printing": False,
            **values,
        }
        return render_page("jewel_invoicing.receipt_page", **values)
