"""The part of the driver that acts as people do in amoCRM."""

import base64


class Work:
    """Deals, people, tasks and the account's structure; ``_call`` comes from the driver."""

    # Deals and people, as a user. ``by``: e-mail or id of the acting user, 0 for a robot

    def create_deal(self, **values):
        """name, price, status, pipeline, responsible, by, fields={code: text}, contact={…}."""
        return self._call("POST", "deals", values)

    def update_deal(self, key, **values):
        """Change what the keywords name (as for :meth:`create_deal`)."""
        return self._call("PATCH", f"deals/{key}", values)

    def move(self, key, status, pipeline=None, **values):
        """Move a deal to a status given by name or id."""
        return self.update_deal(
            key, status=status, **({"pipeline": pipeline} if pipeline else {}), **values
        )

    def deal(self, key):
        """A deal: stored values, plus ``status`` by name and ``fields`` as texts by code."""
        return self._call("GET", f"deals/{key}")

    def deals(self):
        """All deals, the bin included."""
        return self._call("GET", "deals")

    def act(self, what, key, verb, **values):
        """delete, restore, purge or merge(into=…) in deals, contacts or companies."""
        return self._call("POST", f"{what}/{key}/{verb}", values)

    def delete_deal(self, key, **values):
        """Into the bin."""
        return self.act("deals", key, "delete", **values)

    def restore_deal(self, key, **values):
        """Out of the bin."""
        return self.act("deals", key, "restore", **values)

    def merge_deals(self, key, into, **values):
        """``key`` disappears into ``into``."""
        return self.act("deals", key, "merge", into=into, **values)

    def create_contact(self, **values):
        """name or first_name and last_name, phones=[…], email, fields, by."""
        return self._call("POST", "contacts", values)

    def update_contact(self, key, **values):
        """Change a contact."""
        return self._call("PATCH", f"contacts/{key}", values)

    def contact(self, key):
        """One contact."""
        return self._call("GET", f"contacts/{key}")

    def contacts(self):
        """All contacts."""
        return self._call("GET", "contacts")

    def create_company(self, **values):
        """name, phones, email, fields, by."""
        return self._call("POST", "companies", values)

    def update_company(self, key, **values):
        """Change a company."""
        return self._call("PATCH", f"companies/{key}", values)

    def company(self, key):
        """One company."""
        return self._call("GET", f"companies/{key}")

    def companies(self):
        """All companies."""
        return self._call("GET", "companies")

    def create_product(self, name, price=None, **fields):
        """An element of the products list; other fields by code, such as ``SKU``."""
        fields |= {} if price is None else {"PRICE": price}
        return self._call("POST", "elements", {"name": name, "fields": fields})

    def update_product(self, key, **values):
        """name, fields={code: text}."""
        return self._call("PATCH", f"elements/{key}", values)

    def delete_product(self, key):
        """Deals do not show it any more."""
        return self._call("DELETE", f"elements/{key}")

    def link(self, deal, **targets):
        """``contacts=id`` (``is_main=True``), ``companies=id`` or ``elements=id, quantity=2``."""
        return self._call("POST", f"deals/{deal}/link", targets)

    def unlink(self, deal, **targets):
        """The reverse of :meth:`link`."""
        return self._call("POST", f"deals/{deal}/unlink", targets)

    def tasks(self, deal=None):
        """Tasks of a deal, or all."""
        return self._call("GET", "tasks", **({"deal": deal} if deal else {}))

    def notes(self, deal=None):
        """Notes of a deal, or all."""
        return self._call("GET", "notes", **({"deal": deal} if deal else {}))

    def create_task(self, deal, text, **values):
        """A task made by a person; ``deal=None, contact=id`` or ``company=id`` for others."""
        return self._call("POST", "tasks", {**_owner(deal), "text": text, **values})

    def update_task(self, key, **values):
        """text, complete_till, responsible, is_completed."""
        return self._call("PATCH", f"tasks/{key}", values)

    def delete_task(self, key):
        """Delete a task."""
        return self._call("DELETE", f"tasks/{key}")

    def complete_task(self, key, result="", **values):
        """Close a task."""
        return self._call(
            "PATCH", f"tasks/{key}", {"is_completed": True, "result": result, **values}
        )

    def create_note(self, deal, text, **values):
        """A note typed by a person, on another card as for :meth:`create_task`."""
        return self._call("POST", "notes", {**_owner(deal), "text": text, **values})

    def update_note(self, key, text):
        """Edit a note."""
        return self._call("PATCH", f"notes/{key}", {"text": text})

    def upload(self, name, content, **values):
        """Put a file on the drive; its ``id`` is the value of a file field."""
        encoded = base64.b64encode(content).decode()
        return self._call("POST", "files", {"name": name, "content": encoded, **values})

    def trash_file(self, uuid, is_trashed=True):
        """Put a file into the bin."""
        return self._call("PATCH", f"files/{uuid}", {"is_trashed": is_trashed})

    # Structure of the account

    def add_user(self, name, email, **values):
        """A user nobody has mapped yet."""
        return self._call("POST", "users", {"name": name, "email": email, **values})

    def update_user(self, key, **values):
        """``is_active=False`` retires a user."""
        return self._call("PATCH", f"users/{key}", values)

    def add_status(self, name, **values):
        """A status nobody has mapped yet."""
        return self._call("POST", "statuses", {"name": name, **values})

    def delete_status(self, pipeline, status):
        """Its deals keep a dangling id."""
        return self._call("DELETE", f"pipelines/{pipeline}/statuses/{status}")

    def add_field(self, name, type, **values):
        """A custom field; entity="leads", code, enums."""
        return self._call("POST", "fields", {"name": name, "type": type, **values})

    def update_field(self, key, **values):
        """name, code, enums=[{id?, value}] (options left out disappear with their values)."""
        return self._call("PATCH", f"fields/{key}", values)

    def delete_field(self, key):
        """The field and its values are gone."""
        return self._call("DELETE", f"fields/{key}")

    def fields(self):
        """{(entity, code): definition}."""
        return {(item["entity_type"], item["code"]): item for item in self._call("GET", "fields")}


def _owner(deal):
    return {} if deal is None else {"deal": deal}
