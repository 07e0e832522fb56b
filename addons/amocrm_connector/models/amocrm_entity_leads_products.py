from decimal import Decimal

from odoo import api, models

from .. import products
from ..exceptions import AmocrmRejected

KEY = "products"


class AmocrmEntityLeads(models.AbstractModel):
    """Products of a deal: lines of its quotation, as long as it is one."""

    _inherit = "amocrm.entity.leads"

    # === CALLS === #

    @api.model
    def _fetch(self, client, job):
        remote = super()._fetch(client, job)
        if remote and remote.get("deal"):
            links = products.links(remote["deal"]) or {}
            remote["elements"] = self._fetch_elements(client, links)
        return remote

    @api.model
    def _fetch_elements(self, client, links):
        """``{"catalog/element": element}``, one question for each list."""
        found = {}
        for catalog in sorted({catalog for catalog, _element in links}):
            wanted = [element for owner, element in links if owner == catalog]
            path = f"/api/v4/catalogs/{catalog}/elements"
            try:
                for element in client.pages(path, {"filter[id][]": wanted}, "elements"):
                    found[f"{catalog}/{element['id']}"] = element
            except AmocrmRejected:
                continue
        return found

    # === MANY AT ONCE === #

    @api.model
    def _complete_snapshot(self, record, remote, snapshot, known):
        """Override: products of an open deal are taken in by an exchange of its own."""
        is_complete = super()._complete_snapshot(record, remote, snapshot, known)
        return is_complete and (record.won_status != "pending" or not products.links(remote))

    # === MERGE === #

    @api.model
    def _merge_products(self, binding, round_, lead, elements):
        """Bring the quotation's lines in line with what was changed in amoCRM."""
        links = products.links(round_.remote)
        if links is None:
            return
        now = self._product_states(links, elements)
        known = (round_.snapshot.get(KEY) or {}).get("amo") or {}
        changed = {key for key in {*now, *known} if now.get(key) != known.get(key)}
        if not changed:
            round_.solved(KEY)
            return
        if not known and self._is_closed(binding, round_.remote):
            round_.remember(KEY, "order_ids", now, None)  # history: nothing is to be sold any more
            return
        order, refusal = self._quotation(lead)
        if not refusal and order:
            step = (order, binding, {key: now.get(key) for key in sorted(changed)}, elements)
            refusal = self._refusal(self._write_lines, *step)
        if refusal:
            round_.problem(KEY, refusal)
        elif order:
            round_.solved(KEY)
            round_.remember(KEY, "order_ids", now, None)

    @api.model
    def _product_states(self, links, elements):
        """``{"catalog/element": [quantity, price]}`` in the form of a snapshot."""
        states = {}
        for (catalog, element), quantity in links.items():
            key = f"{catalog}/{element}"
            price = products.details(elements[key])["price"] if key in elements else None
            states[key] = [str(quantity), None if price is None else str(price)]
        return states

    @api.model
    def _is_closed(self, binding, deal):
        return self._is_lost_there(deal) or bool(self._closed_stage(binding, deal))

    @api.model
    def _quotation(self, lead):
        """The quotation that holds, or may hold, amoCRM's products; or why there is none."""
        mine = lead.order_ids.filtered(lambda order: order.state != "cancel")
        ours = mine.filtered(lambda order: any(order.order_line.mapped("amocrm_element")))[:1]
        if ours and ours.state not in ("draft", "sent"):
            return ours.browse(), self.env._(
                "The products of the deal were changed in amoCRM, but order %(order)s is confirmed."
                " Change it by hand, or set the products back in amoCRM.",
                order=ours.name,
            )
        order = ours or mine.filtered(lambda order: order.state == "draft")[:1]
        if order or not lead.partner_id:
            return order, None
        return lead.env["sale.order"].create(self._prepare_quotation_vals(lead)), None

    @api.model
    def _prepare_quotation_vals(self, lead):
        """Hook: values of the quotation for a deal's products."""
        return {
            "opportunity_id": lead.id,
            "partner_id": lead.partner_id.id,
            "company_id": lead.company_id.id or self.env.company.id,
            "user_id": lead.user_id.id,
            "team_id": lead.team_id.id,
            "origin": lead.name,
        }

    @api.model
    def _write_lines(self, order, binding, states, elements):
        lines = {line.amocrm_element: line for line in order.order_line if line.amocrm_element}
        for key, state in states.items():
            line = lines.get(key, order.order_line.browse())
            if state is None:
                line.unlink()
                continue
            vals = {"product_uom_qty": float(Decimal(state[0]))}
            if state[1] is not None:
                vals["price_unit"] = float(Decimal(state[1]))
            if line:
                line.write(vals)
            else:
                vals.update(self._line_keys(order, binding, key, elements.get(key)))
                line.create(vals)

    @api.model
    def _line_keys(self, order, binding, key, element):
        """Which product a new line is for; an element that cannot be read is a line of its own."""
        handler = self.env["amocrm.entity.products"]
        product = handler._take_in(binding.account_id, key, element or {})
        return {"order_id": order.id, "product_id": product.id, "amocrm_element": key}
