"""What every test of fipd-web needs: a folder, a played fipd and the program."""

import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest

from fake_fipd import FakeFipd

FIP = "127.0.0.100"  # every address of 127.0.0.0/8 is local
OWN = "127.0.0.2"
PAGE_PORT = 7900
LIMIT_S = 120
# A freed byte kept for the sanitizer is no byte that a client can occupy.
ASAN = "quarantine_size_mb=1:halt_on_error=1:detect_leaks=1"


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    def json(self):
        return json.loads(self.body)


def ask(path, address=OWN, port=PAGE_PORT, method="GET", source="127.0.0.1", **headers):
    """Ask once, on a connection of its own."""
    connection = http.client.HTTPConnection(address, port, timeout=LIMIT_S,
        source_address=(source, 0) if ":" not in address else None)
    try:
        connection.request(method, path,
            headers={name.replace("_", "-"): value for name, value in headers.items()})
        return Answer(connection.getresponse())
    finally:
        connection.close()


def ask_fip(path="/wpad.dat", address=FIP, port=80, **others):
    return ask(path, address, port, **others)


def connect(address=OWN, port=PAGE_PORT):
    return socket.create_connection((address, port), timeout=LIMIT_S)


def send_raw(data, address=OWN, port=PAGE_PORT):
    """Send bytes as they are, read to the end, and return what came."""
    with connect(address, port) as connection:
        received = b""
        try:
            connection.sendall(data)
            while part := connection.recv(65536):
                received += part
        except ConnectionError:
            pass  # reset: what came before counts
        return received


def raw_status(data, **where):
    """Send bytes, and return the status codes of the answers."""
    return [int(code) for code in re.findall(rb"HTTP/1\.[01] (\d+) ", send_raw(data, **where))]


def is_open(address, port):
    try:
        connect(address, port).close()
        return True
    except OSError:
        return False


def make_fip(address):
    return {"address": address, "prefix_length": 24, "interface_index": 1, "state": "held",
        "state_age_ms": 1000, "announcements": 1, "conflicts": 0, "conflict_mac": "", "outsider": ""}


class WebCase(unittest.TestCase):
    plays_fipd = True

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="fipd-web-")
        self.addCleanup(shutil.rmtree, self.folder)
        self.path = os.path.join(self.folder, "control.sock")
        self.log = os.path.join(self.folder, "log")
        self.program = None
        self.fipd = None
        self.addCleanup(self.lose_fipd)
        self.addCleanup(self.stop)
        if self.plays_fipd:
            self.play_fipd()
            self.start()
            self.wait_until(lambda: is_open(OWN, PAGE_PORT))

    def play_fipd(self):
        self.fipd = FakeFipd(self.path)
        self.set_up(self.fipd.status)
        self.silent = threading.Event()
        threading.Thread(target=self.tell_often, args=(self.fipd, self.silent)).start()

    @staticmethod
    def tell_often(fipd, silent):
        """Tell the status as often as fipd promises to, however long a test takes."""
        while not silent.wait(3):
            try:
                fipd.tell()
            except OSError:
                continue  # fipd-web is being started anew

    def lose_fipd(self):
        if self.fipd is not None:
            self.silent.set()
            self.fipd.close()
            self.fipd = None

    @staticmethod
    def set_up(status):
        status["settings"].update(own_address=OWN, interface="lo")
        status["fips"] = [make_fip(FIP)]

    def start(self, *words, before=()):
        program = os.path.join(os.environ["FIPD_WEB_BUILD"], "fipd-web")
        # Where fipd is installed, too: its user could not read what a test has made.
        user = () if before else ("--user", "root")
        with open(self.log, "w") as log:
            self.program = subprocess.Popen(
                [*before, program, "--control", self.path, *user, *words], stderr=log,
                stdin=subprocess.DEVNULL, env={**os.environ, "ASAN_OPTIONS": ASAN})

    def stop(self):
        """End the program; it must say no more than that, and leak nothing."""
        if self.program is None:
            return
        program, self.program = self.program, None
        program.send_signal(signal.SIGTERM)
        self.assertEqual(program.wait(LIMIT_S), 0, self.logged())

    def logged(self):
        with open(self.log, errors="replace") as log:
            return log.read()

    def wait_until(self, condition, limit_s=LIMIT_S):
        deadline = time.monotonic() + limit_s
        while not condition():
            if time.monotonic() > deadline:
                self.fail(f"not within {limit_s} s; fipd-web said: {self.logged()}")
            time.sleep(0.05)

    def change(self, group, **members):
        """Change a group of the status, and tell it."""
        self.fipd.status[group].update(members)
        self.fipd.tell()

    def set_fips(self, *addresses):
        self.fipd.status["fips"] = [make_fip(address) for address in addresses]
        self.fipd.tell()

    def status(self):
        return ask("/api/v1/status").json()

    def sample(self, name, source="127.0.0.1"):
        """Return the value of a metric of the pair, after what is kept of the last text is
        too old."""
        time.sleep(0.3)
        name, _, labels = name.rstrip("}").partition("{")
        name += '{pair="web"' + (f",{labels}" if labels else "") + "}"
        lines = ask("/metrics", source=source).body.decode().splitlines()
        return next((float(line.split()[-1]) for line in lines
            if line.rsplit(" ", 1)[0] == name), None)

    def rss_kib(self):
        with open(f"/proc/{self.program.pid}/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:"))

    def count_files(self):
        return len(os.listdir(f"/proc/{self.program.pid}/fd"))
