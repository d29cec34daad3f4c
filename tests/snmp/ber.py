"""ber - a small manager of SNMPv1 and v2c: the exact answers, without net-snmp's reading of them.

Values are (tag, value): int for numbers, bytes for octets, a tuple for OIDs, None for NULL
and the three exceptions.
"""

import socket

INTEGER, OCTETS, NULL, OID = 0x02, 0x04, 0x05, 0x06
IP, COUNTER, UNSIGNED, TICKS, OPAQUE, COUNTER64 = 0x40, 0x41, 0x42, 0x43, 0x44, 0x46
NO_OBJECT, NO_INSTANCE, END = 0x80, 0x81, 0x82
GET, NEXT, RESPONSE, SET, BULK = 0xA0, 0xA1, 0xA2, 0xA3, 0xA5
NUMBERS = (INTEGER, COUNTER, UNSIGNED, TICKS, COUNTER64)
V1, V2C = 0, 1
ERRORS = {0: "noError", 1: "tooBig", 2: "noSuchName", 3: "badValue", 5: "genErr", 6: "noAccess", 7: "wrongType",
    8: "wrongLength", 10: "wrongValue", 11: "noCreation", 12: "inconsistentValue",
    13: "resourceUnavailable", 14: "commitFailed", 15: "undoFailed", 17: "notWritable",
    18: "inconsistentName"}


def wrap(tag, content):
    length = len(content)
    if length < 128:
        return bytes([tag, length]) + content
    size = (length.bit_length() + 7) // 8
    return bytes([tag, 0x80 | size]) + length.to_bytes(size, "big") + content


def put_number(tag, number):
    size = number.bit_length() // 8 + 1
    return wrap(tag, number.to_bytes(size, "big", signed=True))


def put_arc(arc):
    parts = [arc & 0x7F]
    while arc := arc >> 7:
        parts.append(0x80 | arc & 0x7F)
    return bytes(reversed(parts))


def put_oid(oid):
    return wrap(OID, put_arc(oid[0] * 40 + oid[1]) + b"".join(map(put_arc, oid[2:])))


def put_value(tag, value):
    if value is None:
        return wrap(tag, b"")
    if tag == OID:
        return put_oid(value)
    return put_number(tag, value) if isinstance(value, int) else wrap(tag, value)


def split(data):
    """Return tag and content of the first element, and the rest."""
    tag, length, start = data[0], data[1], 2
    if length & 0x80:
        start += length & 0x7F
        length = int.from_bytes(data[2:start], "big")
    return tag, data[start:start + length], data[start + length:]


def elements(data):
    while data:
        tag, content, data = split(data)
        yield tag, content


def get_oid(content):
    arcs, arc = [], 0
    for byte in content:
        arc = arc << 7 | byte & 0x7F
        if not byte & 0x80:
            arcs.append(arc)
            arc = 0
    first = min(arcs[0] // 40, 2)
    return (first, arcs[0] - 40 * first, *arcs[1:])


def get_value(tag, content):
    if tag == OID:
        return tag, get_oid(content)
    if tag in NUMBERS:
        return tag, int.from_bytes(content, "big", signed=tag == INTEGER)
    return tag, None if tag in (NULL, NO_OBJECT, NO_INSTANCE, END) else content


class Manager:
    """Asks one agent; each request returns (error word, error index, [(oid, (tag, value))])."""

    def __init__(self, port, community="private", timeout_s=60, version=V2C):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.connect(("127.0.0.1", port))
        self.socket.settimeout(timeout_s)
        self.community = community.encode()
        self.version = version
        self.request = 0

    def close(self):
        self.socket.close()

    def send(self, pdu, varbinds, first=0, second=0):
        """Send a request and do not wait for its answer."""
        self.request += 1
        binds = b"".join(wrap(0x30, put_oid(oid) + put_value(*value)) for oid, value in varbinds)
        body = (put_number(INTEGER, self.request) + put_number(INTEGER, first)
            + put_number(INTEGER, second) + wrap(0x30, binds))
        self.socket.send(wrap(0x30, put_number(INTEGER, self.version)
            + wrap(OCTETS, self.community) + wrap(pdu, body)))

    def ask(self, pdu, varbinds, first=0, second=0):
        self.send(pdu, varbinds, first, second)
        return self.answer()

    def answer(self):
        """Wait for the answer to the last request."""
        while True:
            answer = self.read(self.socket.recv(65536))
            if answer[0] == self.request:
                return ERRORS.get(answer[1], answer[1]), answer[2], answer[3]

    @staticmethod
    def read(datagram):
        _, message, _ = split(datagram)
        _, _, (_, pdu) = list(elements(message))
        number, status, index, (_, binds) = list(elements(pdu))
        numbers = [get_value(*each)[1] for each in (number, status, index)]
        found = [list(elements(content)) for _, content in elements(binds)]
        return *numbers, [(get_oid(name[1]), get_value(*value)) for name, value in found]

    def get(self, *oids):
        return self.ask(GET, [(oid, (NULL, None)) for oid in oids])[2]

    def next(self, *oids):
        return self.ask(NEXT, [(oid, (NULL, None)) for oid in oids])[2]

    def bulk(self, repetitions, *oids, once=0):
        """GETBULK; of the first `once` names one successor is asked for."""
        return self.ask(BULK, [(oid, (NULL, None)) for oid in oids], once, repetitions)[2]

    def set(self, *varbinds):
        return self.ask(SET, varbinds)

    def walk(self, root):
        """Return the variables below root, one GETNEXT each, as a list."""
        found, oid = [], root
        while True:
            name, value = self.next(oid)[0]
            if name[:len(root)] != root or value[0] == END:
                return found
            found.append((name, value))
            oid = name
