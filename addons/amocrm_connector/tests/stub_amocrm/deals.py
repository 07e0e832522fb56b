from .account import NEW, PIPELINE


class Deals:
    """Deals and their tags."""

    def __init__(self):
        super().__init__()
        self.leads = {}

    def add_deal(self, contact=None, fields=None, **values):
        deal = {
            "id": self.next_id(),
            "name": "Ring",
            "price": 1000,
            "responsible_user_id": 11,
            "pipeline_id": PIPELINE,
            "status_id": NEW,
            "is_deleted": False,
            **values,
        }
        deal["custom_fields_values"] = [
            {"field_id": number, "values": values} for number, values in (fields or {}).items()
        ] or None
        linked = [{"id": contact["id"], "is_main": True}] if contact else []
        deal["_embedded"] = {"contacts": linked, "tags": [], "companies": []}
        self.leads[deal["id"]] = self.touch(deal)
        return deal

    def value(self, deal, number):
        """Values of a custom field of a deal, by its number."""
        for item in self.leads[deal["id"]]["custom_fields_values"] or []:
            if item["field_id"] == number:
                return item["values"]
        return None

    def tag_names(self, deal):
        return [tag["name"] for tag in self.leads[deal["id"]]["_embedded"]["tags"]]

    def set_tags(self, deal, *names):
        """A person sets the deal's tags."""
        tags = [{"id": self.next_id(), "name": name, "color": None} for name in names]
        self.touch(deal)["_embedded"]["tags"] = tags

    def _change_tags(self, row, body):
        added, deleted = body.pop("tags_to_add", []), body.pop("tags_to_delete", [])
        if added or deleted:
            gone = {tag["name"] for tag in deleted}
            kept = [tag for tag in row["_embedded"]["tags"] if tag["name"] not in gone]
            row["_embedded"]["tags"] = kept + [
                {"id": self.next_id(), "name": tag["name"], "color": None} for tag in added
            ]
