"""Ways to pay: names, limits in kopecks, holds and refunds."""

from dataclasses import dataclass

from . import money
from .replies import invalid

HOUR = 3600


@dataclass(frozen=True)
class Method:
    """One way to pay. ``most`` 0: no limit is published."""

    type: str
    title: str
    most: int = 0
    holds: bool = True
    refunds: str = "partial"  # or "full", "none"
    least: int = 100


METHODS = {
    method.type: method
    for method in (
        Method("bank_card", "Банковская карта", 350_000_00),
        Method("yoo_money", "Кошелёк ЮMoney"),
        Method("sbp", "СБП", 700_000_00, holds=False),
        Method("sberbank", "SberPay"),
        Method("tinkoff_bank", "T-Pay", 700_000_00),
        Method("sber_loan", "Кредит или рассрочка Сбера", holds=False),
        Method("sber_bnpl", "Плати частями", holds=False),
        Method("mobile_balance", "Баланс телефона", holds=False, refunds="full"),
        Method("b2b_sberbank", "Сбербанк Бизнес Онлайн", holds=False, refunds="none"),
    )
}
NAMED_BEFORE = {"b2b_sberbank"}  # the shop has to send data of its own with it
IN_TEST_SHOP = ("bank_card", "yoo_money")


def enabled(shop, settings):
    """Types that work in the shop; a test shop knows two unless the settings say otherwise."""
    if shop["test"] and settings.test_methods == "real":
        return [kind for kind in shop["payment_methods"] if kind in IN_TEST_SHOP]
    return list(shop["payment_methods"])


def refusal(kind, minor, capture):
    """Why the method cannot take the amount, as (text, parameter); None when it can."""
    method = METHODS[kind]
    if minor < method.least or (method.most and minor > method.most):
        limit = f"{money.text(method.least)} to {money.text(method.most)}"
        return f"Amount is outside the limits of {kind}: {limit}", "amount.value"
    if not capture and not method.holds:
        return f"{kind} has no two-stage payments", "capture"
    return None


def usable(shop, settings, minor, capture):
    """Types that a payer may choose."""
    return [
        kind
        for kind in enabled(shop, settings)
        if kind not in NAMED_BEFORE and not refusal(kind, minor, capture)
    ]


def check(shop, settings, data, minor, capture):
    """The chosen type or None; 400 when no payment can be made so."""
    if data is None:
        if not usable(shop, settings, minor, capture):
            raise invalid("No payment method of the shop takes this amount", "amount.value")
        return None
    kind = data.get("type") if isinstance(data, dict) else None
    if kind not in METHODS:
        raise invalid("Unknown payment method", "payment_method_data.type")
    if kind not in enabled(shop, settings):
        raise invalid("Payment method is not available for the shop", "payment_method_data.type")
    if refused := refusal(kind, minor, capture):
        raise invalid(*refused)
    if kind in NAMED_BEFORE:
        for name in ("payment_purpose", "vat_data"):
            if not data.get(name):
                raise invalid("Field is required", f"payment_method_data.{name}")
    return kind
