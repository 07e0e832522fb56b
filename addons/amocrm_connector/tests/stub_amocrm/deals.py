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

    def delete_deal(self, deal):
        """A person puts the deal into the bin."""
        deal["is_deleted"] = True
        self.add_event("lead_deleted", "lead", deal)

    def restore_deal(self, deal):
        deal["is_deleted"] = False
        self.add_event("lead_restored", "lead", deal)

    def set_value(self, entity, number, *values):
        """A person fills in a custom field of a deal or contact."""
        custom = {item["field_id"]: item for item in entity["custom_fields_values"] or []}
        known = custom.get(number) or {"field_id": number}
        custom[number] = {**known, "values": [{"value": value} for value in values]}
        self.touch(entity)["custom_fields_values"] = list(custom.values())

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
