"""Products of a deal as amoCRM gives them. No database."""

from decimal import Decimal, InvalidOperation

from .values import text


def links(deal):
    """``{(catalog, element): quantity}`` of a deal; ``None`` when amoCRM does not say.

    >>> element = {"id": 7, "metadata": {"quantity": 2, "catalog_id": 1}}
    >>> links({"_embedded": {"catalog_elements": [element]}})
    {('1', '7'): Decimal('2')}
    """
    elements = (deal.get("_embedded") or {}).get("catalog_elements")
    if not isinstance(elements, list):
        return None
    found = {}
    for element in elements:
        metadata = element.get("metadata")
        metadata = metadata if isinstance(metadata, dict) else {}
        key = str(metadata.get("catalog_id") or ""), str(element.get("id"))
        found[key] = found.get(key, 0) + (number(metadata.get("quantity")) or Decimal(1))
    return found


def details(element):
    """Name, SKU and price of a catalog's element.

    >>> field = {"field_code": "PRICE", "values": [{"value": "999.50"}]}
    >>> details({"name": "Ring", "custom_fields_values": [field]})
    {'name': 'Ring', 'sku': None, 'price': Decimal('999.50')}
    """
    values = {}
    for item in element.get("custom_fields_values") or []:
        first = next(iter(item.get("values") or []), None)
        values[item.get("field_code")] = first.get("value") if isinstance(first, dict) else None
    return {
        "name": text(element.get("name")),
        "sku": text(values.get("SKU")),
        "price": number(values.get("PRICE")),
    }


def words(quantity, price):
    """What a line holds, for a person; amoCRM may not say the price.

    >>> words("2", "999.50"), words(1.0, None)
    ('2 × 999.5', '1')
    """
    figures = [figure for figure in (quantity, price) if figure is not None]
    return " × ".join(f"{Decimal(str(figure)).normalize():f}" for figure in figures)


def number(value):
    """A decimal, ``None`` for nonsense."""
    try:
        found = Decimal(str(value).replace(" ", "").replace("\xa0", "").replace(",", "."))
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) < 10**12 else None
