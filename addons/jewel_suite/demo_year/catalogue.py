"""Who works in the demo workshop, what it sells and to whom. All of it is invented."""

from decimal import Decimal
from typing import NamedTuple


class Person(NamedTuple):
    """Somebody of the staff: login, name, role group of `jewel_base`."""

    login: str
    name: str
    role: str


class Model(NamedTuple):
    """A model of the catalogue; grams are those of a pair, ``stones`` their share in grams."""

    article: str
    name: str
    collection: str
    alloy: str
    grams: Decimal
    stones: Decimal
    price: int
    cost: int

    @property
    def is_silver(self):
        return self.alloy == "ag925"


PEOPLE = (
    Person("manager", "Анна Соколова", "sales_manager"),
    Person("manager2", "Павел Орлов", "sales_manager"),
    Person("manager3", "Вера Рябинина", "sales_manager"),
    Person("head", "Сергей Литвинов", "production_head"),
    Person("modeller", "Олег Чертёжников", "jeweller"),
    Person("caster", "Фёдор Плавкин", "jeweller"),
    Person("jeweller", "Иван Кузнецов", "jeweller"),
    Person("jeweller2", "Мария Золотова", "jeweller"),
    Person("jeweller3", "Глеб Торопов", "jeweller"),
    Person("setter", "Нина Крапанова", "jeweller"),
    Person("polisher", "Тимур Блестов", "jeweller"),
    Person("storekeeper", "Ольга Кладова", "storekeeper"),
    Person("accountant", "Елена Счетова", "accountant"),
    Person("director", "Николай Самоцветов", "director"),
    Person("courier", "Артём Быстров", "courier"),
    Person("courier2", "Лев Дорогин", "courier"),
)
# Login -> (share of the enquiries, share of these that are won).
MANAGERS = {"manager": (0.38, 0.38), "manager2": (0.34, 0.29), "manager3": (0.28, 0.22)}
MASTERS = ("jeweller", "jeweller2", "jeweller3")
# Since CARELESS_DAYS this master loses more than the norm allows.
CARELESS = "jeweller3"
CARELESS_DAYS = 24

_MODELS = """
СЗ-001 | Запонки «Якорь» | fleet | ag925 | 18.4 | 0 | 28900 | 9580
СЗ-002 | Запонки «Штурвал» | fleet | ag925 | 21.15 | 0 | 31500 | 10726
СЗ-003 | Запонки «Узел морской» | fleet | au585_white | 15.8 | 0 | 228000 | 121209
СЗ-010 | Запонки «Герб» по эскизу | heraldry | ag925 | 24.6 | 0 | 46900 | 17185
СЗ-011 | Запонки «Вензель» | heraldry | au585_red | 16.2 | 0 | 239000 | 125206
СЗ-012 | Запонки «Лев» | heraldry | au585_yellow | 18.9 | 0.08 | 309000 | 163342
СЗ-020 | Запонки «Каркас» | motor | ag925 | 16.7 | 1.2 | 27500 | 10411
СЗ-021 | Запонки «Поршень» | motor | ag925 | 22.9 | 0 | 33900 | 11509
СЗ-022 | Запонки «Тахометр» | motor | au750_white | 19.4 | 0 | 379000 | 189706
СЗ-030 | Запонки «Классика» | classic | ag925 | 14.3 | 0.32 | 21900 | 8664
СЗ-031 | Запонки «Оникс» | classic | ag925 | 17.5 | 1.8 | 24900 | 10643
СЗ-032 | Запонки «Соло» | classic | au585_white | 14.1 | 0.04 | 262000 | 136783
СЗ-033 | Запонки «Паве 24» | classic | au750_white | 17.2 | 0.096 | 449000 | 240982
СЗ-040 | Запонки «Монограмма» | name | ag925 | 15.6 | 0 | 26900 | 10027
СЗ-041 | Запонки «Отпечаток» | name | au585_yellow | 13.9 | 0 | 212000 | 109863
СЗ-050 | Запонки «Метеорит» | rarity | pt950 | 19.8 | 3.4 | 289000 | 142652
СЗ-051 | Запонки «Изумруд» | rarity | au750_yellow | 18.1 | 0.14 | 459000 | 242815
СЗ-052 | Запонки «Александрит» | rarity | pd850 | 14.9 | 0.1 | 365000 | 203332
"""


def _read(line):
    article, name, collection, alloy, grams, stones, price, cost = map(str.strip, line.split("|"))
    weights = Decimal(grams), Decimal(stones)
    return Model(article, name, collection, alloy, *weights, int(price), int(cost))


MODELS = tuple(map(_read, _MODELS.strip().splitlines()))
CUSTOM = "СЗ-010"  # drawn anew for each client

OCCASIONS = (
    "к юбилею",
    "на свадьбу",
    "жениху",
    "отцу",
    "партнёру",
    "на день рождения",
    "капитану",
    "выпускнику",
    "к Новому году",
    "к 23 февраля",
    "директору",
    "себе",
)
ENGRAVINGS = ("А. В.", "К. Г.", "12.06.2011", "М + Т", "С. Р.", "Навсегда", "1986–2026", "Л. И.")
# Notes of managers after their first talk with a client.
ANSWERS = (
    "Позвонили: обсудили модель и срок, счёт пришлём по ссылке.",
    "Написали в мессенджер, отправили фото похожих работ.",
    "Клиент заезжал в мастерскую, выбрал модель по образцу.",
    "Уточнили гравировку и дату, ждём решения.",
)
NAMES = (
    "Александр Дмитрий Максим Артур Егор Илья Кирилл Роман Степан Юрий Виктор Леонид"
    " Борис Глеб Денис Игорь Марк Никита Олег Фёдор"
).split()
SURNAMES = (
    "Авдеев Баранов Власов Герасимов Демидов Ершов Жуков Зимин Исаев Климов Лапин Мельников"
    " Назаров Овчинников Прохоров Родионов Сафонов Тарасов Ушаков Филатов Харитонов Цветков"
    " Чернов Шубин Щукин Яшин"
).split()
CITIES = ("Москва", "Санкт-Петербург", "Казань", "Екатеринбург", "Сочи", "Тула", "Самара")
FIRMS = ("Навигатор", "Балтика-Порт", "Каскад", "Северный ветер", "Мотор-клуб", "Альянс", "Гарант")
