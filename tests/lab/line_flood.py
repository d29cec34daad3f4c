"""line_flood SOCKET CLIENTS KIND - clients of fipd that want it to be busy with their lines.

Each sends a line, waits for the answer and sends the next, until it is killed; KIND is one of
LINES.  A refused connection is made again.  With "silence" they connect and say nothing.
"""

import json
import selectors
import signal
import socket
import sys

READER_MAX = 1000


def nested(size):
    """Return a line whose "id" is as many empty lists as fit: they cost most to read."""
    return '{"op":"x","id":[' + ",".join(["[]"] * ((size - 20) // 3)) + "]}"


def change(size):
    """Return a change of settings that fills a line: addresses, each of which is looked at."""
    fips = ", ".join(f"10.{i // 250}.{i % 250}.1/32" for i in range(size // 16))
    return json.dumps({"op": "prepare", "set": [{"name": "fips", "value": f"[{fips}]"}]})


LINES = {
    "short": nested(READER_MAX),
    "long": nested(60000),
    "longest": nested(65000),
    "status": '{"op":"status"}',
    "events": '{"op":"events","max":1000}',
    "change": change(READER_MAX),
    "long change": change(60000),
    "free": '{"op":"free"}',
}


class Client:
    def __init__(self, path, selector):
        self.path, self.selector = path, selector
        self.connection = None
        self.connect()

    def connect(self):
        if self.connection is not None:
            self.selector.unregister(self.connection)
            self.connection.close()
        self.connection = socket.socket(socket.AF_UNIX)
        self.connection.connect(self.path)
        self.selector.register(self.connection, selectors.EVENT_READ, self)

    def send(self, line):
        self.connection.sendall(line)

    def serve(self, line):
        """Read what has come; behind each answer the next line is sent."""
        try:
            got = self.connection.recv(1 << 16)
            if got and got.endswith(b"\n"):
                self.send(line)
            elif not got:
                self.connect()
                self.send(line)
        except OSError:
            self.connect()


def main():
    path, count, kind = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    selector = selectors.DefaultSelector()
    clients = [Client(path, selector) for _ in range(count)]
    if kind == "silence":
        signal.pause()
        return
    line = LINES[kind].encode() + b"\n"
    for client in clients:
        try:
            client.send(line)
        except OSError:
            client.connect()
    while True:
        for key, _ in selector.select():
            key.data.serve(line)


if __name__ == "__main__":
    main()
