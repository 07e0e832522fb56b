import secrets
from urllib.parse import urlencode, urlsplit

from lxml import html
from markupsafe import Markup

from odoo import http
from odoo.http import request

from odoo.addons.payment.controllers.post_processing import PaymentPostProcessing

from ..colours import INK, button, is_colour, readable_on_paper

PAYABLE = ("open", "checking")


class PayController(http.Controller):
    """The client's page: one address, known to him alone, that shows what he pays for.

    A GET begins nothing, because messengers and mail servers open links on their own; at most it
    asks the provider how a payment under way stands.
    """

    @http.route("/pay/<string:token>", type="http", auth="public", methods=["GET"], sitemap=False)
    def page(self, token):
        pay_request = self._find(token)
        if pay_request and pay_request._get_page_state() == "checking":
            pay_request._refresh_live_transactions()
        return self._render_page(pay_request)

    @http.route(
        "/pay/<string:token>/seen", type="http", auth="public", methods=["POST"], sitemap=False
    )
    def seen(self, token, **_kwargs):
        """Sent by the page's script: a person looks; our own people do not count."""
        if not request.env.user._is_internal():
            self._find(token)._note_view()
        return request.make_response("", status=204)

    @http.route(
        "/pay/<string:token>/pay", type="http", auth="public", methods=["POST"], sitemap=False
    )
    def pay(self, token, option=None, **_kwargs):
        """The client has pressed «Pay»: on to the provider, with the sum that the server knows."""
        pay_request = self._find(token)
        if not pay_request:
            return self._render_page(pay_request)
        pay_request._refresh_live_transactions()
        pay_request._lock()
        pay_request._note_view()
        if not pay_request._can_be_paid():
            return request.redirect(f"/pay/{token}")
        provider, method = pay_request._choose_option(option)
        if not method:
            return self._render_page(
                pay_request, error=request.env._("Choose a way of payment, please.")
            )
        tx = pay_request._start_transaction(provider, method)
        PaymentPostProcessing.monitor_transaction(tx)
        # What the provider is told must not be lost, whatever happens to this request.
        request.env.cr.commit()
        return self._go_to_provider(pay_request, tx)

    @http.route(
        "/pay/<string:token>/picture/<int:line_id>", type="http", auth="public", methods=["GET"]
    )
    def picture(self, token, line_id):
        line = self._find(token).line_ids.filtered(lambda line: line.id == line_id)
        return self._send_image(line, "image", 640)

    @http.route("/pay/<string:token>/logo", type="http", auth="public", methods=["GET"])
    def logo(self, token):
        return self._send_image(self._find(token).company_id, "logo_web", 0)

    # === PARTS === #

    def _find(self, token):
        """The sent request of this token, in its client's language; or an empty recordset."""
        found = request.env["jewel.pay.request"]._find_by_token(token)
        found = found.filtered(lambda one: one.state != "draft")
        if not found:
            return found
        lang = found.partner_id.lang or found.company_id.partner_id.lang
        request.update_context(lang=lang or request.env.lang)
        return found.with_context(lang=request.env.lang).with_company(found.company_id)

    def _go_to_provider(self, pay_request, tx):
        values = tx._get_processing_values()
        form = values.get("redirect_form_html")
        if tx.state == "error" or not form:
            text = request.env._(
                "The payment could not be started. Try again or choose another way."
            )
            return self._render_page(pay_request, error=tx.state_message or text)
        form = self._get_form(form)
        if (form.get("method") or "get").lower() == "get":
            address = self._get_redirect_url(form)
            return self._render("jewel_invoicing.pay_redirect", pay_request, address=address)
        form.set("id", "redirect")  # the button stands outside of the form and names it
        return self._render(
            "jewel_invoicing.pay_redirect",
            pay_request,
            form_origin=self._get_form_origin(form, tx.provider_id),
            redirect_form=Markup(html.tostring(form, encoding="unicode")),
        )

    def _get_form_origin(self, form, provider):
        """Where this provider's form may be sent: its own origin, over https alone in production.

        :return: origin as `form-action` wants it; empty: nowhere but here
        """
        url = urlsplit(form.get("action") or "")
        is_secure = url.scheme == "https" or (url.scheme == "http" and provider.state == "test")
        return f"{url.scheme}://{url.netloc}" if is_secure else ""

    def _get_form(self, form_html):
        """The form by which a provider wants the client to be sent on."""
        node = html.fromstring(str(form_html))
        return node if node.tag == "form" else node.find(".//form")

    def _get_redirect_url(self, form):
        """The address that a browser would go to when it sends this GET form."""
        query = urlencode([(key, value) for key, value in form.form_values() if key])
        action = form.get("action")
        # The fields of the form come in place of the address's own query.
        return f"{action.split('?')[0]}?{query}" if query else action

    def _render_page(self, pay_request, error=None):
        if not pay_request:
            return self._render("jewel_invoicing.pay_not_found", pay_request, status=404)
        values = {"error": error, "page_state": pay_request._get_page_state()}
        if values["page_state"] in PAYABLE:
            values["options"] = pay_request._get_options()
        return self._render("jewel_invoicing.pay_page", pay_request, **values)

    def _render(self, template, pay_request, status=200, form_origin="", **values):
        # The page asks only whether there are pictures; their bytes stay where they are.
        pay_request = pay_request.with_context(bin_size=True)
        colour = pay_request.company_id.pay_colour
        colour = colour if is_colour(colour) else INK
        ground, text = button(colour)
        nonce = secrets.token_urlsafe(16)
        response = request.render(
            template,
            {
                "pay_request": pay_request,
                "company": pay_request.company_id,
                "nonce": nonce,
                "brand": ground,
                "on_brand": text,
                "brand_text": readable_on_paper(colour),
                **values,
            },
            status=status,
        )
        response.headers.update(self._get_headers(nonce, form_origin))
        return response

    def _get_headers(self, nonce, form_origin=""):
        """Nothing foreign is loaded, nobody keeps, finds or frames the page.

        Forms go nowhere but here, and to ``form_origin`` from the one page with a provider's form.
        Browsers apply `form-action` to every redirect that follows a form, and nobody knows which
        banks a provider goes through: that is why a press is answered by a page that leads on.
        """
        forms = filter(None, ("'self'", form_origin))
        policy = (
            f"default-src 'none'; img-src 'self' data:; style-src 'self' 'nonce-{nonce}';"
            f" script-src 'self'; connect-src 'self'; form-action {' '.join(forms)};"
            " base-uri 'none'; frame-ancestors 'none'"
        )
        return {
            "Content-Security-Policy": policy,
            "Referrer-Policy": "no-referrer",
            "X-Robots-Tag": "noindex, nofollow",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        }

    def _send_image(self, record, fname, size):
        if not record or not record[fname]:
            return request.make_response("", status=404)
        stream = request.env["ir.binary"]._get_image_stream_from(
            record.sudo(), fname, width=size, height=size
        )
        response = stream.get_response()
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex"
        return response
