"""A small webhook receiver for tests of the fake itself."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

from . import brackets


class HookReceiver:
    """Keeps what arrives; answers 200 or, first, the statuses in :attr:`answers`."""

    def __init__(self):
        self.requests = []
        self.answers = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.requests.append((dict(self.headers), body.decode()))
                self.send_response(receiver.answers.pop(0) if receiver.answers else 200)
                self.end_headers()

            def log_message(self, *_args):
                """Keep the output of the tests clean."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook/secret"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()

    @property
    def bodies(self):
        """The bodies as nested dicts."""
        return [
            brackets.parse(parse_qsl(body, keep_blank_values=True))
            for _headers, body in self.requests
        ]

    @property
    def keys(self):
        """(root, action) of each request."""
        return [
            (root, next(iter(body[root])))
            for body in self.bodies
            for root in body
            if root != "account"
        ]
