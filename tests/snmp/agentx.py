"""agentx - a played AgentX master (RFC 2741) on plain sockets, as rude as a test wants it.

It shares no code with net-snmp.  Each request can be sent in either byte order and in
pieces; what the subagent sends by itself is answered by the thread behind the socket,
unless the master is muted.
"""

import os
import queue
import socket
import struct
import threading

OPEN, CLOSE, REGISTER = 1, 2, 3
GET, GETNEXT, GETBULK, TEST, COMMIT, UNDO, CLEANUP, NOTIFY, PING = range(5, 14)
RESPONSE = 18
NETWORK_ORDER = 0x10
HEAD = 20
INTEGER, OCTETS, NULL, OID, IP, COUNTER, UNSIGNED, TICKS, COUNTER64 = 2, 4, 5, 6, 64, 65, 66, 67, 70
NO_OBJECT, NO_INSTANCE, END = 128, 129, 130
LIMIT_S = 60


def pad(data):
    return data + bytes(-len(data) % 4)


class Writer:
    """Builds the payload of a PDU."""

    def __init__(self, order):
        self.order = order
        self.data = b""

    def number(self, form, *values):
        self.data += struct.pack(self.order + form, *values)
        return self

    def oid(self, arcs, include=0):
        return self.number(f"BBBB{len(arcs)}I", len(arcs), 0, include, 0, *arcs)

    def octets(self, data):
        self.number("I", len(data)).data += pad(data)
        return self

    def varbind(self, name, tag, value):
        self.number("HH", tag, 0).oid(name)
        if tag in (OCTETS, IP):
            return self.octets(value)
        if tag == OID:
            return self.oid(value)
        return self if tag == NULL else self.number(
            "Q" if tag == COUNTER64 else "i" if tag == INTEGER else "I", value)


class Reader:
    """Takes a payload apart."""

    def __init__(self, order, data):
        self.order, self.data = order, data

    def number(self, form):
        size = struct.calcsize(self.order + form)
        values = struct.unpack(self.order + form, self.data[:size])
        self.data = self.data[size:]
        return values

    def oid(self):
        count, prefix, _, _ = self.number("BBBB")
        arcs = self.number(f"{count}I")
        return ((1, 3, 6, 1, prefix) if prefix else ()) + arcs

    def octets(self):
        (size,) = self.number("I")
        data, self.data = self.data[:size], self.data[len(pad(bytes(size))):]
        return data

    def varbind(self):
        tag, _ = self.number("HH")
        name = self.oid()
        if tag in (OCTETS, IP):
            return name, (tag, self.octets())
        if tag == OID:
            return name, (tag, self.oid())
        if tag in (NULL, NO_OBJECT, NO_INSTANCE, END):
            return name, (tag, None)
        return name, (tag, self.number(
            "Q" if tag == COUNTER64 else "i" if tag == INTEGER else "I")[0])

    def varbinds(self):
        found = []
        while self.data:
            found.append(self.varbind())
        return found


class Master:
    """Listens at path; order and piece say how its PDUs go out, register_error what it
    answers to a registration.  notified holds the Notify PDUs that came; while muted
    they are not answered, and notify_error is what they are answered with."""

    def __init__(self, path):
        self.path = path
        self.order, self.piece = ">", None
        self.register_error = self.notify_error = 0
        self.muted = False
        self.sessions = 0
        self.registered = []
        self.notified = []
        self.pings = 0
        self.answers = queue.Queue()
        self.connection = None
        self.packet = 0
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen(4)
        threading.Thread(target=self.accept, daemon=True).start()

    def close(self):
        self.listener.close()
        self.drop()
        if os.path.exists(self.path):
            os.unlink(self.path)

    def drop(self):
        """Cut the connection as a master that dies does."""
        connection, self.connection = self.connection, None
        if connection:
            connection.close_for_good()

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            fresh = self.connection = Connection(self, connection)
            fresh.start()  # what it tells comes only when the connection can be used

    def send(self, kind, payload, transaction=1, packet=None, session=1):
        """Send a PDU; return its packet number."""
        self.packet += 1
        number = self.packet if packet is None else packet
        flags = NETWORK_ORDER if self.order == ">" else 0
        self.connection.send(struct.pack("BBBB", 1, kind, flags, 0) + struct.pack(
            self.order + "IIII", session, transaction, number, len(payload)) + payload)
        return number

    def ask(self, kind, payload, transaction=1):
        """Send a PDU and return its answer: (error, index, varbinds)."""
        number = self.send(kind, payload, transaction)
        while True:
            packet, answer = self.answers.get(timeout=LIMIT_S)
            if packet == number:
                return answer

    def writer(self):
        return Writer(self.order)

    def get(self, *names):
        payload = self.writer()
        for name in names:
            payload.oid(name).oid(())
        return self.ask(GET, payload.data)

    def getnext(self, *ranges, include=0):
        payload = self.writer()
        for start, end in ranges:
            payload.oid(start, include).oid(end)
        return self.ask(GETNEXT, payload.data)

    def getbulk(self, repetitions, start, end):
        payload = self.writer().number("HH", 0, repetitions).oid(start).oid(end)
        return self.ask(GETBULK, payload.data)

    def test(self, transaction, *varbinds):
        payload = self.writer()
        for name, (tag, value) in varbinds:
            payload.varbind(name, tag, value)
        return self.ask(TEST, payload.data, transaction)[:2]

    def commit(self, transaction):
        return self.ask(COMMIT, b"", transaction)[:2]

    def undo(self, transaction):
        return self.ask(UNDO, b"", transaction)[:2]

    def cleanup(self, transaction):
        self.send(CLEANUP, b"", transaction)


class Connection:
    """One connection of the subagent, served by a thread of its own."""

    def __init__(self, master, connection):
        self.master, self.socket = master, connection

    def start(self):
        threading.Thread(target=self.serve, daemon=True).start()

    def close_for_good(self):
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.socket.close()

    def send(self, data):
        size = self.master.piece or len(data)
        for start in range(0, len(data), size):
            self.socket.sendall(data[start:start + size])

    def read(self, size):
        data = b""
        while len(data) < size:
            part = self.socket.recv(size - len(data))
            if not part:
                raise OSError("the subagent has closed")
            data += part
        return data

    def serve(self):
        try:
            while True:
                head = self.read(HEAD)
                order = ">" if head[2] & NETWORK_ORDER else "<"
                session, transaction, packet, size = struct.unpack(order + "IIII", head[4:])
                self.take(head[1], order, transaction, packet, Reader(order, self.read(size)))
        except OSError:
            pass

    def take(self, kind, order, transaction, packet, reader):
        master = self.master
        if kind == RESPONSE:
            _, error, index = reader.number("IHH")
            master.answers.put((packet, (error, index, reader.varbinds())))
            return
        error = 0
        if kind == OPEN:
            master.sessions += 1
        elif kind == REGISTER:
            reader.number("BBBB")
            master.registered.append(reader.oid())
            error = master.register_error
        elif kind == NOTIFY:
            master.notified.append((packet, transaction, reader.varbinds()))
            error = master.notify_error
        elif kind == PING:
            master.pings += 1
        if kind != NOTIFY or not master.muted:
            self.answer(order, transaction, packet, error)

    def answer(self, order, transaction, packet, error):
        payload = Writer(order).number("IHH", 100, error, 0).data
        flags = NETWORK_ORDER if order == ">" else 0
        self.send(struct.pack("BBBB", 1, RESPONSE, flags, 0) + struct.pack(
            order + "IIII", 1, transaction, packet, len(payload)) + payload)
