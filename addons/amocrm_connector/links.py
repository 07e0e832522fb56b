"""Who belongs to a deal or contact: numbers in ``_embedded`` of an entity as the API gave it."""


def main_contact(deal):
    """Number of the deal's main contact; of the first one when none is main.

    >>> main_contact({"_embedded": {"contacts": [{"id": 1}, {"id": 2, "is_main": True}]}})
    2
    """
    contacts = (deal.get("_embedded") or {}).get("contacts") or []
    main = [contact for contact in contacts if contact.get("is_main")] or contacts
    return main[0]["id"] if main else None


def further_contacts(deal):
    """Numbers of the other contacts.

    >>> further_contacts({"_embedded": {"contacts": [{"id": 1}, {"id": 2, "is_main": True}]}})
    [1]
    """
    contacts = (deal.get("_embedded") or {}).get("contacts") or []
    main = main_contact(deal)
    return [contact["id"] for contact in contacts if contact["id"] != main]


def linked_company(entity):
    """Number of the company of a deal or contact as text; ``None`` when it has none.

    >>> linked_company({"_embedded": {"companies": [{"id": 7}]}})
    '7'
    """
    companies = (entity.get("_embedded") or {}).get("companies") or []
    return str(companies[0]["id"]) if companies else None
