"""rule - how clients are split over the two proxies, told a second time and otherwise.

Written from the rule (web/split.h), not from its C: FNV-1a and SplitMix64 as published.
"""

import random
import socket
import struct

MASK = (1 << 64) - 1
SEED = 20240605


def fnv1a(data, state=0xcbf29ce484222325):
    for octet in data:
        state = (state ^ octet) * 0x100000001b3 & MASK
    return state


def splitmix64(seed, count):
    """Yield the first numbers of a SplitMix64 generator."""
    for _ in range(count):
        seed = (seed + 0x9e3779b97f4a7c15) & MASK
        number = (seed ^ seed >> 30) * 0xbf58476d1ce4e5b9 & MASK
        number = (number ^ number >> 27) * 0x94d049bb133111eb & MASK
        yield number ^ number >> 31


class Client:
    """An address: its text, and its bytes as the rule sees them."""

    __slots__ = ("text", "packed")

    def __init__(self, text, packed):
        self.text = text
        self.packed = packed

    @property
    def site(self):
        return self.packed[:8]

    def is_odd(self):
        return self.packed[-1] % 2 == 1


def ipv4(number):
    packed = struct.pack("!I", number)
    return Client(socket.inet_ntoa(packed), packed)


def mapped(number):
    packed = struct.pack("!I", number)
    return Client("::ffff:" + socket.inet_ntoa(packed), packed)


def ipv6(network, host, zone=""):
    packed = struct.pack("!QQ", network, host)
    return Client(socket.inet_ntop(socket.AF_INET6, packed) + zone, packed)


def make_clients(count):
    """Return ranges of clients by name: what sites have, and what chance gives."""
    chance = random.Random(SEED)
    base = 0x20010db800000000
    ranges = {
        "a /16 of IPv4": [ipv4(0x0a000000 + i) for i in range(1 << 16)],
        "every 256th of a /8": [ipv4(0x0b000001 + (i << 8)) for i in range(1 << 16)],
        "ipv4 written as ipv6": [mapped(0xac100000 + i) for i in range(1 << 16)],
        "networks of IPv6 in a row": [ipv6(base + i, 1) for i in range(1 << 16)],
        "hosts of one network": [ipv6(base, i) for i in range(1 << 14)],
        "link-local ones": [ipv6(0xfe80 << 48, i, "%eth0") for i in range(1 << 10)],
        "EUI-64": [ipv6(base + (i >> 8), 0x0200_00ff_fe00_0000 + i * 0x10001)
            for i in range(1 << 15)],
    }
    rest = count - sum(map(len, ranges.values()))
    ranges["random IPv4"] = [ipv4(chance.getrandbits(32)) for _ in range(rest // 2)]
    ranges["random IPv6"] = [ipv6(0x2 << 60 | chance.getrandbits(60), chance.getrandbits(64))
        for _ in range(rest - rest // 2)]
    return ranges


class Hashed:
    """The rule `hash`: each proxy draws as often as it weighs, the highest number wins."""

    def __init__(self, first, second):
        """Each is (text, weight)."""
        self.states = [(fnv1a(text.encode() + b"\0"), weight) for text, weight in (first, second)]
        self.known = {}

    def draw(self, which, site):
        state, weight = self.states[which]
        return max(splitmix64(fnv1a(site, state), weight))

    def picks_second(self, client):
        site = client.site
        if site not in self.known:
            self.known[site] = self.draw(1, site) > self.draw(0, site)
        return self.known[site]
