"""teller - a client in fipd-exec's place, which tells a fipd how its checks stand.

It says all of it twice a second, as fipd-exec does, and at once when something changes.
"""

import json
import socket
import threading

from .node import CONTROL

PACE_S = 0.5


class Teller:
    """A connection to a node's fipd; states is what it tells: {name: (state, text)}."""

    def __init__(self, node, states, digest=None):
        self.digest = digest or node.status()["health"]["digest"]
        self.states = dict(states)
        self.answers = []
        self.connection = socket.socket(socket.AF_UNIX)
        self.connection.settimeout(30)
        self.connection.connect(node.seen(CONTROL))
        self.lines = self.connection.makefile()
        self.lock = threading.Lock()
        self.over = threading.Event()
        self.tell()
        self.thread = threading.Thread(target=self._repeat, daemon=True)
        self.thread.start()

    def ask(self, **request):
        """Put one request; return its answer."""
        with self.lock:
            self.connection.sendall(json.dumps(request).encode() + b"\n")
            return json.loads(self.lines.readline())

    def tell(self, **states):
        """Change the states of checks, and tell all; return the answer."""
        self.states.update(states)
        return self.ask(op="checks", digest=self.digest, checks=[
            {"name": name, "state": state, "text": text, "took_ms": 3}
            for name, (state, text) in self.states.items()])

    def hook(self, name, sequence, ok, text="exit 0"):
        return self.ask(op="hook", name=name, sequence=sequence, ok=ok, text=text, took_ms=41)

    def _repeat(self):
        while not self.over.wait(PACE_S):
            try:
                self.tell()
            except (OSError, ValueError):
                return

    def fall_silent(self):
        """Tell nothing more, and stay connected."""
        self.over.set()
        self.thread.join()

    def close(self):
        self.fall_silent()
        self.lines.close()
        self.connection.close()
