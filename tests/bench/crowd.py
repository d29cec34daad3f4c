"""crowd ADDRESS PORT OPEN TOTAL PAUSE_S SECONDS - clients that come and ask for nothing.

Holds OPEN connections, opens another for each that the server closes, up to TOTAL in all;
each sends the head of a request, byte by byte, one each PAUSE_S (0: nothing at all).  Ends
with one line of JSON: how many were opened, and how many of them the server closed.
"""

import errno
import json
import resource
import selectors
import socket
import sys
import time

HEAD = b"GET /wpad.dat HTTP/1.1\r\nHost: wpad\r\nX-Slow: " + b"a" * 4000
FILES = 8192


class Crowd:
    def __init__(self, target, size, total, pause_s):
        self.target = target
        self.size = size
        self.total = total
        self.pause_s = pause_s
        self.selector = selectors.DefaultSelector()
        self.present = {}  # socket: bytes sent
        self.opened = self.closed = 0

    def enter(self):
        connection = socket.socket()
        connection.setblocking(False)
        if connection.connect_ex(self.target) not in (0, errno.EINPROGRESS):
            connection.close()
            return
        self.selector.register(connection, selectors.EVENT_READ)
        self.present[connection] = 0
        self.opened += 1

    def leave(self, connection):
        self.selector.unregister(connection)
        connection.close()
        del self.present[connection]
        self.closed += 1

    def send(self):
        for connection, sent in list(self.present.items()):
            try:
                connection.send(HEAD[sent:sent + 1])
                self.present[connection] = sent + 1
            except BlockingIOError:
                pass  # not connected yet
            except OSError:
                self.leave(connection)

    def run(self, until):
        due = time.monotonic()
        while time.monotonic() < until:
            for _ in range(64):  # then look who is gone
                if len(self.present) < self.size and self.opened < self.total:
                    self.enter()
            if self.pause_s and time.monotonic() >= due:
                self.send()
                due += self.pause_s
            for key, _ in self.selector.select(0.01):
                self.leave(key.fileobj)


def main():
    address, port, size, total, pause_s, seconds = sys.argv[1:7]
    resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, FILES))
    crowd = Crowd((address, int(port)), int(size), int(total), float(pause_s))
    crowd.run(time.monotonic() + float(seconds))
    print(json.dumps({"opened": crowd.opened, "closed": crowd.closed}))


main()
