"""played_agents FACTS FAULTS - answer SNMP v2c as the agents of many pairs.

One socket answers for all of 127.0.0.0/8: pair P has its active node at 127.1.X.Y and its
standby at 127.2.X.Y, with P = 256 X + Y.  FACTS is a JSON file with what pairs.py knows of
FIPD-MIB: the variables of a node, as [[oid, tag, value]], where {node} and {pair} are names
and a list has one value for the active and one for the standby.  FAULTS is a file with the
addresses whose verdict is critical; it is read anew when it changes.
"""

import bisect
import json
import os
import socket
import struct
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))),
    "snmp"))

import ber

ROOM = 60000  # octets of an answer
IP_PKTINFO = 8  # of linux/in.h: Python 3.11 has no name for it


class Agents:
    def __init__(self, facts, faults):
        with open(facts) as file:
            told = json.load(file)
        self.verdict = tuple(told["verdict"])
        self.variables = sorted((tuple(oid), tag, value) for oid, tag, value in
            told["variables"])
        self.oids = [oid for oid, _, _ in self.variables]
        self.faults = faults
        self.read_at, self.faulty = None, set()

    def look_for_faults(self):
        moment = os.stat(self.faults).st_mtime_ns
        if moment != self.read_at:
            with open(self.faults) as file:
                self.faulty = set(file.read().split())
            self.read_at = moment

    def value(self, place, address):
        """Return a variable of a node as a varbind; place is its place in the order."""
        oid, tag, value = self.variables[place]
        standby = address[1] == 2
        if oid == self.verdict and socket.inet_ntoa(address) in self.faulty:
            value = 2
        elif isinstance(value, list):
            value = value[standby]
        if isinstance(value, str):
            pair = f"pair{256 * address[2] + address[3]:04}"
            value = value.format(pair=pair, node=f"{pair}-{1 + standby}").encode()
        return ber.wrap(0x30, ber.put_oid(oid) + ber.put_value(tag, value))

    def exact(self, oid, address):
        place = bisect.bisect_left(self.oids, oid)
        if place < len(self.oids) and self.oids[place] == oid:
            return self.value(place, address)
        return ber.wrap(0x30, ber.put_oid(oid) + ber.put_value(ber.NO_OBJECT, None))

    def following(self, oid, count, address):
        """Return the varbinds of the next variables; the end of the tree ends them."""
        start = bisect.bisect_right(self.oids, oid)
        found = [self.value(place, address)
            for place in range(start, min(start + count, len(self.oids)))]
        if len(found) < count:
            last = self.oids[-1] if self.oids else oid
            found.append(ber.wrap(0x30, ber.put_oid(last) + ber.put_value(ber.END, None)))
        return found

    def answer(self, datagram, address):
        _, message, _ = ber.split(datagram)
        version, community, (kind, pdu) = list(ber.elements(message))
        number, first, second, (_, binds) = list(ber.elements(pdu))
        oids = [ber.get_oid(next(ber.elements(content))[1])
            for _, content in ber.elements(binds)]
        if kind == ber.GET:
            found = [self.exact(oid, address) for oid in oids]
        else:
            count = ber.get_value(*second)[1] if kind == ber.BULK else 1
            found = [bind for oid in oids for bind in self.following(oid, count, address)]
        body = (ber.wrap(*number) + ber.put_number(ber.INTEGER, 0)
            + ber.put_number(ber.INTEGER, 0) + ber.wrap(0x30, b"".join(found)[:ROOM]))
        return ber.wrap(0x30, ber.wrap(*version) + ber.wrap(*community)
            + ber.wrap(ber.RESPONSE, body))


def main():
    agents = Agents(sys.argv[1], sys.argv[2])
    port = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    port.setsockopt(socket.IPPROTO_IP, IP_PKTINFO, 1)
    port.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
    port.bind(("", 161))
    while True:
        datagram, parts, _, sender = port.recvmsg(65536, 256)
        address = next(data[8:12] for level, kind, data in parts
            if (level, kind) == (socket.IPPROTO_IP, IP_PKTINFO))
        agents.look_for_faults()
        source = struct.pack("=i4s4s", 0, address, b"\0\0\0\0")
        port.sendmsg([agents.answer(datagram, address)],
            [(socket.IPPROTO_IP, IP_PKTINFO, source)], 0, sender)


main()
