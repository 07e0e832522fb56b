class People:
    """Contacts and companies, and whom a deal belongs to."""

    def __init__(self):
        super().__init__()
        self.contacts, self.companies = {}, {}

    def add_contact(self, name="Anna", phones=(), fields=None):
        contact = {"id": self.next_id(), "name": name, "is_deleted": False}
        contact["custom_fields_values"] = [
            {
                "field_id": 601,
                "field_code": "PHONE",
                "values": [{"value": item} for item in phones],
            },
            *({"field_id": key, "values": value} for key, value in (fields or {}).items()),
        ]
        contact["_embedded"] = {"tags": [], "companies": []}
        self.contacts[contact["id"]] = self.touch(contact)
        return contact

    def add_company(self, name="Workshop", phones=()):
        company = self.add_contact(name, phones)
        company["custom_fields_values"][0]["field_id"] = 611
        self.companies[company["id"]] = self.contacts.pop(company["id"])
        return company

    def link(self, entity, contacts=(), company=None):
        """Link people to a deal or contact; the first contact is the main one."""
        embedded = self.touch(entity)["_embedded"]
        embedded["companies"] = [{"id": company["id"]}] if company else []
        if contacts or entity["id"] in self.leads:
            embedded["contacts"] = [
                {"id": contact["id"], "is_main": position == 0}
                for position, contact in enumerate(contacts)
            ]
