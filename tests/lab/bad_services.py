"""bad_services CERTIFICATE - on ports of 127.0.0.1, a service that behaves badly on each."""

import itertools
import socket
import ssl
import sys
import threading

PAGE = b"HTTP/1.1 %s\r\nContent-Type: text/plain\r\nConnection: close\r\n%s\r\n\r\n"
GIGABYTE = 1 << 30


def silent(connection):
    threading.Event().wait()


def gigabyte(connection):
    connection.recv(4096)
    connection.sendall(PAGE % (b"200 OK", b"Content-Length: %d" % GIGABYTE))
    for _ in range(GIGABYTE >> 16):
        connection.sendall(b"x" * 65536)


def nonsense(connection):
    connection.recv(4096)
    connection.sendall(b"\x00\xff\x1b[2Jwhat?\r\n\r\n")


def abrupt(connection):
    connection.recv(4096)


def broken(connection):
    connection.recv(4096)
    connection.sendall(PAGE % (b"500 Broken", b"Content-Length: 0"))


def elsewhere(connection):
    connection.recv(4096)
    connection.sendall(PAGE % (b"302 Found", b"Content-Length: 0\r\nLocation: http://127.0.0.1:8001/"))


def slow(connection):
    """An answer that begins at once and never ends."""
    connection.recv(4096)
    for byte in itertools.cycle(b"HTTP/1.1 200 OK\r\nX: "):
        connection.sendall(bytes([byte]))
        threading.Event().wait(0.05)


def untrusted(connection):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[1])
    broken(context.wrap_socket(connection, server_side=True))


SERVICES = {8001: silent, 8002: gigabyte, 8003: nonsense, 8004: abrupt, 8005: broken,
    8006: elsewhere, 8007: slow, 8008: untrusted}


def serve(connection, service):
    with connection:
        try:
            service(connection)
        except OSError:
            pass


def listen(port, service):
    with socket.create_server(("127.0.0.1", port), backlog=64) as server:
        while True:
            connection, _ = server.accept()
            threading.Thread(target=serve, args=(connection, service), daemon=True).start()


threads = [threading.Thread(target=listen, args=row) for row in SERVICES.items()]
for thread in threads:
    thread.start()
