"""Where the running suite answers."""

import os

from .ui import Stop


def host():
    """Passwords of the demo are no secret, so by default only this machine sees it."""
    return os.environ.get("JEWEL_HOST", "127.0.0.1")


def _port(variable, default):
    value = os.environ.get(variable) or default
    if not value.isdecimal() or not 0 < int(value) < 65536:
        raise Stop(f"{variable}={value} is no port: give a number from 1 to 65535")
    return int(value)


def odoo_port():
    return _port("JEWEL_PORT", "8069")


def amocrm_port():
    return _port("JEWEL_AMOCRM_PORT", "8071")


def yookassa_port():
    return _port("JEWEL_YOOKASSA_PORT", "8073")


def reachable_host():
    """Where this machine itself finds what listens on `host()`."""
    return "127.0.0.1" if host() == "0.0.0.0" else host()


def odoo_url():
    name = "localhost" if reachable_host() == "127.0.0.1" else host()
    return f"http://{name}:{odoo_port()}"


def amocrm_url():
    return f"http://{reachable_host()}:{amocrm_port()}"


def yookassa_url():
    return f"http://{reachable_host()}:{yookassa_port()}"
