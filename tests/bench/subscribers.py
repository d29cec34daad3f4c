"""subscribers COUNT - so many clients of fipd that subscribe and read what comes, for ever."""

import selectors
import socket
import sys

CONTROL = "/run/fipd/control.sock"


def subscribe():
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(CONTROL)
    connection.sendall(b'{"op":"subscribe"}\n')
    return connection


def main():
    selector = selectors.DefaultSelector()
    for _ in range(int(sys.argv[1])):
        selector.register(subscribe(), selectors.EVENT_READ)
    print("subscribed", flush=True)
    while True:
        for key, _ in selector.select():
            if not key.fileobj.recv(1 << 20):
                raise SystemExit("fipd has closed a connection")


main()
