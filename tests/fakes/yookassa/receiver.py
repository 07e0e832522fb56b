"""A small receiver of notifications for tests of the fake itself."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Receiver:
    """Keeps what arrives; answers 200 or, first, the statuses in :attr:`answers`."""

    def __init__(self):
        self.texts = []
        self.answers = []
        self.threads_at_once = 0
        self.pause = 0
        self._inside = 0
        self._lock = threading.Lock()
        self._wake = threading.Event()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self.send_response(receiver.take(body))
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_args):
                """Keep the output of the tests clean."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/payment/yookassa/webhook"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def take(self, body):
        """Keep a body; the status to answer."""
        with self._lock:
            self._inside += 1
            self.threads_at_once = max(self.threads_at_once, self._inside)
            self.texts.append(body)
            status = self.answers.pop(0) if self.answers else 200
        self._wake.wait(self.pause)
        with self._lock:
            self._inside -= 1
        return status

    def close(self):
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()

    @property
    def bodies(self):
        """The bodies as JSON."""
        return [json.loads(text) for text in self.texts]

    @property
    def events(self):
        """(event, id of the object, status of the object) of each."""
        return [
            (body["event"], body["object"]["id"], body["object"]["status"]) for body in self.bodies
        ]
