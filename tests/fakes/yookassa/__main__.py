"""``python -m tests.fakes.yookassa --port 8073``"""

import argparse
import signal
import sys

from ..common.server import serve
from .server import build_app


def main():
    """Parse the command line, serve until a signal comes."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.fakes.yookassa", description="Stand-in for YooKassa."
    )
    parser.add_argument("--port", type=int, required=True, help="0 takes a free one; it is printed")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--data", help="sqlite file that keeps the state; in memory otherwise")
    parser.add_argument(
        "--notification-url", default="", help="where all shops want their notifications"
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a setting, see settings.py",
    )
    options = parser.parse_args()
    settings = dict(item.split("=", 1) for item in options.set)
    app = build_app(options.data, settings, options.notification_url)
    server = serve(app, options.host, options.port)
    announce(app, options.host, server.port)
    signal.signal(signal.SIGTERM, lambda *_args: sys.exit(0))
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass


def announce(app, host, port):
    """Say how to reach the shops."""
    print(f"YooKassa stand-in: http://{host}:{port}")
    for shop in app.world.store.all("shops"):
        kind = "test" if shop["test"] else "live"
        receipts = ", receipts" if shop["fiscalization"] else ""
        print(f"shopId: {shop['id']}  secret key: {shop['secret']}  ({kind}{receipts})")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
