"""Tokens: long-lived ones and the OAuth pair with its single-use refresh token."""

import base64
import json
import secrets
import time

from . import addresses
from .replies import Problem

DEMO_TOKEN = "demo-long-lived-token"  # opens nothing but this fake
HINT_REVOKED = "Token has been revoked"


def authenticate(world, request):
    """(integration, user id) behind the request; 401 problem when there is none."""
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    token = world.store.get("tokens", value.strip()) if scheme == "Bearer" else None
    if not token or token["kind"] == "refresh" or not is_alive(token):
        raise Problem(401, "Неверный логин или пароль")
    return token["client_id"], _context_user(world, request)


def _context_user(world, request):
    value = request.headers.get("X-Context-User-ID")
    if not value:
        return 0
    if not value.isdigit() or not world.user(int(value)):
        raise Problem(403, "X-Context-User-ID: user not found")
    return int(value)


def is_alive(token):
    """Neither revoked nor used nor expired."""
    return not token["dead"] and (token["expires_at"] is None or token["expires_at"] > time.time())


def set_long_lived(world, client_id, value):
    """Make ``value`` the only long-lived token of the integration."""
    for token in world.store.all("tokens"):
        if token["kind"] == "long":
            world.store.remove("tokens", token["id"])
    _add(world, "long", value, client_id, None)


def issue_pair(world, client_id):
    """A new access and refresh token, as the token endpoint answers them."""
    settings = world.settings
    pair = secrets.token_hex(8)
    access = _jwt(world, client_id, pair)
    refresh = "def502" + secrets.token_hex(300)
    _add(world, "access", access, client_id, settings.access_ttl, pair)
    _add(world, "refresh", refresh, client_id, settings.refresh_ttl, pair)
    answer = {
        "token_type": "Bearer",
        "expires_in": settings.access_ttl,
        "access_token": access,
        "refresh_token": refresh,
    }
    return {**answer, "server_time": world.now()} if settings.token_server_time else answer


def issue_code(world, client_id):
    """An authorisation code: one use, 20 minutes."""
    return _add(
        world, "code", "def502" + secrets.token_hex(200), client_id, world.settings.code_ttl
    )["id"]


def spend(world, kind, value, client_id):
    """Use up a code or refresh token; None when it cannot be used (again)."""
    token = world.store.get("tokens", value)
    if not token or token["kind"] != kind or token["client_id"] != client_id or not is_alive(token):
        return None
    world.store.put("tokens", {**token, "dead": True})
    if kind == "refresh" and world.settings.refresh_kills_access:
        revoke(world, pair=token["pair"])
    return token


def revoke(world, kinds=("access", "refresh"), pair=None):
    """Kill tokens, as an administrator or an uninstall does."""
    for token in world.store.all("tokens"):
        if token["kind"] in kinds and pair in (None, token["pair"]):
            world.store.put("tokens", {**token, "dead": True})


def _add(world, kind, value, client_id, ttl, pair=None):
    return world.store.put(
        "tokens",
        {
            "id": value,
            "kind": kind,
            "client_id": client_id,
            "pair": pair,
            "dead": False,
            "expires_at": None if ttl is None else time.time() + ttl,
        },
    )


def _jwt(world, client_id, pair):
    """Looks like amoCRM's RS256 token of about 1 kB; the signature is noise."""
    account = world.account
    claims = {
        "aud": client_id,
        "jti": secrets.token_hex(40),
        "iat": world.now(),
        "exp": world.now() + world.settings.access_ttl,
        "sub": str(account["current_user_id"]),
        "account_id": account["account_id"],
        "base_domain": addresses.DOMAIN,
        "api_domain": addresses.API_HOST,
        "scopes": ["crm", "files", "notifications"],
        "hash_uuid": pair,
    }
    parts = [{"typ": "JWT", "alg": "RS256"}, claims]
    encoded = [_base64(json.dumps(part).encode()) for part in parts]
    return ".".join([*encoded, _base64(secrets.token_bytes(256))])


def _base64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
