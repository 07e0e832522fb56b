from odoo import api, models

from .. import products


class AmocrmEntityProducts(models.AbstractModel):
    """Elements of amoCRM's product lists, met through deals. Numbers are «catalog/element»."""

    _name = "amocrm.entity.products"
    _inherit = "amocrm.entity"
    _description = "amoCRM Product"

    @api.model
    def _fetch(self, client, job):
        catalog, _slash, element = job["external_id"].partition("/")
        return client.get(f"/api/v4/catalogs/{catalog}/elements/{element}")

    @api.model
    def _apply(self, binding, remote):
        """The product itself is Odoo's: nothing of it is overwritten."""
        if remote is None or remote.get("is_deleted"):
            binding.is_deleted = True
        else:
            self._take_in(binding.account_id, binding.external_id, remote)
        return None

    @api.model
    def _take_in(self, account, number, element):
        """Our product for an element: by SKU, as bound before, by its name, else a new one."""
        known = products.details(element)
        binding = self.env["amocrm.binding"].search(
            [
                ("account_id", "=", account.id),
                ("entity", "=", "products"),
                ("external_id", "=", number),
            ]
        )
        product = (
            self._by(account, "default_code", known["sku"])
            or self._bound(binding)
            or self._by(account, "name", known["name"])
            or self._create_product(number, known)
        )
        self._bind(account, number, binding, product)
        return product

    @api.model
    def _bound(self, binding):
        record = binding._record() if binding else None
        return record if record and record._name == "product.product" else None

    @api.model
    def _by(self, account, field, value):
        """The one active product that can be sold and has this value."""
        model = self.env["product.product"].with_context(active_test=True)
        if not value:
            return model.browse()
        found = model.search(
            [
                (field, "=", value),
                ("sale_ok", "=", True),
                ("company_id", "in", (False, account.company_id.id)),
            ],
            limit=2,
        )
        return found.with_env(self.env) if len(found) == 1 else found.browse()

    @api.model
    def _create_product(self, number, known):
        return self.env["product.product"].create(
            {
                "name": known["name"] or self.env._("amoCRM product %(number)s", number=number),
                "default_code": known["sku"],
                "list_price": float(known["price"] or 0),
                "type": "consu",
            }
        )

    @api.model
    def _bind(self, account, number, binding, product):
        """Several elements may mean one product: the first is bound to it."""
        if binding._of_records(product).filtered(lambda other: other.account_id == account):
            return
        vals = {"model": product._name, "res_id": product.id, "is_deleted": False}
        if binding:
            binding.write(vals)
        else:
            keys = {"account_id": account.id, "entity": "products", "external_id": number}
            binding.create({**keys, **vals})
