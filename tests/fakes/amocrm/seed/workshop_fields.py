"""Custom fields of the workshop's account; codes are stable, ids too."""

from ..fields.definitions import new_field

JEWEL_TYPES = ("Запонки", "Кольцо", "Кулон", "Брошь", "Серьги", "Браслет", "Зажим для галстука")
COLLECTIONS = ("Флот", "Геральдика", "Мотор", "Классика", "Имя", "Редкость")
ALLOYS = (
    "Серебро 925",
    "Золото красное 585",
    "Золото жёлтое 585",
    "Золото белое 585",
    "Золото жёлтое 750",
    "Золото белое 750",
    "Платина 950",
    "Палладий 850",
)
PHONE_KINDS = ("WORK", "WORKDD", "MOB", "FAX", "HOME", "OTHER")
EMAIL_KINDS = ("WORK", "PRIV", "OTHER")
# (code, name, type, options)
LEAD_FIELDS = (
    ("JEWEL_TYPE", "Тип изделия", "select", {"enums": JEWEL_TYPES}),
    ("JEWEL_COLLECTION", "Коллекция", "select", {"enums": COLLECTIONS}),
    ("JEWEL_DESCRIPTION", "Описание изделия", "textarea", {}),
    ("JEWEL_COMPOSITION", "Состав", "textarea", {}),
    ("JEWEL_ALLOY", "Сплав", "select", {"enums": ALLOYS}),
    ("JEWEL_SIZE", "Размер", "text", {}),
    ("JEWEL_ENGRAVING", "Гравировка", "text", {}),
    ("JEWEL_DEADLINE", "Срок изготовления", "date_time", {}),
    ("JEWEL_SKETCH", "Эскиз", "file", {}),
    ("JEWEL_SKETCH_2", "Эскиз 2", "file", {}),
    ("ODOO_ORDER", "Номер заказа", "text", {"is_api_only": True}),
    ("JEWEL_FINISHED", "Готово (факт)", "date_time", {"is_api_only": True}),
    ("JEWEL_PRODUCTION_URL", "Ссылка на производство", "url", {"is_api_only": True}),
    ("JEWEL_PREPAYMENT", "Предоплата, ₽", "monetary", {}),
    ("JEWEL_WEIGHT", "Вес, г", "numeric", {}),
    ("JEWEL_EVENT_DATE", "Дата события", "date", {}),
    (
        "JEWEL_EXTRAS",
        "Дополнительно",
        "multiselect",
        {"enums": ("Подарочная коробка", "Срочно", "Гравировка внутри")},
    ),
    ("JEWEL_GIFT", "Подарок", "checkbox", {}),
    ("UTM_SOURCE", "utm_source", "tracking_data", {"is_predefined": True}),
    ("UTM_CAMPAIGN", "utm_campaign", "tracking_data", {"is_predefined": True}),
    ("REFERRER", "referrer", "tracking_data", {"is_predefined": True}),
)

PRODUCTS = 11271
PRODUCT_FIELDS = (
    ("SKU", "Артикул", "text", {}),
    ("DESCRIPTION", "Описание", "textarea", {}),
    ("PRICE", "Цена", "price", {}),
    ("UNIT", "Единица измерения", "text", {}),
    ("GROUP", "Группа", "category", {"enums": ("Изделия", "Упаковка")}),
    ("EXTERNAL_ID", "Внешний ID", "text", {}),
    ("SPECIAL_PRICE_1", "Особая цена", "price", {}),
)


def seed_fields(world):
    """Create the definitions of deals, contacts, companies and products."""
    ids = iter(range(752001, 752999))
    enum_ids = iter(range(718001, 718999))

    def add(entity, code, name, kind, options):
        options = dict(options)
        if "enums" in options:
            enums = [
                item if isinstance(item, dict) else {"value": item} for item in options["enums"]
            ]
            options["enums"] = [{**enum, "id": next(enum_ids)} for enum in enums]
        new_field(world, entity, name, kind, id=next(ids), code=code, **options)

    for code, name, kind, options in LEAD_FIELDS:
        add("leads", code, name, kind, options)
    for entity in ("contacts", "companies"):
        for code, name, kinds in (
            ("PHONE", "Телефон", PHONE_KINDS),
            ("EMAIL", "Email", EMAIL_KINDS),
        ):
            enums = [{"value": item, "code": item} for item in kinds]
            add(entity, code, name, "multitext", {"enums": enums, "is_predefined": True})
    add("contacts", "POSITION", "Должность", "text", {"is_predefined": True})
    add("contacts", None, "День рождения", "birthday", {})
    add("companies", "WEB", "Web", "url", {"is_predefined": True})
    add("companies", "ADDRESS", "Адрес", "textarea", {"is_predefined": True})
    for code, name, kind, options in PRODUCT_FIELDS:
        add(f"catalogs/{PRODUCTS}", code, name, kind, {**options, "is_predefined": True})
