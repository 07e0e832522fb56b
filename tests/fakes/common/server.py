"""The HTTP server: threads, keep-alive, no chatter."""

from werkzeug.serving import WSGIRequestHandler, make_server


class Handler(WSGIRequestHandler):
    """HTTP/1.1 with kept connections, as behind a real front end."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 120

    def log_request(self, *_args):
        """The journal is the log."""


def serve(app, host, port):
    """A server ready for ``serve_forever``."""
    return make_server(host, port, app, threaded=True, request_handler=Handler)
