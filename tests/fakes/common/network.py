"""A connection that dies."""

import socket
import struct


class ConnectionCut(ConnectionError):
    """The client sees its connection die without an answer."""


def cut_connection(environ):
    """Reset the TCP connection: no answer, no orderly close."""
    connection = environ.get("werkzeug.socket")
    if connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.shutdown(socket.SHUT_RD)
        connection.close()
    raise ConnectionCut("injected")
