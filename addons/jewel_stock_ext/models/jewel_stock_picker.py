from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

_PAGE = 60
_METAL = "metal"
_KEPT_CONTEXT = ("lang", "tz", "allowed_company_ids")


class JewelStockPicker(models.AbstractModel):
    """Choose an item by pictures for any operation of stock; one call a step."""

    _name = "jewel.stock.picker"
    _description = "Picture Picker"

    @api.model
    def picker_start(self, operation=None, production_id=None):
        """What the first screen shows.

        :return: operations that this user may do, the chosen one, people, places, and types with
            pictures of which there are items
        """
        self = self._picker_enter(production_id)
        operations = self._picker_operations(production_id)
        chosen = operation if operation in [row["key"] for row in operations] else None
        return {
            "operations": operations,
            "operation": chosen or operations[0]["key"],
            "people": self._picker_people(),
            "person": self._picker_person(production_id),
            "places": self._picker_places(),
            "types": self._picker_types(),
            "title": self._picker_title(production_id),
        }

    @api.model
    def picker_items(self, type_key=None, query="", offset=0, production_id=None):
        """A page of items of a type, or of all when one is searched by name, article or barcode.

        :param type_key: "type:<id>", "categ:<id>" or "metal"
        :return: {"items": [...], "more": whether there are others}
        """
        self = self._picker_enter(production_id)
        domain = self._picker_domain() & self._picker_type_domain(type_key)
        query = (query or "").strip()
        if query:
            domain &= (
                Domain("name", "ilike", query)
                | Domain("default_code", "ilike", query)
                | Domain("barcode", "=", query)
            )
        products = self.env["product.product"].search(
            domain, offset=max(int(offset), 0), limit=_PAGE + 1, order="default_code, name, id"
        )
        return {
            "items": self._picker_item_rows(products[:_PAGE]),
            "more": len(products) > _PAGE,
        }

    @api.model
    def picker_scan(self, code, production_id=None):
        """The item that has this barcode or article, or nothing."""
        self = self._picker_enter(production_id)
        code = (code or "").strip()
        named = Domain("barcode", "=", code) | Domain("default_code", "=ilike", code)
        found = self.env["product.product"].search(self._picker_domain() & named, limit=2)
        return self._picker_item_rows(found)[0] if len(found) == 1 else False

    # === RIGHTS === #

    @api.model
    def _picker_enter(self, production_id=None):
        """The picker to go on with: this one, when the user may do operations of stock.

        Of the caller's context only ``_KEPT_CONTEXT`` stays: a day, a place or a switch of core in
        it would change what is in stock and what is asked.

        :raises AccessError: he may not
        """
        if not self.env.su and not self.env.user.has_group("stock.group_stock_user"):
            raise AccessError(self.env._("Operations of stock are done by the storekeeper."))
        context = self.env.context
        kept = {key: context[key] for key in _KEPT_CONTEXT if key in context}
        return self.with_env(self.env(context=kept))

    # === PARTS OF THE SCREENS === #

    @api.model
    def _picker_operations(self, production_id=None):
        """Operations in the order of their use; what an operation asks for beside the item."""
        return [
            {"key": "issue", "name": self.env._("Issue"), "asks": "person"},
            {"key": "return", "name": self.env._("Return"), "asks": "person"},
            {"key": "move", "name": self.env._("Move"), "asks": "place"},
            {"key": "receipt", "name": self.env._("Receipt"), "asks": ""},
            {"key": "scrap", "name": self.env._("Write-off"), "asks": ""},
        ]

    @api.model
    def _picker_title(self, production_id=None):
        return ""

    @api.model
    def _picker_person(self, production_id=None):
        """Id of the master who is meant before one is chosen, or 0."""
        return 0

    @api.model
    def _picker_people(self):
        group = self.env.ref("jewel_base.group_jeweller")
        people = self.env["res.users"].search(
            [
                ("all_group_ids", "in", group.ids),
                ("company_ids", "in", self.env.company.id),
                ("share", "=", False),
            ],
            order="name",
        )
        return [{"id": person.id, "name": person.name} for person in people]

    @api.model
    def _picker_places(self):
        """Where goods may be moved to: own places that are no master's."""
        places = self.env["stock.location"].search(
            [
                ("usage", "=", "internal"),
                ("company_id", "=", self.env.company.id),
                ("metal_holder", "!=", "master"),
                ("is_metal_masters", "=", False),
            ],
            order="complete_name",
        )
        return [{"id": place.id, "name": place.display_name} for place in places]

    @api.model
    def _picker_domain(self):
        return Domain("is_storable", "=", True) & Domain(
            "company_id", "in", [self.env.company.id, False]
        )

    @api.model
    def _picker_type_domain(self, type_key):
        kind, _colon, number = (type_key or "").partition(":")
        if kind == _METAL:
            return Domain("is_metal", "=", True)
        if kind == "type":
            return Domain("jewel_type_id", "=", int(number)) & Domain("is_metal", "=", False)
        if kind == "categ":
            return Domain(
                [
                    ("categ_id", "=", int(number)),
                    ("jewel_type_id", "=", False),
                    ("is_metal", "=", False),
                ]
            )
        return Domain.TRUE

    @api.model
    def _picker_types(self):
        """Types and categories that have items, the most numerous kinds of pictures in one list."""
        groups = self.env["product.product"]._read_group(
            self._picker_domain(), ["is_metal", "jewel_type_id", "categ_id"], ["__count"]
        )
        found = {}
        for is_metal, jewel_type, categ, count in groups:
            if is_metal:
                key, record, name = _METAL, None, self.env._("Metal")
            elif jewel_type:
                key, record, name = f"type:{jewel_type.id}", jewel_type, jewel_type.name
            else:
                key, record = f"categ:{categ.id}", categ
                name = categ.name or self.env._("Other")
                key = key if categ else ""
            row = found.setdefault(
                key, {"key": key, "name": name, "count": 0, "model": record and record._name}
            )
            row["id"] = record.id if record else 0
            row["count"] += count
        self._picker_mark_pictures(list(found.values()))
        return sorted(found.values(), key=lambda row: (row["key"] != _METAL, row["name"]))

    @api.model
    def _picker_mark_pictures(self, rows):
        """Say which of the rows have a picture; a browser asks for no other."""
        for model in {row["model"] for row in rows if row["model"]}:
            ids = [row["id"] for row in rows if row["model"] == model]
            having = self._picker_with_picture(model, ids)
            for row in rows:
                if row["model"] == model:
                    row["picture"] = row["id"] in having
        for row in rows:
            row.setdefault("picture", False)

    @api.model
    def _picker_with_picture(self, model, ids):
        attachments = self.env["ir.attachment"].sudo()
        found = attachments._read_group(
            [("res_model", "=", model), ("res_id", "in", ids), ("res_field", "=", "image_256")],
            ["res_id"],
        )
        return {res_id for (res_id,) in found}

    @api.model
    def _picker_item_rows(self, products):
        vault = self.env["stock.location"]._jewel_get_holder("vault")
        own = self._picker_with_picture("product.template", products.product_tmpl_id.ids)
        variants = self._picker_with_variant_picture(products.ids)
        return [
            {
                "id": product.id,
                "name": product.name,
                "code": product.default_code or "",
                "unit": product.uom_id.name,
                "digits": 4 if product.is_metal else 2,
                "is_metal": product.is_metal,
                "on_hand": product.qty_available,
                "picture": product.id in variants or product.product_tmpl_id.id in own,
            }
            for product in products.with_context(location=vault.id)
        ]

    @api.model
    def _picker_with_variant_picture(self, ids):
        found = (
            self.env["ir.attachment"]
            .sudo()
            ._read_group(
                [
                    ("res_model", "=", "product.product"),
                    ("res_id", "in", ids),
                    ("res_field", "=", "image_variant_256"),
                ],
                ["res_id"],
            )
        )
        return {res_id for (res_id,) in found}
