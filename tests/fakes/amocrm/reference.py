"""Account, users, pipelines, loss reasons: what rarely changes."""

from datetime import datetime

from .paging import entity_page, reference_page
from .replies import empty, json_reply
from .validation import run_batch

RIGHT = {"view": "A", "edit": "A", "add": "A", "delete": "A", "export": "A"}


def get_account(call):
    """GET the account; parts only with ``with=``."""
    account, withs = call.world.account, call.withs
    body = {
        "id": account["account_id"],
        "name": account["name"],
        "subdomain": account["subdomain"],
        "created_at": account["created_at"],
        "created_by": account["current_user_id"],
        "updated_at": account["created_at"],
        "updated_by": account["current_user_id"],
        "current_user_id": account["current_user_id"],
        "country": "RU",
        "currency": "RUB",
        "currency_symbol": "₽",
        "customers_mode": "disabled",
        "is_unsorted_on": True,
        "mobile_feature_version": 0,
        "is_loss_reason_enabled": True,
        "is_helpbot_enabled": False,
        "is_technical_account": False,
        "contact_name_display_order": 1,
    }
    plain = {
        "uuid": account["uuid"],
        "amojo_id": account["uuid"],
        "version": 12,
        "drive_url": call.world.settings.drive_url or call.base_url,
        "is_api_filter_enabled": True,
    }
    body |= {key: value for key, value in plain.items() if key in withs}
    body["_links"] = {"self": {"href": call.request.url}}
    return json_reply({**body, "_embedded": _account_parts(call, account, withs)})


def _account_parts(call, account, withs):
    parts = {}
    if "amojo_rights" in withs:
        parts["amojo_rights"] = {"can_direct": False, "can_create_groups": False}
    if "users_groups" in withs:
        parts["users_groups"] = [{"id": 0, "name": "Отдел продаж", "uuid": None}]
    if "task_types" in withs:
        parts["task_types"] = account["task_types"]
    if "datetime_settings" in withs:
        parts["datetime_settings"] = _datetime_settings(call)
    return parts


def _datetime_settings(call):
    offset = datetime.now(call.world.zone).strftime("%z")
    return {
        "date_pattern": "d.m.Y H:i",
        "short_date_pattern": "d.m.Y",
        "short_time_pattern": "H:i",
        "date_formant": "d.m.Y",
        "time_format": "H:i:s",
        "timezone": call.world.account["timezone"],
        "timezone_offset": f"{offset[:3]}:{offset[3:]}",
    }


def list_users(call):
    """GET the users."""
    return reference_page(call, call.world.store.all("users"), "users", _user)


def get_user(call):
    """GET one user."""
    user = call.world.user(call.args["key"])
    return json_reply(_user(call, user)) if user else empty()


def _user(call, user):
    return {
        "id": user["id"],
        "name": user["name"],
        "email": user["email"],
        "lang": "ru",
        "rights": {
            **{key: RIGHT for key in ("leads", "contacts", "companies")},
            "tasks": {"edit": "A", "delete": "A"},
            "mail_access": False,
            "catalog_access": True,
            "files_access": True,
            "status_rights": None,
            "catalog_rights": None,
            "is_admin": user["is_admin"],
            "is_free": False,
            "is_active": user["is_active"],
            "group_id": None,
            "role_id": None,
        },
        "_links": {"self": {"href": f"{call.base_url}/api/v4/users/{user['id']}"}},
        **({"phone_number": None} if "phone_number" in call.withs else {}),
    }


def list_pipelines(call):
    """GET the pipelines with their statuses."""
    rows = sorted(call.world.store.all("pipelines"), key=lambda row: row["sort"])
    body = {"_total_items": len(rows), "_links": {"self": {"href": call.request.url}}}
    return json_reply(body | {"_embedded": {"pipelines": [_pipeline(call, row) for row in rows]}})


def get_pipeline(call):
    """GET one pipeline."""
    pipeline = call.world.pipeline(call.args["key"])
    return json_reply(_pipeline(call, pipeline)) if pipeline else empty()


def _pipeline(call, pipeline):
    statuses = sorted(pipeline["statuses"], key=lambda status: status["sort"])
    return {
        **{
            key: pipeline[key]
            for key in ("id", "name", "sort", "is_main", "is_unsorted_on", "is_archive")
        },
        "account_id": call.world.account["account_id"],
        "_links": {"self": {"href": f"{call.base_url}/api/v4/leads/pipelines/{pipeline['id']}"}},
        "_embedded": {"statuses": [_status(call, pipeline, status) for status in statuses]},
    }


def list_statuses(call):
    """GET the statuses of a pipeline."""
    pipeline = call.world.pipeline(call.args["key"])
    if not pipeline:
        return empty()
    statuses = sorted(pipeline["statuses"], key=lambda status: status["sort"])
    shown = [_status(call, pipeline, status) for status in statuses]
    return json_reply({"_total_items": len(shown), "_embedded": {"statuses": shown}})


def get_status(call):
    """GET one status."""
    status = call.world.status(call.args["key"], call.args["status"])
    return (
        json_reply(_status(call, call.world.pipeline(call.args["key"]), status))
        if status
        else empty()
    )


def _status(call, pipeline, status):
    href = f"{call.base_url}/api/v4/leads/pipelines/{pipeline['id']}/statuses/{status['id']}"
    return {
        **status,
        "is_editable": status["id"] not in (142, 143),
        "pipeline_id": pipeline["id"],
        "account_id": call.world.account["account_id"],
        "_links": {"self": {"href": href}},
    }


def list_loss_reasons(call):
    """GET the reasons of lost deals."""
    return reference_page(call, call.world.store.all("loss_reasons"), "loss_reasons", _loss_reason)


def get_loss_reason(call):
    """GET one reason."""
    reason = call.world.store.get("loss_reasons", call.args["key"])
    return json_reply(_loss_reason(call, reason)) if reason else empty()


def add_loss_reasons(call):
    """POST reasons."""

    def check(item, errors):
        if not item.get("name"):
            errors.missing("name")

    def apply(item, _checked):
        return _loss_reason(call, new_loss_reason(call.world, item["name"], item.get("sort", 100)))

    results = run_batch(call, call.items(), check, apply)
    return json_reply({"_total_items": len(results), "_embedded": {"loss_reasons": results}})


def new_loss_reason(world, name, sort):
    """Store a reason."""
    now = world.now()
    key = world.store.next_id("loss_reasons", 26871001)
    return world.store.put(
        "loss_reasons",
        {"id": key, "name": name, "sort": sort, "created_at": now, "updated_at": now},
    )


def _loss_reason(call, reason):
    return {
        **reason,
        "_links": {"self": {"href": f"{call.base_url}/api/v4/leads/loss_reasons/{reason['id']}"}},
    }


def list_sources(call):
    """GET the sources: the account has none."""
    return entity_page(call, [], "sources", lambda _call, row: row)


ROUTES = [
    ("GET", "/api/v4/account", get_account),
    ("GET", "/api/v4/users", list_users),
    ("GET", "/api/v4/users/<int:key>", get_user),
    ("GET", "/api/v4/leads/pipelines", list_pipelines),
    ("GET", "/api/v4/leads/pipelines/<int:key>", get_pipeline),
    ("GET", "/api/v4/leads/pipelines/<int:key>/statuses", list_statuses),
    ("GET", "/api/v4/leads/pipelines/<int:key>/statuses/<int:status>", get_status),
    ("GET", "/api/v4/leads/loss_reasons", list_loss_reasons),
    ("POST", "/api/v4/leads/loss_reasons", add_loss_reasons),
    ("GET", "/api/v4/leads/loss_reasons/<int:key>", get_loss_reason),
    ("GET", "/api/v4/sources", list_sources),
]
