"""Bad input: a clear status code, bounded memory, and service for the others meanwhile."""

import collections
import http.client
import re
import socket
import subprocess
import threading
import time

from web_case import (FIP, LIMIT_S, OWN, PAGE_PORT, WebCase, ask, connect, make_fip,
    raw_status, send_raw)

END = b"Connection: close\r\n\r\n"
GROWTH_KIB = 24 * 1024


def get(target, *lines):
    return b"\r\n".join([b"GET " + target + b" HTTP/1.1", *lines, END])


class BadRequests(WebCase):
    def test_other_methods_are_not_allowed(self):
        for method in (b"POST", b"PUT", b"DELETE", b"OPTIONS", b"TRACE", b"PATCH", b"FOO"):
            answer = send_raw(method + b" /metrics HTTP/1.1\r\n" + END)
            self.assertTrue(answer.startswith(b"HTTP/1.1 405 "), (method, answer))
            self.assertIn(b"\r\nAllow: GET, HEAD\r\n", answer)
        self.assertEqual(raw_status(b"CONNECT n1:443 HTTP/1.1\r\n" + END), [405])

    def test_a_path_leads_nowhere_else(self):
        for target in (b"//", b"/../etc/passwd", b"/%2e%2e/", b"/.", b"/%00", b"/a//b",
                b"/page.css/..", b"/..%2fetc", b"/index.html%00.css", b"/script.js", b"/ /"):
            self.assertEqual(raw_status(get(target)), [404], target)

    def test_what_is_no_request_is_a_bad_one(self):
        for data in (b"\r\n\r\n", b"GET\r\n\r\n", b"GET /\r\n\r\n", b"GET / HTTP/7.7\r\n\r\n",
                b"GET /\0x HTTP/1.1\r\n\r\n", get(b"*"), get(b"ftp://n1/"),
                b"GET /active\0 HTTP/1.1\r\n\r\n", b"\x16\x03\x01\x02\x00\r\n\r\n",
                b"GET / HTTP/1.1\r\nno colon\r\n\r\n"):
            self.assertIn(raw_status(data), ([400], []), data)
        self.assertEqual(ask("/healthz").status, 200)

    def test_a_long_name_is_too_long(self):
        self.assertEqual(raw_status(get(b"/" + b"a" * 1500)), [414])

    def test_a_long_head_is_refused(self):
        self.assertEqual(raw_status(get(b"/", b"X: " + b"a" * 9000)), [400])
        self.assertEqual(raw_status(get(b"/" + b"a" * 9000)), [400])
        self.assertEqual(raw_status(get(b"/", *[b"A: b"] * 3000)), [400])

    def test_a_body_is_refused(self):
        self.assertEqual(raw_status(get(b"/healthz", b"Content-Length: 5") + b"hello"), [400])
        self.assertEqual(raw_status(get(b"/healthz", b"Transfer-Encoding: chunked")
            + b"0\r\n\r\n"), [400])
        self.assertEqual(raw_status(get(b"/healthz", b"Content-Length: 0")), [200])

    def test_no_request_hides_in_a_body(self):
        hidden = b"GET /active HTTP/1.1\r\n\r\n"
        for method in (b"GET", b"HEAD", b"DELETE", b"OPTIONS", b"FOO"):
            head = method + b" /healthz HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % len(hidden)
            self.assertEqual(len(raw_status(head + hidden)), 1, method)

    def test_a_large_body_is_too_large(self):
        for length in (5000, 100_000):
            head = b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % length
            self.assertEqual(raw_status(head + b"x" * length), [413])

    def test_a_length_that_is_none_is_refused(self):
        for length in (b"-1", b"x", b"99999999999999999999999", b"1, 2"):
            self.assertIn(raw_status(b"POST / HTTP/1.1\r\nContent-Length: " + length
                + b"\r\n\r\n"), ([400], [413], []), length)

    def test_several_requests_share_a_connection(self):
        one = b"GET /healthz HTTP/1.1\r\n\r\n"
        self.assertEqual(raw_status(one * 50 + get(b"/healthz")), [200] * 51)

    def test_an_answer_repeats_nothing_of_the_request(self):
        for data in (get(b"/<script>"), get(b"/", b"X: " + b"<script>" * 2000),
                b"<script> / HTTP/1.1\r\n\r\n"):
            self.assertNotIn(b"<script>", send_raw(data))


class Crowd:
    """One client that fills every place: 520 connections that ask, silent ones beside."""

    def __init__(self):
        self.kept = self.silent = 0
        self.over = threading.Event()
        self.connections = collections.deque()
        self.thread = threading.Thread(target=self.press)
        self.thread.start()

    def press(self):
        while not self.over.is_set():
            self.connections.append(connect(FIP, 80))
            if self.kept < 520 or self.silent % 3 == 2:
                self.connections[-1].sendall(b"GET /healthz HTTP/1.1\r\n\r\n")
                self.kept += 1
            self.silent += self.kept >= 520
            while len(self.connections) > 1500:
                self.connections.popleft().close()

    def end(self):
        self.over.set()
        self.thread.join()
        for connection in self.connections:
            connection.close()


class Floods(WebCase):
    @staticmethod
    def set_up(status):
        WebCase.set_up(status)
        status["fips"] += [make_fip(f"127.2.{i // 250}.{i % 250 + 1}") for i in range(999)]

    def setUp(self):
        super().setUp()
        self.wait_until(lambda: self.sample("fipd_web_listeners") == 1003)
        self.before_kib = self.rss_kib()
        self.clients = []
        self.addCleanup(lambda: [client.close() for client in self.clients])

    def open_many(self, count):
        for _ in range(count):
            self.clients.append(connect())

    def assert_well(self):
        self.fipd.tell()
        self.assertEqual(ask("/healthz").status, 200)
        self.assertLess(self.rss_kib() - self.before_kib, GROWTH_KIB)

    def test_thousands_of_connections_leave_room_for_one_more(self):
        self.open_many(3000)
        self.assert_well()
        self.assertLess(self.count_files(), 1003 + 512 + 64)
        self.assertLessEqual(self.sample("fipd_web_connections"), 512)

    def test_who_has_asked_keeps_its_place_when_silent_ones_flood_in(self):
        honest = http.client.HTTPConnection(OWN, PAGE_PORT, timeout=LIMIT_S)
        honest.request("GET", "/healthz")
        honest.getresponse().read()
        socket_before = honest.sock
        self.open_many(2000)
        honest.request("GET", "/healthz")
        self.assertEqual(200, honest.getresponse().status)
        self.assertIs(socket_before, honest.sock)
        honest.close()

    def test_a_crowd_from_one_address_does_not_deny_the_script_to_another(self):
        """Security audit, 8: kept connections that asked once, and silent ones without end."""
        crowd = Crowd()
        self.addCleanup(crowd.end)
        self.wait_until(lambda: crowd.kept >= 520 and crowd.silent >= 600)
        for _ in range(20):
            with socket.create_connection((FIP, 80), LIMIT_S, ("127.0.0.3", 0)) as slow:
                silent = crowd.silent
                self.wait_until(lambda: crowd.silent >= silent + 30)
                slow.sendall(get(b"/wpad.dat"))
                self.assertTrue(slow.recv(1000).startswith(b"HTTP/1.1 200 "))
        # From the crowd's own address one of some thousand connections is let go.
        self.assertLessEqual(self.sample("fipd_web_connections", "127.0.0.3"), 512)

    def test_those_who_do_not_read_share_what_they_do_not_read(self):
        self.open_many(500)
        for client in self.clients:
            client.sendall(b"GET /api/v1/status HTTP/1.1\r\n\r\n")
        time.sleep(1)
        self.assert_well()

    def test_who_sends_without_end_is_read_no_further(self):
        client = connect()
        self.clients.append(client)
        client.sendall(b"GET /api/v1/status HTTP/1.1\r\n\r\n" * 200)
        client.settimeout(5)
        with self.assertRaises(OSError):
            while True:
                client.sendall(b"x" * 65536)
        self.assert_well()

    def test_a_slow_request_is_closed_whatever_comes_of_it(self):
        started = time.monotonic()
        client = connect()
        client.settimeout(1)
        head = b"GET /healthz HTTP/1.1\r\nX: yyyy"  # a byte a second, thrice the time it has
        received = None
        for byte in head:
            try:
                client.sendall(bytes([byte]))
                received = client.recv(100)
                break
            except TimeoutError:
                continue
            except ConnectionError:
                received = b""
                break
        self.assertEqual(received, b"")
        self.assertGreater(time.monotonic() - started, 8)

    def test_an_idle_connection_is_closed(self):
        client = connect()
        client.sendall(b"GET /healthz HTTP/1.1\r\n\r\n")
        self.assertTrue(client.recv(1000).startswith(b"HTTP/1.1 200 "))
        self.assertEqual(client.recv(1000), b"")

    def test_load_takes_no_memory_and_leaves_fipd_alone(self):
        asked = len(self.fipd.requests)
        answered = 0
        while answered < 1000:
            done = subprocess.run(["wrk", "-t1", "-c64", "-d3s", "--timeout", "60s",
                f"http://{OWN}:{PAGE_PORT}/metrics"], capture_output=True, text=True,
                timeout=LIMIT_S)
            self.assertNotIn("Non-2xx", done.stdout)
            answered += int(re.search(r"(\d+) requests in", done.stdout)[1])
        self.assert_well()
        # Whether fipd lives is asked now and then, whoever reads the page.
        self.assertEqual([], [each for each in self.fipd.requests[asked:]
            if each["op"] != "hello"])

    def test_clients_that_go_in_the_middle_leave_nothing(self):
        for _ in range(2000):
            client = connect()
            client.sendall(b"GET /api/v1/status HTTP/1.1\r\n\r\n")
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            client.close()
        self.wait_until(lambda: self.count_files() < 1003 + 64)
        self.assert_well()
