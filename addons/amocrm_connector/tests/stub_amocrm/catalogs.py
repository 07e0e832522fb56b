from .answers import listed, reply


class Catalogs:
    """Products of a catalog, and those of a deal."""

    ROUTES = ((r"/api/v4/catalogs/(\d+)/elements", "_elements"),)

    def __init__(self):
        super().__init__()
        self.elements = {}
        self.price_is_sum_of_products = False

    def add_element(self, name, price, sku=None):
        fields = [{"field_code": "PRICE", "values": [{"value": str(price)}]}]
        fields += [{"field_code": "SKU", "values": [{"value": sku}]}] if sku else []
        element = {"id": self.next_id(), "name": name, "custom_fields_values": fields}
        self.elements[element["id"]] = element
        return element

    def set_products(self, deal, *pairs):
        """A person gives the deal products: (element, quantity)."""
        self.touch(deal)["_embedded"]["catalog_elements"] = [
            {"id": element["id"], "metadata": {"quantity": quantity, "catalog_id": 77}}
            for element, quantity in pairs
        ]
        self._sum_up(deal)

    def _sum_up(self, deal):
        if self.price_is_sum_of_products:
            deal["price"] = sum(
                int(
                    float(
                        self.elements[link["id"]]["custom_fields_values"][0]["values"][0]["value"]
                    )
                )
                * link["metadata"]["quantity"]
                for link in deal["_embedded"].get("catalog_elements") or []
            )

    def _elements(self, _method, _match, params, _body):
        wanted = map(int, params.get("filter[id][]") or self.elements)
        found = [self.elements[number] for number in wanted if number in self.elements]
        return listed("elements", found) if found else reply(204)
