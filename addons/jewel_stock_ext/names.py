"""Names that Odoo's code gives in English, and their Russian ones.

The name of a location or a warehouse is no translated field: one record has one name for all.
Operations, routes and units have translations, which Odoo has not filled in.
"""

RUSSIAN = "ru_RU"
# What Odoo calls the company of a new database.
DEFAULT_COMPANIES = ("My Company", "YourCompany")
WAREHOUSE = "Склад"
# (usage of the location, its English name): Russian name
PLACES = {
    ("internal", "Stock"): "Запасы",
    ("internal", "Input"): "Приёмка",
    ("internal", "Quality Control"): "Контроль",
    ("internal", "Output"): "Отгрузка",
    ("internal", "Packing Zone"): "Упаковка",
    ("internal", "Pre-Production"): "Перед производством",
    ("internal", "Post-Production"): "После производства",
    ("internal", "Masters"): "Мастера",
    ("supplier", "Vendors"): "Поставщики",
    ("customer", "Customers"): "Клиенты",
    ("inventory", "Inventory adjustment"): "Инвентаризация",
    ("inventory", "Scrap"): "Брак",
    ("production", "Production"): "Производство",
    ("transit", "Inter-company transit"): "В пути между компаниями",
    ("transit", "Inter-warehouse transit"): "В пути между складами",
}
# English name: Russian translation
OPERATIONS = {
    "Manufacturing": "Производство",
    "Quality Control": "Контроль качества",
    "Storage": "Размещение",
    "Pick": "Подбор",
    "Pack": "Упаковка",
    "Cross Dock": "Сквозная отгрузка",
    "Pick Components": "Подбор компонентов",
    "Store Finished Product": "Приёмка готового",
}
# What follows the name of the warehouse: Russian translation
ROUTES = {
    "Receive in 1 step (stock)": "приёмка в один шаг",
    "Deliver in 1 step (ship)": "отгрузка в один шаг",
}
# English name: Russian translation
UNITS = {"g": "г"}
