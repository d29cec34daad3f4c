"""tape - a recording made by hand: the records of core/wire/recording.h."""

import struct
import zlib

HEADER, START, IMAGE, STEP, GAP = 1, 2, 3, 4, 5
NAMES = ("0.1.0", "web", "n1", "192.0.2.1", "192.0.2.2", "eth0", "", "", "")
# Places of members in the table of core/wire/input_members.c, and their widths.
MEMBERS = {"now_us": (0, 8), "up": (10, 1), "heartbeat.incarnation": (16, 8),
    "settings.enabled": (35, 1), "settings.node": (40, 1), "settings.count": (41, 1),
    "settings.links": (42, 1), "settings.interval_ms": (44, 4)}
KINDS = {"deadline": 0, "interface": 2, "settings": 12}
BITS_BYTES = 6


def record(kind, payload, version=1):
    body = struct.pack("!HBB", len(payload) + 8, kind, version) + payload
    return struct.pack("!I", zlib.crc32(body)) + body


def header(reel=1):
    names = b"".join(name.encode().ljust(64, b"\0") for name in NAMES)
    return record(HEADER, struct.pack("!QqqQQB", reel, 0, 1700000000000, 0, 0, 1) + names)


def event(kind, **members):
    bits, values = 0, b""
    for name, (place, width) in sorted(MEMBERS.items(), key=lambda item: item[1]):
        value = members.get(name.replace(".", "_"), 0)
        if value:
            bits |= 1 << place
            values += value.to_bytes(width, "big")
    return bytes([KINDS[kind], BITS_BYTES]) + bits.to_bytes(BITS_BYTES, "little") + values


def start():
    return record(START, event("settings", now_us=1, heartbeat_incarnation=42,
        settings_enabled=1, settings_node=1, settings_count=5, settings_links=1,
        settings_interval_ms=2000))


def step(kind, role=0, **members):
    """A step that was decided in a way in which no engine decides."""
    return record(STEP, event(kind, **members) + struct.pack("!QqBBB", 0, 0, role, 0, 0))


def gap(steps):
    return record(GAP, struct.pack("!Q", steps))
