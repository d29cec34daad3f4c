"""fake_core - a played fipd: the server side of the control protocol, as the test wants it."""

import json
import os
import re
import socket
import threading
import time


with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "core", "logic",
        "model", "events.def"), encoding="utf-8") as file:
    KINDS = {word: int(number) for number, word in
        re.findall(r'^EVENT\(\w+, (\d+), "(\w+)"', file.read(), re.M)}


def date_text(seconds):
    stamp = time.gmtime(int(seconds))
    return time.strftime("%Y-%m-%dT%H:%M:%S", stamp) + f".{int(seconds * 1000) % 1000:03d}Z"


class FakeCore:
    """rule(set, action) may refuse a prepare; commit_error makes commits fail; lag_s delays
    each answer, muted suppresses what subscribers are told; requests holds what was asked."""

    def __init__(self, path):
        self.path = path
        self.lock = threading.RLock()
        self.started = time.time() - 100
        self.settings = {"redundancy": "on", "role": "active", "peer": "192.168.0.2",
            "port": "7900", "interval": "2000 ms", "count": "5", "failback": "automatic",
            "outsiders": "remove", "resident": "off",
            "failback_delay": "20000 ms", "maintenance": "off", "mute": "[]",
            "resend_after_cut": "off", "notification_spacing": "0 ms",
            "fips": "192.168.0.100/24, 10.0.0.7/24", "pac": "off", "pac_port": "80",
            "proxy": "192.168.0.1", "proxy_port": "8080", "proxy_weight": "1",
            "peer_proxy": "192.168.0.2", "peer_proxy_port": "8080", "peer_proxy_weight": "1",
            "share_load": "on", "split": "even-odd",
            "direct_networks": "127.0.0.0/8, fd00::/8", "client_networks": "10.0.0.0/8",
            "direct_plain_names": "on", "references": "[gateway, 192.168.0.9]"}
        self.role = "standby"
        self.peer = "up"
        self.refusal = ""
        self.outcome = "idle"
        self.events = []
        self.oldest = 1
        self.cursors = {}  # by name, as clients acknowledge
        self.requests = []
        self.rule = lambda changes, action: None
        self.commit_error = None
        self.lag_s = 0
        self.muted = False
        self.thawed = threading.Event()  # a frozen one answers and tells nothing
        self.thawed.set()
        self.cross = "down"  # the state of the second link
        self.proxy = "passed"  # the state of that check
        self.tells_after_commit = False  # as a fipd after 0.1.0 does
        self.failovers = 3
        self.listener = None
        self.beat = None
        self.links = {}
        self.connections = 0  # that there ever were
        self.alarms = []  # events
        self.start()

    # Life

    def start(self):
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.listener.bind(self.path)
        self.listener.listen(16)
        threading.Thread(target=self.accept, args=(self.listener,), daemon=True).start()
        if self.beat is None:
            self.beat = threading.Thread(target=self.tell_often, daemon=True)
            self.beat.start()

    def stop(self):
        with self.lock:
            self.listener.shutdown(socket.SHUT_RDWR)
            self.listener.close()
            os.unlink(self.path)
            for connection in list(self.links):
                connection.shutdown(socket.SHUT_RDWR)
            self.links = {}

    def accept(self, listener):
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            self.links[connection] = None  # not a subscriber
            self.connections += 1
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        prepared = {}
        try:
            for line in connection.makefile("rb"):
                request = json.loads(line)
                if self.lag_s:
                    time.sleep(self.lag_s)
                self.thawed.wait()
                with self.lock:
                    self.requests.append(request)
                    answer = getattr(self, "on_" + request["op"])(request, prepared)
                    if "id" in request:
                        answer["id"] = request["id"]
                    self.send(connection, answer)
                    if request["op"] == "subscribe":
                        self.subscribe(connection)
        except OSError:
            pass
        self.links.pop(connection, None)
        connection.close()

    def send(self, connection, message):
        try:
            connection.sendall(json.dumps(message).encode() + b"\n")
        except OSError:
            self.links.pop(connection, None)

    # Requests

    def on_hello(self, _request, _prepared):
        return {"ok": True, "version": "0.1.0", "protocol": 1}

    def on_status(self, _request, _prepared):
        return {"ok": True, "status": self.status()}

    def on_events(self, request, _prepared):
        found = [each for each in self.kept() if each["sequence"] > request["after"]]
        return {"ok": True, "events": found[:request.get("max", 100)]}

    def on_subscribe(self, _request, _prepared):
        dropped = max(0, self.oldest - self.cursor - 1) if self.events else 0
        return {"ok": True, "after": self.cursor, "dropped": dropped}

    def on_acknowledge(self, request, _prepared):
        name, wanted = request["cursor"], request["sequence"]
        known, at = name in self.cursors, self.cursors.get(name, 0)
        self.cursors[name] = wanted if request.get("back") else max(at, wanted)
        return {"ok": True, "sequence": self.cursors[name], "new": not known}

    @property
    def cursor(self):
        """Where snmpd is in the journal."""
        return self.cursors.get("agentx", 0)

    @cursor.setter
    def cursor(self, sequence):
        self.cursors["agentx"] = sequence

    def on_prepare(self, request, prepared):
        fault = self.rule(request["set"], request.get("action"))
        if fault:
            self.refusal = fault["text"]
            self.tell()
            return {"ok": False, **fault}
        prepared["request"] = request
        return {"ok": True}

    def on_commit(self, request, prepared):
        if self.commit_error:
            return {"ok": False, "error": "commitFailed", "text": self.commit_error}
        prepared["before"] = dict(self.settings)
        for each in prepared["request"]["set"]:
            self.settings[each["name"]] = each["value"]
        if "action" in prepared["request"]:
            self.outcome = "inProgress"
        self.tell()
        if self.tells_after_commit and request.get("status"):
            return {"ok": True, "status": self.status()}
        return {"ok": True}

    def on_undo(self, _request, prepared):
        self.settings = prepared.pop("before", self.settings)
        return {"ok": True}

    def on_free(self, _request, prepared):
        prepared.clear()
        return {"ok": True}

    # State

    def subscribe(self, connection):
        self.links[connection] = True
        self.send(connection, {"status": self.status()})
        for each in self.kept():
            if each["sequence"] > self.cursor:
                self.send(connection, {"event": each})

    def subscribers(self):
        return [connection for connection, is_subscriber in list(self.links.items())
            if is_subscriber]

    def tell(self, message=None):
        with self.lock:
            for connection in self.subscribers() if self.tells() else ():
                self.send(connection, message or {"status": self.status()})

    def tells(self):
        return self.thawed.is_set() and not self.muted

    def tell_often(self):
        """Tell the status as often as fipd promises to."""
        while True:
            time.sleep(10)
            self.tell()

    def kept(self):
        return [each for each in self.events if each["sequence"] >= self.oldest]

    def make_event(self, kind, **members):
        return {"sequence": len(self.events) + 1, "date": date_text(time.time()),
            "kind": kind, "severity": "minor", "clears": 0, "from": "standby",
            "to": "active", "peer": "unknown", "reason": "peerSilent",
            "silence_us": 10_000_000, "limit_us": 10_000_000, "duration_us": 760_000,
            "mac": "00:00:00:00:00:00", "text": f"event {len(self.events) + 1}",
            "subject": "", "actor": "", **members}

    def add_event(self, kind="roleChange", **members):
        with self.lock:
            event = self.make_event(kind, **members)
            self.events.append(event)
            self.tell({"event": event})
            self.tell()
            return event["sequence"]

    def span(self, name):
        return int(self.settings[name].split()[0])

    def pac(self):
        numbers = ("proxy_port", "proxy_weight", "peer_proxy_port", "peer_proxy_weight")
        lists = ("direct_networks", "client_networks")
        return {"enabled": self.settings["pac"] == "on", "first": True, "requests": 12,
            "share": self.settings["share_load"] == "on",
            "direct_plain_names": self.settings["direct_plain_names"] == "on", "port": int(self.settings["pac_port"]),
            **{name: self.settings[name] for name in ("split", "proxy", "peer_proxy")},
            **{name: int(self.settings[name]) for name in numbers},
            **{name: self.settings[name].split(", ") if self.settings[name] else []
                for name in lists}}

    def status(self):
        age_ms = int((time.time() - self.started) * 1000)
        return {
            "system": {"version": "0.1.0", "node": "n1", "pair": "web",
                "started_date": date_text(self.started), "started_age_ms": age_ms,
                "changed_age_ms": age_ms, "digest": "0011223344556677", "in_sync": True},
            "settings": {"redundancy": self.settings["redundancy"] == "on",
                "configured_role": self.settings["role"],
                "peer_address": self.settings["peer"], "own_address": "192.168.0.1",
                "port": int(self.settings["port"]), "interval_ms": self.span("interval"),
                "count": int(self.settings["count"]), "interface": "eth0",
                "failback": self.settings["failback"],
                "outsiders": self.settings["outsiders"],
                "references": self.settings["references"].strip("[]"),
                "resident": self.settings["resident"] == "on",
                "failback_delay_ms": self.span("failback_delay"), "lease_s": 6,
                "resend_after_cut": self.settings["resend_after_cut"] == "on",
                "notification_spacing_ms": self.span("notification_spacing"),
                "muted": sum(1 << KINDS[kind] - 1 for kind in
                    self.settings["mute"].strip("[]").split(",") if kind),
                "detection_ms": self.span("interval") * int(self.settings["count"])},
            "role": {"role": self.role, "previous": "initial", "age_ms": age_ms,
                "date": date_text(self.started), "reason": "peerActive",
                "reason_text": "the peer is active", "takeover_ms": 760,
                "outcome": self.outcome, "outcome_text": "", "refusal_text": self.refusal},
            "peer": {"state": self.peer, "role": "active", "state_age_ms": age_ms,
                "heard_age_ms": 400, "version": "0.1", "restarts": 1},
            "pac": self.pac(),
            "counters": {"failovers": self.failovers, "failbacks": 2, "switchovers": 1, "activations": 4,
                "deactivations": 5, "split_brains": 0, "active_ms": 2 ** 40,
                "dual_active_ms": 0, "longest_takeover_ms": 760, "late_wakeups": 2 ** 32 + 7,
                "age_ms": age_ms},
            "events": {"last_sequence": len(self.events),
                "oldest_sequence": self.oldest if self.events else 0},
            "outlook": {"maintenance": self.settings["maintenance"] == "on",
                "unwell": self.proxy == "failed", "peer_unwell": False},
            "health": {"known": True, "digest": "00" * 32, "text": ""},
            "checks": [{"name": "proxy", "kind": "tcp", "effect": "demote",
                "target": "tcp 127.0.0.1:3128", "state": self.proxy, "text": "connected",
                "state_age_ms": age_ms, "took_ms": 3},
                {"name": "disk", "kind": "command", "effect": "report",
                "target": 'command ["/usr/bin/disk"]', "state": "passed", "text": "",
                "state_age_ms": age_ms, "took_ms": 12}],
            "hooks": [{"name": "route", "state": "failed", "text": "exit 2", "sequence": 4,
                "ended_age_ms": age_ms, "took_ms": 41, "runs": 7, "failures": 2}],
            "alarms": self.alarms,
            "links": [{"name": "eth0", "interface_index": 2, "own_address": "192.168.0.1",
                "peer_address": "192.168.0.2", "port": 7900, "state": "up",
                "state_age_ms": age_ms, "heard_age_ms": 400, "sent": 1000, "received": 998,
                "lost": 2, "duplicates": 0, "unauthenticated": 0, "malformed": 0,
                "send_errors": 0, "downs": 1, "interface": "eth0", "trouble": "none",
                "round_trip_us": 250, "jitter_us": 40},
                {"name": "cross", "interface_index": 3, "own_address": "fd00::1",
                "peer_address": "fd00::2", "port": 7900, "state": self.cross,
                "state_age_ms": age_ms, "heard_age_ms": -1, "sent": 1000, "received": 0,
                "lost": 0, "duplicates": 0, "unauthenticated": 0, "malformed": 0,
                "send_errors": 0, "downs": 1, "interface": "eth1", "trouble": "refused",
                "round_trip_us": 0, "jitter_us": 0}],
            "fips": [{"address": fip.split("/")[0], "prefix_length": int(fip.split("/")[1]),
                "interface_index": 2,
                "state": "absent", "state_age_ms": age_ms, "announcements": 7,
                "conflicts": 1, "conflict_mac": "02:00:00:00:00:09", "outsider": ""}
                for fip in self.settings["fips"].split(", ")],
        }
