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
        links = products.links(remote)
        if links is not None and not links:
            snapshot[KEY] = {"amo": {}, "odoo": None, "field": "order_ids"}
        return is_complete and (record.won_status != "pending" or not links)

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
            round_.remember(KEY, "order_ids", now, None)
            return
        if not known and self._is_closed(binding, round_.remote):
            round_.remember(KEY, "order_ids", now, None)  # history: nothing is to be sold any more
            return
        states = {key: now.get(key) for key in sorted(changed)}
        order, refusal = self._quotation(lead)
        items = self._product_items(lead, states, elements) if KEY in round_.met else []
        if not refusal and order:
            refusal = self._refusal(self._write_lines, order, binding, states, elements)
        if refusal:
            round_.problem(KEY, refusal)
            self._log_refused_products(binding, round_, items, now, refusal)
        elif order:
            round_.solved(KEY)
            round_.remember(KEY, "order_ids", now, None)
            round_.history += [self._pulled(binding, round_, item) for item in items]

    @api.model
    def _product_items(self, lead, states, elements):
        """Changed products for the log: what the order's lines hold, and what amoCRM wants."""
        orders = lead.order_ids.filtered(lambda order: order.state != "cancel")
        lines = {line.amocrm_element: line for line in orders.order_line}
        items = []
        for key, state in states.items():
            line = lines.get(key, orders.order_line.browse())
            name = products.details(elements.get(key) or {})["name"] or line.product_id.name or key
            odoo = products.words(line.product_uom_qty, line.price_unit) if line else None
            label = self.env._("Product “%(product)s”", product=name)
            items.append(self._own_item(KEY, label, state and products.words(*state), odoo))
        return items

    @api.model
    def _log_refused_products(self, binding, round_, items, now, reason):
        """Each state of the products that was refused is told once."""
        entry = round_.snapshot.get(KEY) or {}
        if not items or entry.get("refused") == now:
            return
        round_.snapshot[KEY] = {**entry, "refused": now}
        for item in items:
            row = self._pulled(binding, round_, item)
            round_.history.append({**row, "kind": "refused", "reason": reason})

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
