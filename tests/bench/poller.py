"""poller - the client of the SNMP benchmark: asks one agent and prints what it took, as JSON.

    poller.py get ADDRESS ROUNDS NAME=OID...     one GET each, in any order: microseconds
    poller.py walk ADDRESS ROUNDS OID            by GETBULK: milliseconds, variables
    poller.py set ADDRESS ROUNDS OID A B         an Unsigned32 to A and B in turn
    poller.py flood ADDRESS SECONDS OID          GETs as fast as they are answered
    poller.py first ADDRESS OID                  when, by this clock, it was first answered
    poller.py traps SECONDS PREFIX               sequence numbers and when they came

Requests are made before the clock runs, and of an answer only the error is looked at.
"""

import json
import os
import random
import socket
import struct
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))),
    "snmp"))

import ber

PORT, TRAP_PORT = 161, 162
PATIENCE_S = 60
SO_TIMESTAMPNS = 35


def arcs(text):
    return tuple(map(int, text.strip(".").split(".")))


class Client:
    def __init__(self, address):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.connect((address, PORT))
        self.socket.settimeout(10)
        self.number = 0

    def request(self, pdu, oid, value=(ber.NULL, None), second=0, community=b"public"):
        self.number += 1
        bind = ber.wrap(0x30, ber.put_oid(oid) + ber.put_value(*value))
        body = b"".join(ber.put_number(ber.INTEGER, number)
            for number in (self.number, 0, second)) + ber.wrap(0x30, bind)
        return ber.wrap(0x30, ber.put_number(ber.INTEGER, 1) + ber.wrap(ber.OCTETS, community)
            + ber.wrap(pdu, body))

    def ask(self, request):
        """Return how many microseconds the answer took, and the answer."""
        since = time.perf_counter_ns()
        self.socket.send(request)
        answer = self.socket.recv(65536)
        return (time.perf_counter_ns() - since) / 1000, answer


def check(answer):
    _, error, _, varbinds = ber.Manager.read(answer)
    if error or any(tag in (ber.NO_OBJECT, ber.NO_INSTANCE) for _, (tag, _) in varbinds):
        raise SystemExit(f"error {error}: {varbinds}")
    return varbinds


def quantiles(found):
    found = sorted(found)
    return {"median": found[len(found) // 2], "p99": found[len(found) * 99 // 100]}


def get(address, rounds, *named):
    client = Client(address)
    oids = {name: arcs(oid) for name, oid in (each.split("=") for each in named)}
    found = {name: [] for name in oids}
    for oid in oids.values():
        check(client.ask(client.request(ber.GET, oid))[1])
    for _ in range(int(rounds)):
        # Each time another order: what follows a subagent's answer finds it still busy.
        for name, oid in random.sample(list(oids.items()), len(oids)):
            found[name].append(client.ask(client.request(ber.GET, oid))[0])
    return {name: quantiles(each) for name, each in found.items()}


def walk(address, rounds, root):
    client, root = Client(address), arcs(root)
    spans, count = [], 0
    for _ in range(int(rounds)):
        name, count, since = root, 0, time.perf_counter_ns()
        while name[:len(root)] == root:
            varbinds = check(client.ask(client.request(ber.BULK, name, second=50))[1])
            count += sum(1 for found, (tag, _) in varbinds
                if found[:len(root)] == root and tag != ber.END)
            name = varbinds[-1][0] if varbinds[-1][1][0] != ber.END else ()
        spans.append((time.perf_counter_ns() - since) / 1e6)
    return {"variables": count, **quantiles(spans)}


def set_in_turn(address, rounds, oid, first, second):
    client, spans = Client(address), []
    for number in range(int(rounds)):
        value = (ber.UNSIGNED, int((first, second)[number % 2]))
        span, answer = client.ask(client.request(ber.SET, arcs(oid), value,
            community=b"private"))
        check(answer)
        spans.append(span)
    return quantiles(spans)


def flood(address, seconds, oid):
    client, count = Client(address), 0
    request, end = client.request(ber.GET, arcs(oid)), time.monotonic() + float(seconds)
    while time.monotonic() < end:
        client.ask(request)
        count += 1
    return {"per_second": count / float(seconds)}


def first(address, oid):
    """Ask each millisecond until an object is there; return when it was, in monotonic seconds."""
    client, oid, deadline = Client(address), arcs(oid), time.monotonic() + PATIENCE_S
    print("asking", flush=True)
    while time.monotonic() < deadline:
        _, error, _, varbinds = ber.Manager.read(client.ask(client.request(ber.GET, oid))[1])
        if not error and varbinds[0][1][0] not in (ber.NO_OBJECT, ber.NO_INSTANCE):
            return {"answered": time.monotonic()}
        time.sleep(0.001)
    raise SystemExit("there is no answer")


def traps(seconds, prefix):
    """Return {sequence: Unix time in ms when its trap came}, stamped by the kernel."""
    receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    receiver.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    receiver.bind(("0.0.0.0", TRAP_PORT))
    receiver.settimeout(0.2)
    column, found, end = arcs(prefix), {}, time.monotonic() + float(seconds)
    print("listening", flush=True)
    while time.monotonic() < end:
        try:
            datagram, ((_, _, stamp),), _, _ = receiver.recvmsg(65536, 64)
        except TimeoutError:
            continue
        whole_s, rest_ns = struct.unpack("qq", stamp)
        for name, (_, value) in ber.Manager.read(datagram)[3]:
            if name[:len(column)] == column:
                found.setdefault(value, whole_s * 1000 + rest_ns / 1e6)
    return found


print(json.dumps({"get": get, "walk": walk, "set": set_in_turn, "flood": flood,
    "first": first, "traps": traps}[sys.argv[1]](*sys.argv[2:])))
