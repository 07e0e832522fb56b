"""``python -m tests.fakes.amocrm --port 8071``"""

import argparse
import signal
import sys

from ..common.server import serve
from .server import build_app

FAST = {"hook_retry_scale": 0.001}


def main():
    """Parse the command line, serve until a signal comes."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.fakes.amocrm", description="Stand-in for amoCRM."
    )
    parser.add_argument("--port", type=int, required=True, help="0 takes a free one; it is printed")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--data", help="sqlite file that keeps the state; in memory otherwise")
    parser.add_argument(
        "--fast",
        action="store_true",
        help="retries of webhooks after parts of a second, not minutes",
    )
    parser.add_argument("--token", help="long-lived token")
    parser.add_argument("--client-id")
    parser.add_argument("--client-secret")
    parser.add_argument("--redirect-uri")
    parser.add_argument("--subdomain")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a setting, see settings.py",
    )
    options = parser.parse_args()
    identity = {
        key: getattr(options, key)
        for key in ("client_id", "client_secret", "redirect_uri", "subdomain")
    }
    settings = (FAST if options.fast else {}) | dict(item.split("=", 1) for item in options.set)
    app = build_app(options.data, identity, settings, options.token)
    server = serve(app, options.host, options.port)
    announce(app, options.host, server.port)
    signal.signal(signal.SIGTERM, lambda *_args: sys.exit(0))
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass


def announce(app, host, port):
    """Say how to reach the account."""
    store = app.world.store
    integration = store.all("integrations")[0]
    token = next(item["id"] for item in store.all("tokens") if item["kind"] == "long")
    print(f"amoCRM stand-in: http://{host}:{port}/")
    print(f"long-lived token: {token}")
    print(f"client_id: {integration['id']}  client_secret: {integration['client_secret']}")
    print(f"redirect_uri: {integration['redirect_uri']}", flush=True)


if __name__ == "__main__":
    main()
