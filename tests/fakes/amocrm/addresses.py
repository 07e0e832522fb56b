"""Which host leads where: the account's own, those it has left, amoCRM's common hosts.

Any other name, such as that of this server itself, always leads to the account.
"""

from werkzeug.utils import redirect

from .faults import HTML_200
from .replies import Problem, html_reply

DOMAIN = "amocrm.ru"
COMMON = {"www": ("/oauth",), "api-b": ("/oauth2/account/",), "drive-b": ("/v1.0/", "/download/")}
API_HOST = f"api-b.{DOMAIN}"


def account_host(world):
    """Where the account lives now."""
    return f"{world.account['subdomain']}.{DOMAIN}"


def is_amocrm(host):
    """Whether a ``Host`` header names one of amoCRM's hosts, which speak https only."""
    return host.partition(":")[0].endswith(f".{DOMAIN}")


def move(world, subdomain):
    """The owner renames the account: tokens and deals stay, the old host is left."""
    world.store.put("account", {**world.account, "subdomain": subdomain})


def refusal(world, request):
    """None where the request has come to the right host, else that host's answer."""
    host = request.host.partition(":")[0]
    if not is_amocrm(host) or host == account_host(world):
        return None
    paths = COMMON.get(host.removesuffix(f".{DOMAIN}"))
    if paths:
        return None if request.path.startswith(paths) else Problem(404, "Path not found").response()
    return _left(world, request)


def _left(world, request):
    kind = world.settings.moved_answer
    if kind == "redirect":
        return redirect(f"https://{account_host(world)}{request.full_path}", 301)
    if kind == "html200":
        return html_reply(HTML_200)
    return Problem(int(kind), "Аккаунт не найден").response()
