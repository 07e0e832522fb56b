"""A front door for Odoo with workers: one port for pages and for live updates.

With workers, Odoo answers web sockets on a port of its own and counts on a proxy
to tell the two apart. In production that is nginx or the like; here these few
lines do it, so that the demo runs the way production does.

Run as: python front_door.py HOST PORT PAGES_PORT SOCKETS_PORT
"""

import asyncio
import contextlib
import sys

LINE_LIMIT = 64 * 1024
CHUNK = 64 * 1024


async def _copy(reader, writer):
    with contextlib.suppress(OSError):
        while data := await reader.read(CHUNK):
            writer.write(data)
            await writer.drain()


def _is_socket(request_line):
    """A browser opens a connection of its own for a web socket."""
    target = request_line.split(b" ")[1:2]
    return bool(target) and target[0].split(b"?")[0] == b"/websocket"


class FrontDoor:
    def __init__(self, pages_port, sockets_port):
        self.pages_port = pages_port
        self.sockets_port = sockets_port
        self._tasks = set()

    def accept(self, client_reader, client_writer):
        """The loop itself holds tasks only weakly."""
        task = asyncio.create_task(self._serve(client_reader, client_writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, client_reader, client_writer):
        try:
            request_line = await client_reader.readuntil(b"\r\n")
            port = self.sockets_port if _is_socket(request_line) else self.pages_port
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
        except (OSError, EOFError, asyncio.LimitOverrunError):
            client_writer.close()
            return
        writer.write(request_line)
        ways = [
            asyncio.create_task(_copy(client_reader, writer)),
            asyncio.create_task(_copy(reader, client_writer)),
        ]
        # Odoo ends the connection after its answer; a browser that does has left.
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
        await asyncio.wait(ways)
        writer.close()
        client_writer.close()


async def main(host, port, pages_port, sockets_port):
    door = FrontDoor(int(pages_port), int(sockets_port))
    server = await asyncio.start_server(door.accept, host, int(port), limit=LINE_LIMIT)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
