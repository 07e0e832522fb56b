"""Test cards: which are paid, which are declined and why."""

MASTERCARD = "555555555555"
GOOD = {
    "5555555555554477": True,  # number: with 3-D Secure
    "5555555555554444": False,
    "4793128161644804": True,
    "4111111111111111": False,
    "2200000000000004": True,
    "2202474301322987": False,
}
BAD = {
    reason: (MASTERCARD + mastercard, mir)
    for reason, mastercard, mir in (
        ("3d_secure_failed", "4592", "2200000000000012"),
        ("call_issuer", "4535", "2200000000000020"),
        ("card_expired", "4543", "2200000000000038"),
        ("fraud_suspected", "4568", "2200000000000046"),
        ("general_decline", "4527", "2202202212312379"),
        ("insufficient_funds", "4600", "2200000000000053"),
        ("invalid_card_number", "4618", "2201382000000013"),
        ("invalid_csc", "4626", "2200770212727079"),
        ("issuer_unavailable", "4501", "2201382000000021"),
        ("payment_method_limit_exceeded", "4576", "2201382000000039"),
        ("payment_method_restricted", "4550", "2201382000000047"),
        ("country_forbidden", "4584", "2201382000000054"),
    )
}
REASON_OF = {number: reason for reason, numbers in BAD.items() for number in numbers}
USUAL = "5555555555554444"
IN_WORDS = {
    "3d_secure_failed": "не пройдено подтверждение в банке",
    "call_issuer": "банк отклонил оплату, причину знает только он",
    "card_expired": "истёк срок действия карты",
    "fraud_suspected": "подозрение на мошенничество",
    "general_decline": "банк отклонил оплату без причины",
    "insufficient_funds": "не хватает денег",
    "invalid_card_number": "неверный номер карты",
    "invalid_csc": "неверный код CVC",
    "issuer_unavailable": "банк не отвечает",
    "payment_method_limit_exceeded": "исчерпан лимит по карте",
    "payment_method_restricted": "операции по карте запрещены",
    "country_forbidden": "карты этой страны не принимаются",
}
BY_BRAND = {"2": "Mir", "4": "Visa", "5": "MasterCard"}


def outcome(number):
    """Why the card is declined; empty for a good one. A card that is no test card is unknown."""
    if number in GOOD:
        return ""
    return REASON_OF.get(number, "invalid_card_number")


def public(number):
    """What a payment shows of the card."""
    return {
        "first6": number[:6],
        "last4": number[-4:],
        "expiry_year": "2030",
        "expiry_month": "12",
        "card_type": BY_BRAND.get(number[:1], "Unknown"),
        "issuer_country": "RU",
    }
