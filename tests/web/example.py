"""example - what /api/v1/status says of the pair of the manual: n1 is active, n2 standby."""

import copy
import datetime

EVENTS = [
    ("started", "indeterminate", "unknown", "started",
        "fipd 0.1.0 started on n1, configured active, peer 192.168.0.2"),
    ("linkUp", "indeterminate", "standby", "none",
        "link eth0 up: peer 192.168.0.2 and this node hear each other there"),
    ("linkUp", "indeterminate", "standby", "none",
        "link cross up: peer 192.168.0.2 and this node hear each other there"),
    ("failback", "minor", "standby", "failback",
        "standby to active: taken over from 192.168.0.2 (failback)"),
    ("linkDown", "warning", "standby", "peerSilent",
        "link cross down: peer 192.168.0.2 silent 10.0 s on cross (limit 10.0 s)"),
    ("linkUp", "cleared", "standby", "none",
        "link cross up: peer 192.168.0.2 and this node hear each other there"),
    ("switchover", "minor", "active", "switchover",
        "active to standby: handed over to 192.168.0.2 (switchover)"),
    ("failback", "minor", "standby", "failback",
        "standby to active: taken over from 192.168.0.2 (failback)"),
]


def date_before(age_ms):
    """Return the date of so long ago, as fipd writes it."""
    date = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(milliseconds=age_ms)
    return date.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def make_event(sequence, kind, severity, peer, reason, text):
    return {
        "sequence": sequence, "date": date_before(86400000 - 850123 * sequence), "kind": kind,
        "severity": severity, "clears": 0, "from": "standby", "to": "active", "peer": peer,
        "reason": reason, "silence_us": 0, "limit_us": 0, "duration_us": 0,
        "mac": "00:00:00:00:00:00", "path": 0, "text": text,
    }


def make_alarm(sequence=9):
    return make_event(sequence, "peerLost", "major", "unknown", "peerSilent",
        "peer 192.168.0.2 lost: silent 10.0 s on eth0 and cross (limit 10.0 s)")


def make_link(name, interface, network, **more):
    return {
        "name": name, "interface": interface, "interface_index": 2,
        "own_address": f"{network}.1", "peer_address": f"{network}.2", "port": 7900,
        "state": "up", "trouble": "none", "round_trip_us": 253, "jitter_us": 41,
        "state_age_ms": 86000000, "heard_age_ms": 640, "sent": 90432, "received": 90401,
        "lost": 17, "duplicates": 0, "unauthenticated": 0, "malformed": 0, "send_errors": 0,
        "downs": 0, **more,
    }


def make_fip(address="192.168.0.100", **more):
    return {
        "address": address, "prefix_length": 24, "interface_index": 2, "state": "held",
        "state_age_ms": 79599016, "announcements": 7, "conflicts": 0, "conflict_mac": "",
        "outsider": "", "present": True, **more,
    }


def make_check(name="proxy", **more):
    return {
        "name": name, "kind": "tcp", "effect": "demote", "target": "tcp 127.0.0.1:3128",
        "state": "passed", "text": "connected", "state_age_ms": 3600000,
        "took_ms": 3, **more,
    }


STATUS = {
    "system": {
        "version": "0.1.0", "node": "n1", "pair": "web",
        "started_date": date_before(86400000), "started_age_ms": 86400000,
        "changed_age_ms": 3600000, "digest": "0011223344556677", "in_sync": True,
    },
    "settings": {
        "redundancy": True, "configured_role": "active", "peer_address": "192.168.0.2",
        "own_address": "192.168.0.1", "port": 7900, "interval_ms": 2000, "count": 5,
        "interface": "eth0", "failback": "automatic", "failback_delay_ms": 2000,
        "outsiders": "remove", "muted": 0,
        "lease_s": 6, "fence_ms": 0, "fence_lost": False, "detection_ms": 10000,
    },
    "page": {"scope": "node", "port": 7900, "refresh_ms": 10000, "networks": [],
        "host": ""},
    "role": {
        "role": "active", "previous": "standby", "age_ms": 79599016,
        "date": date_before(79599016), "reason": "failback",
        "reason_text": "the F-IPs return to the preferred node", "takeover_ms": 3,
        "outcome": "idle", "outcome_text": "", "refusal_text": "",
    },
    "peer": {
        "state": "up", "role": "standby", "state_age_ms": 86000000, "heard_age_ms": 640,
        "version": "0.1", "restarts": 0,
    },
    "counters": {
        "failovers": 0, "failbacks": 2, "switchovers": 1, "activations": 2,
        "deactivations": 1, "split_brains": 0, "active_ms": 85620000, "dual_active_ms": 0,
        "longest_takeover_ms": 3, "late_wakeups": 0,
    },
    "events": {"last_sequence": 8, "oldest_sequence": 1},
    "outlook": {
        "pinned": False, "peer_pinned": False, "maintenance": False,
        "peer_maintenance": False, "split": False, "conflict": False, "cut_off": False,
        "mismatch": "none", "stable_ms": -1, "retry_ms": 0, "damped_ms": 0, "modest_ms": 0,
        "fault_ms": 0, "restart_ms": 0, "maintenance_ms": 0,
    },
    "pac": {
        "enabled": True, "share": True, "first": True, "split": "even-odd", "port": 80,
        "proxy": "192.168.0.1", "proxy_port": 8080, "proxy_weight": 1,
        "peer_proxy": "192.168.0.2", "peer_proxy_port": 8080, "peer_proxy_weight": 1,
        "direct_networks": ["127.0.0.0/8"], "client_networks": ["192.168.0.0/24"],
        "direct_plain_names": True,
        "requests": 1284,
    },
    "alarms": [],
    "links": [
        make_link("eth0", "eth0", "192.168.0"),
        make_link("cross", "eth1", "10.0.0", round_trip_us=118, jitter_us=9, lost=5, downs=1,
            state_age_ms=82300000),
    ],
    "fips": [make_fip()],
    "verdict": {"verdict": "ok", "because": "order", "object": "", "text": "as it should be"},
    "web": {"version": "0.1.0", "stale": False, "data_age_ms": 0},
    "history": [make_event(number, *event) for number, event in enumerate(EVENTS, 1)],
}


def make_status():
    """Return a copy that may be changed."""
    return copy.deepcopy(STATUS)


def lose_peer(status):
    """Let the peer of a status have fallen silent."""
    status["peer"].update(state="communicationError", role="unknown", state_age_ms=95000,
        heard_age_ms=105000)
    status["alarms"] = [make_alarm()]
    status["history"].append(make_alarm())
    for link in status["links"]:
        link.update(state="down", heard_age_ms=105000, state_age_ms=95000)
