"""Receipts of law 54-FZ: strict checks, sums to the kopeck."""

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from . import checks, money
from .replies import invalid
from .shops import OWN_RECEIPTS

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
PHONE = re.compile(r"\d{10,15}")
INN = re.compile(r"\d{10}|\d{12}")
VAT_CODES = range(1, 13)
MOST_QUANTITY = Decimal("99999.999")
MODES = (
    "full_prepayment partial_prepayment advance full_payment partial_payment credit credit_payment"
).split()
SUBJECTS = (
    "commodity excise job service gambling_bet gambling_prize lottery lottery_prize "
    "intellectual_activity payment agent_commission property_right non_operating_gain "
    "insurance_premium sales_tax resort_fee composite another fine tax lien cost "
    "pension_insurance_without_payouts pension_insurance_with_payouts "
    "health_insurance_without_payouts health_insurance_with_payouts health_insurance casino "
    "agent_withdrawals non_marked_excise marked_excise marked non_marked"
).split()
MEASURES = (
    "piece gram kilogram ton centimeter decimeter meter square_centimeter square_decimeter "
    "square_meter milliliter liter cubic_meter kilowatt_hour gigacalorie day hour minute second "
    "kilobyte megabyte gigabyte terabyte another"
).split()
SETTLEMENTS = ("cashless", "prepayment", "postpayment", "consideration")
RECEIPT_FIELDS = (
    "customer items internet tax_system_code timezone receipt_industry_details "
    "receipt_operational_details email phone"
).split()
CLOSING_FIELDS = (
    "type payment_id refund_id send settlements additional_user_props on_behalf_of".split()
)
ITEM_FIELDS = (
    "description amount quantity vat_code payment_subject payment_mode measure mark_code_info "
    "mark_mode mark_quantity planned_status product_code country_of_origin_code "
    "customs_declaration_number excise payment_subject_industry_details"
).split()
CLOSING_ITEM_FIELDS = "additional_payment_subject_props supplier agent_type".split()


class Rules:
    """What a shop's receipts have to obey."""

    def __init__(self, shop, settings, closing=False):
        self.shop = shop
        self.settings = settings
        self.closing = closing
        self.own = shop["fiscal_provider"] == OWN_RECEIPTS
        self.item_fields = ITEM_FIELDS + (CLOSING_ITEM_FIELDS if closing else [])

    def of_operation(self, receipt, minor, parameter="receipt"):
        """The ``receipt`` of a payment, capture or refund over ``minor`` kopecks; may be None."""
        if receipt is None:
            if self.shop["fiscalization"]:
                raise invalid("Receipt is missing or illegal", parameter)
            return None
        if not isinstance(receipt, dict):
            raise invalid("Receipt is missing or illegal", parameter)
        if not self.shop["fiscalization"] and self.settings.receipt_of_off_shop == "reject":
            raise invalid("Receipts are not enabled for the shop", parameter)
        if self.check(receipt, RECEIPT_FIELDS, parameter) != minor:
            raise invalid("Sum of the items is not the amount", f"{parameter}.items")
        return receipt

    def check(self, receipt, fields, where=""):
        """Everything but the total, which is returned in kopecks."""
        checks.known(self.settings, receipt, fields, where)
        self._customer(receipt, where)
        checks.choice(receipt, "tax_system_code", range(1, 7), where)
        checks.choice(receipt, "timezone", range(1, 12), where)
        checks.flag(receipt, "internet", True, where)
        items = receipt.get("items")
        most = 80 if self.own else 100
        parameter = _join(where, "items")
        if not isinstance(items, list) or not 1 <= len(items) <= most:
            raise invalid(f"A receipt has 1 to {most} items", parameter)
        return sum(self._item(item, f"{parameter}[{n}]") for n, item in enumerate(items))

    def _customer(self, receipt, where):
        parameter = _join(where, "customer")
        customer = receipt.get("customer", {})
        if not isinstance(customer, dict):
            raise invalid("Must be an object", parameter)
        checks.known(self.settings, customer, ("full_name", "inn", "email", "phone"), parameter)
        checks.text(customer, "full_name", 256, where=parameter)
        email = customer.get("email") or receipt.get("email")
        phone = customer.get("phone") or receipt.get("phone")
        for value, form, name in (
            (email, EMAIL, "email"),
            (phone, PHONE, "phone"),
            (customer.get("inn"), INN, "inn"),
        ):
            if value and not (isinstance(value, str) and form.fullmatch(value)):
                raise invalid(f"Malformed {name}", f"{parameter}.{name}")
        if self.own and not email:
            raise invalid("Email is required for receipts of YooKassa", f"{parameter}.email")
        if not email and not phone:
            raise invalid("Email or phone is required", parameter)

    def _item(self, item, where):
        """The item's total in kopecks."""
        if not isinstance(item, dict):
            raise invalid("Must be an object", where)
        checks.known(self.settings, item, self.item_fields, where)
        checks.text(item, "description", 128, 1, where)
        price = money.parse(item.get("amount"), f"{where}.amount", self.shop["currency"])
        checks.choice(item, "vat_code", VAT_CODES, where, required=True)
        checks.choice(item, "payment_mode", MODES, where)
        checks.choice(item, "payment_subject", SUBJECTS, where)
        checks.choice(item, "measure", MEASURES, where, required=self.own)
        total = price * _quantity(item, where)
        return int(total.quantize(Decimal(1), ROUND_HALF_UP))

    def settlements(self, receipt):
        """Their total in kopecks."""
        rows = receipt.get("settlements")
        if not isinstance(rows, list) or not rows:
            raise invalid("Settlements are missing", "settlements")
        total = 0
        for number, row in enumerate(rows):
            where = f"settlements[{number}]"
            if not isinstance(row, dict):
                raise invalid("Must be an object", where)
            checks.choice(row, "type", SETTLEMENTS, where, required=True)
            total += money.parse(row.get("amount"), f"{where}.amount", self.shop["currency"])
        return total


def _quantity(item, where):
    value, parameter = item.get("quantity"), f"{where}.quantity"
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise invalid("Quantity is missing", parameter)
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        raise invalid("Quantity must be a number", parameter) from None
    if not found.is_finite() or not 0 < found <= MOST_QUANTITY:
        raise invalid(f"Quantity must be positive and up to {MOST_QUANTITY}", parameter)
    if found != found.quantize(Decimal("0.001")):
        raise invalid("Quantity has up to three decimals", parameter)
    return found


def _join(where, name):
    return f"{where}.{name}" if where else name
