"""A played fipd: speaks the control protocol on a unix socket, as the test wants it."""

import copy
import json
import os
import socket
import threading

SILENCE = object()  # a handler's answer: none at all
HANG_UP = object()  # a handler's answer: close the connection

STATUS = {
    "system": {
        "version": "0.1.0", "node": "n1", "pair": "web",
        "started_date": "2026-11-22T18:00:00.000Z", "started_age_ms": 7500000,
        "changed_age_ms": 60000, "digest": "0011223344556677", "in_sync": True,
    },
    "settings": {
        "redundancy": True, "configured_role": "active",
        "peer_address": "192.0.2.2", "own_address": "192.0.2.1", "port": 7900,
        "interval_ms": 2000, "count": 5, "interface": "eth0",
        "failback": "automatic", "failback_delay_ms": 20000,
        "outsiders": "remove", "muted": 65537, "lease_s": 6,
        "fence_ms": 0, "fence_lost": False,
        "detection_ms": 10000,
    },
    "role": {
        "role": "active", "previous": "standby", "age_ms": 192000,
        "date": "2026-11-22T18:40:01.123Z", "reason": "peerSilent",
        "reason_text": "the peer is silent", "takeover_ms": 760,
        "outcome": "idle", "outcome_text": "", "refusal_text": "",
    },
    "peer": {
        "state": "up", "role": "standby", "state_age_ms": 180000,
        "heard_age_ms": 400, "version": "0.1", "restarts": 1,
    },
    "page": {"scope": "node", "port": 7900, "refresh_ms": 10000, "networks": [], "host": ""},
    "pac": {
        "enabled": True, "share": True, "first": True, "split": "even-odd", "port": 80,
        "proxy": "192.0.2.1", "proxy_port": 8080, "proxy_weight": 1,
        "peer_proxy": "p2.example", "peer_proxy_port": 8080, "peer_proxy_weight": 3,
        "requests": 12, "direct_networks": ["127.0.0.0/8", "fd00::/8"],
        "client_networks": [], "direct_plain_names": False,
    },
    "counters": {
        "failovers": 3, "failbacks": 2, "switchovers": 1, "activations": 4,
        "deactivations": 5, "split_brains": 0, "active_ms": 192000,
        "dual_active_ms": 0, "longest_takeover_ms": 760, "late_wakeups": 0,
    },
    "events": {"last_sequence": 0, "oldest_sequence": 0},
    "outlook": {
        "pinned": False, "peer_pinned": False, "maintenance": False,
        "peer_maintenance": False, "split": False, "conflict": False, "cut_off": False,
        "mismatch": "none", "stable_ms": -1, "retry_ms": 0, "damped_ms": 0,
        "modest_ms": 0, "fault_ms": 0, "restart_ms": 0, "maintenance_ms": 0,
    },
    "links": [{
        "name": "eth0", "interface": "eth0", "interface_index": 1,
        "own_address": "192.0.2.1", "peer_address": "192.0.2.2", "port": 7900,
        "state": "up", "trouble": "none", "round_trip_us": 250, "jitter_us": 40,
        "state_age_ms": 180000, "heard_age_ms": 400, "sent": 1000, "received": 998,
        "lost": 2, "duplicates": 0, "unauthenticated": 0, "malformed": 0,
        "send_errors": 0, "downs": 1,
    }],
    "fips": [{
        "address": "192.0.2.100", "prefix_length": 24, "interface_index": 1,
        "state": "held", "state_age_ms": 192000, "announcements": 7, "conflicts": 0,
        "conflict_mac": "", "outsider": "",
    }],
}


def make_event(sequence, kind="peerLost", text="peer 192.0.2.2 silent 10.0 s on eth0"):
    return {
        "sequence": sequence, "date": "2026-11-22T18:40:01.123Z", "kind": kind,
        "severity": "minor", "clears": 0, "from": "standby", "to": "standby",
        "peer": "unknown", "reason": "peerSilent", "silence_us": 10000000,
        "limit_us": 10000000, "duration_us": 0, "mac": "00:00:00:00:00:00",
        "text": text,
    }


class FakeFipd:
    """Serves until closed.  handlers[op] overrides the answer to an op: a function of the
    request that returns a dict, bytes (sent as they are), SILENCE, HANG_UP, or
    (bytes, HANG_UP) for both."""

    def __init__(self, path):
        self.path = path
        self.status = copy.deepcopy(STATUS)
        self.events = []
        self.handlers = {}
        self.change = None
        self.requests = []
        self.changed = threading.Condition()
        self.start()

    def start(self):
        self.connections = []
        self.subscribers = []
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.listener.bind(self.path)
        self.listener.listen(8)
        self.thread = threading.Thread(target=self.accept, args=(self.listener,))
        self.thread.start()

    def close(self):
        with self.changed:
            for connection in [self.listener, *self.connections]:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass  # the other end was first
        self.thread.join()
        self.listener.close()
        os.unlink(self.path)

    def accept(self, listener):
        threads = []
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                break
            with self.changed:
                self.connections.append(connection)
            threads.append(threading.Thread(target=self.serve, args=(connection,)))
            threads[-1].start()
        for thread in threads:
            thread.join()

    def serve(self, connection):
        with connection, connection.makefile("rb") as lines:
            try:
                for line in lines:
                    if not self.answer(connection, json.loads(line)):
                        break
            except OSError:
                pass  # the client has gone
            with self.changed:
                self.connections.remove(connection)
                if connection in self.subscribers:
                    self.subscribers.remove(connection)

    def answer(self, connection, request):
        op = request["op"]
        handler = self.handlers.get(op) or getattr(self, "on_" + op)
        with self.changed:
            self.requests.append(request)
            answer = handler(request)
            if isinstance(answer, tuple):
                connection.sendall(answer[0])
                return False
            if answer is HANG_UP:
                return False
            if isinstance(answer, bytes):
                connection.sendall(answer)
            elif answer is not SILENCE:
                self.send(connection, {**answer, "id": request.get("id")})
            if op == "subscribe" and isinstance(answer, dict):
                self.begin_subscription(connection, request)
            self.changed.notify_all()
        return True

    @staticmethod
    def send(connection, message):
        connection.sendall(json.dumps(message).encode() + b"\n")

    def begin_subscription(self, connection, request):
        self.send(connection, {"status": self.current_status()})
        after = request.get("after", self.status["events"]["last_sequence"])
        for event in self.events:
            if event["sequence"] > after:
                self.send(connection, {"event": event})
        self.subscribers.append(connection)
        if self.change is not None:
            self.change()
            self.send(connection, {"status": self.current_status()})

    def tell_after_subscription(self, change):
        """Let change happen as soon as a subscription has begun, and tell the status."""
        self.change = change

    def current_status(self):
        ends = [event["sequence"] for event in self.events[:1] + self.events[-1:]] or [0]
        self.status["events"].update(oldest_sequence=ends[0], last_sequence=ends[-1])
        return self.status

    def add_events(self, *sequences):
        with self.changed:
            for sequence in sequences:
                self.events.append(make_event(sequence))
                for subscriber in self.subscribers:
                    self.send(subscriber, {"event": self.events[-1]})

    def tell(self):
        """Tell the status to every subscriber, as after a change."""
        with self.changed:
            for subscriber in self.subscribers:
                self.send(subscriber, {"status": self.current_status()})

    def wait_for(self, condition, limit_s=120):
        with self.changed:
            if not self.changed.wait_for(condition, limit_s):
                raise AssertionError(f"not seen within {limit_s} s: {self.requests}")

    def ops(self):
        with self.changed:
            return [request["op"] for request in self.requests]

    def on_hello(self, _request):
        return {"ok": True, "version": "0.1.0", "protocol": 1}

    def on_served(self, _request):
        return {"ok": True}

    def on_status(self, _request):
        return {"ok": True, "status": self.current_status()}

    def on_events(self, request):
        found = [e for e in self.events if e["sequence"] > request["after"]]
        return {"ok": True, "events": found[:request["max"]]}

    def on_subscribe(self, request):
        return {"ok": True, "after": request.get("after", 0), "dropped": 0}

    def on_action(self, _request):
        return {"ok": True, "text": "the F-IPs move to 192.0.2.2"}

    def on_restartPlan(self, request):
        return {"ok": True, "text": f"a stop within {request['span_s']} s keeps the F-IPs"}

    def on_reload(self, _request):
        return {"ok": True, "text": "/etc/fipd/fipd.yaml was read again"}

    def on_prepare(self, _request):
        return {"ok": True}

    on_commit = on_free = on_prepare
