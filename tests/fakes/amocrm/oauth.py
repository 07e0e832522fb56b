"""Connecting an integration: consent page, token endpoint, moved accounts, uninstalling."""

import hashlib
import hmac
from urllib.parse import urlencode

import requests
from markupsafe import Markup
from werkzeug.utils import redirect

from . import auth
from .addresses import account_host
from .replies import Problem, html_reply, json_reply

CONSENT = """<!DOCTYPE html><html lang="ru"><head><meta charset="utf-8">
<title>amoCRM: доступ</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/static/style.css"></head>
<body><main class="narrow"><section class="card">
<h1>Предоставить доступ?</h1><p>Интеграция «{name}» просит доступ к аккаунту «{account}».</p>
<form method="post" action="/oauth/consent">{hidden}
<button name="answer" value="allow" class="primary">Разрешить</button>
<button name="answer" value="refuse">Отказать</button></form></section></main></body></html>"""


def consent_page(world, request):
    """GET /oauth: the administrator is asked."""
    integration = world.store.get("integrations", request.args.get("client_id", ""))
    if not integration:
        raise Problem(404, "Integration not found")
    hidden = Markup("").join(
        Markup('<input type="hidden" name="{}" value="{}">').format(key, request.args.get(key, ""))
        for key in ("client_id", "state", "from_widget")
    )
    page = Markup(CONSENT).format(
        name=integration["name"], account=world.account["name"], hidden=hidden
    )
    return html_reply(page)


def consent_answer(world, request):
    """POST of the page: back to the integration with a code or a refusal."""
    integration = world.store.get("integrations", request.form.get("client_id", ""))
    if not integration:
        raise Problem(404, "Integration not found")
    query = {"error": "access_denied"}
    if request.form.get("answer") == "allow":
        query = {"code": auth.issue_code(world, integration["id"])}
    query |= {"referer": account_host(world)}
    query |= {"state": request.form["state"]} if request.form.get("state") else {}
    query |= {"client_id": integration["id"], "platform": "1"}
    query |= {"from_widget": "1"} if request.form.get("from_widget") else {}
    return redirect(f"{integration['redirect_uri']}?{urlencode(query)}", 302)


def token(world, request):
    """POST /oauth2/access_token."""
    data = request.get_json(silent=True)
    data = data if isinstance(data, dict) else {}
    integration = world.store.get("integrations", str(data.get("client_id", "")))
    if not integration or data.get("client_secret") != integration["client_secret"]:
        raise _refusal(401, "Client authentication failed")
    if data.get("redirect_uri") != integration["redirect_uri"]:
        raise _refusal(400, "Redirect URI mismatch")
    kinds = {"authorization_code": ("code", "code"), "refresh_token": ("refresh", "refresh_token")}
    if data.get("grant_type") not in kinds:
        raise _refusal(400, "Unsupported grant type")
    kind, key = kinds[data["grant_type"]]
    if not auth.spend(world, kind, str(data.get(key, "")), integration["id"]):
        raise _refusal(
            *(
                (401, auth.HINT_REVOKED)
                if kind == "refresh"
                else (400, "Authorization code has expired")
            )
        )
    return json_reply(auth.issue_pair(world, integration["id"]), content_type="application/json")


def _refusal(status, hint):
    return Problem(
        status,
        "В запросе отсутствует ряд параметров или параметры невалидны",
        hint=hint,
        title="Некорректный запрос",
        type="https://developers.amocrm.ru/v3/errors/OAuthProblemJson",
    )


def current_subdomain(world, request):
    """GET /oauth2/account/current/subdomain: where an account lives now."""
    found = world.store.get("tokens", request.headers.get("X-Refresh-Token", ""))
    if not found or found["kind"] != "refresh" or not auth.is_alive(found):
        raise Problem(401, "Unauthorized")
    account = world.account
    return json_reply(
        {
            "id": account["account_id"],
            "subdomain": account["subdomain"],
            "domain": account_host(world),
            "top_level_domain": "ru",
        }
    )


def uninstall(world, client_id, hook_url=""):
    """Kill all tokens and tell the integration with the signed uninstall hook."""
    integration = world.store.get("integrations", client_id)
    with world.write():
        auth.revoke(world, ("access", "refresh", "long"))
    if not hook_url:
        return 0
    text = f"{client_id}|{world.account['account_id']}".encode()
    signature = hmac.new(integration["client_secret"].encode(), text, hashlib.sha256).hexdigest()
    query = {
        "account_id": world.account["account_id"],
        world.settings.uninstall_parameter: client_id,
    }
    answer = requests.get(
        hook_url, params=query | {"signature": signature}, timeout=world.settings.hook_timeout
    )
    return answer.status_code


ROUTES = [
    ("GET", "/oauth", consent_page),
    ("POST", "/oauth/consent", consent_answer),
    ("POST", "/oauth2/access_token", token),
    ("GET", "/oauth2/account/current/subdomain", current_subdomain),
]
