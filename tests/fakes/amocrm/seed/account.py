"""The account «Запонки»: users, pipelines, loss reasons, the integration."""

from ..reference import new_loss_reason
from .workshop_fields import PRODUCTS, seed_fields

ACCOUNT_ID = 30000001
ADMIN, MANAGER, MANAGER2, RETIRED = 10000701, 10000702, 10000703, 10000704
CLIENT_ID = "5f0a1c52-7d1e-4b0e-9a51-3f6f2f0c7a01"
PIPELINE_SALES, PIPELINE_REPAIR = 9621010, 9621014
USERS = (
    (ADMIN, "Ольга Администратова", "admin@example.com", True, True),
    (MANAGER, "Мария Менеджерова", "manager@example.com", False, True),
    (MANAGER2, "Пётр Продажин", "manager2@example.com", False, True),
    (RETIRED, "Игорь Уволенный", "retired@example.com", False, False),
)
# (id, name, colour); the first one is the inbox of type 1.
SALES = (
    (76789226, "Неразобранное", "#c1c1c1"),
    (76789230, "Новая заявка", "#99ccff"),
    (76789234, "Предоплата", "#ffff99"),
    (76789238, "В производстве", "#ffcc66"),
    (76789242, "Изделие готово", "#ccff66"),
    (76789246, "Отправка", "#98cbff"),
)
REPAIR = (
    (76789326, "Неразобранное", "#c1c1c1"),
    (76789330, "Принято в ремонт", "#99ccff"),
    (76789334, "В работе", "#ffcc66"),
)
CLOSED = (
    {"id": 142, "name": "Успешно реализовано", "sort": 10000, "color": "#CCFF66", "type": 0},
    {"id": 143, "name": "Закрыто и не реализовано", "sort": 11000, "color": "#D5D8DB", "type": 0},
)
LOSS_REASONS = (
    "Слишком дорого",
    "Поменялись планы",
    "Не устроили сроки",
    "Выбрали другого изготовителя",
)
TASK_TYPES = (
    {"id": 1, "name": "Связаться", "color": None, "icon_id": None, "code": "FOLLOW_UP"},
    {"id": 2, "name": "Встреча", "color": None, "icon_id": None, "code": "MEETING"},
    {"id": 2310817, "name": "Подготовить изделие", "color": "CCCCFF", "icon_id": 14, "code": None},
)
KEPT_BY_RESET = ("settings", "tokens", "integrations")


def seed_if_empty(world, identity):
    """Fill a new store; ``identity`` may name client_id, client_secret, redirect_uri, subdomain."""
    if not world.account:
        _seed_account(world)
        seed_fields(world)
    _seed_identity(world, identity)


def _seed_account(world):
    store = world.store
    store.put(
        "account",
        {
            "id": 1,
            "account_id": ACCOUNT_ID,
            "name": "Запонки",
            "subdomain": "zaponki",
            "uuid": "0c0f4c4e-5d0b-4a8e-8f53-2a9b6d7e1f10",
            "timezone": "Europe/Moscow",
            "current_user_id": ADMIN,
            "created_at": 1748260000,
            "task_types": list(TASK_TYPES),
        },
    )
    for key, name, email, is_admin, is_active in USERS:
        store.put(
            "users",
            {"id": key, "name": name, "email": email, "is_admin": is_admin, "is_active": is_active},
        )
    add_pipeline(world, PIPELINE_SALES, "Продажи", SALES, is_main=True)
    add_pipeline(world, PIPELINE_REPAIR, "Ремонт", REPAIR)
    for index, name in enumerate(LOSS_REASONS):
        new_loss_reason(world, name, index + 1)
    now = world.now()
    store.put(
        "catalogs",
        {
            "id": PRODUCTS,
            "name": "Товары",
            "type": "products",
            "sort": 10,
            "created_at": now,
            "updated_at": now,
        },
    )


def add_pipeline(world, key, name, statuses, is_main=False):
    """Store a pipeline with the closed statuses that each one has."""
    listed = [
        {
            "id": status,
            "name": title,
            "sort": 10 * (index + 1),
            "color": color,
            "type": 0 if index else 1,
        }
        for index, (status, title, color) in enumerate(statuses)
    ]
    world.store.put(
        "pipelines",
        {
            "id": key,
            "name": name,
            "sort": len(world.store.all("pipelines")) + 1,
            "is_main": is_main,
            "is_unsorted_on": True,
            "is_archive": False,
            "statuses": [*listed, *CLOSED],
        },
    )


def _seed_identity(world, identity):
    given = {key: value for key, value in identity.items() if value}
    if subdomain := given.pop("subdomain", None):
        world.store.put("account", {**world.account, "subdomain": subdomain})
    old = next(iter(world.store.all("integrations")), None)
    integration = {
        "id": CLIENT_ID,
        "name": "Jewel ERP",
        "client_secret": "demo-client-secret",
        "redirect_uri": "http://localhost:8069/amocrm/oauth",
        **(old or {}),
    }
    integration["id"] = given.pop("client_id", integration["id"])
    if old and old["id"] != integration["id"]:
        world.store.remove("integrations", old["id"])
    world.store.put("integrations", {**integration, **given})


def reset(world):
    """Back to the seed; ids go on, tokens and settings stay."""
    store = world.store
    kinds = [kind for kind in store.kinds() if kind not in KEPT_BY_RESET]
    store.clear(kinds)
    store.clear_blobs()
    _seed_account(world)
    seed_fields(world)
