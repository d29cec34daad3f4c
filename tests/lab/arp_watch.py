"""arp_watch FILE INTERFACE ADDRESS INTERVAL_MS - ask for ever who has an address.

By ARP, or by Neighbour Solicitation if it is one of IPv6.  One row per answer: number of
the request, when asked, when answered, MAC.  Each request comes from one of 64 sender
addresses of our own, so that an answer tells which request it is for: two MACs answering
one request is two holders at one instant.
"""

import fcntl
import os
import select
import socket
import struct
import sys
import time

sys.path.append(os.path.dirname(os.path.abspath(__file__)))

from instrument import SO_TIMESTAMPNS, arrival, be_prompt

COUNT = 64  # of sender addresses
ARP_REPLY = 2
ICMPV6, ADVERTISEMENT = 58, 136


def own_mac(interface):
    with socket.socket() as any_socket:
        answer = fcntl.ioctl(any_socket, 0x8927, struct.pack("256s", interface.encode()))
    return answer[18:24]


def open_socket(interface, protocol):
    raw = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(protocol))
    raw.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
    raw.bind((interface, protocol))
    raw.setblocking(False)
    return raw


class Arp:
    """Questions and answers of IPv4."""

    PROTOCOL = 0x0806
    SENDERS = [bytes([192, 168, 0, 128 + i]) for i in range(COUNT)]

    @staticmethod
    def request(mac, sender, target):
        return (b"\xff" * 6 + mac + b"\x08\x06" + struct.pack("!HHBBH", 1, 0x0800, 6, 4, 1)
            + mac + sender + bytes(6) + target)

    @staticmethod
    def read(frame, target):
        """Return to whom a frame answers for target and the MAC in it, or None."""
        if len(frame) < 42 or struct.unpack_from("!H", frame, 20)[0] != ARP_REPLY:
            return None
        return (frame[38:42], frame[22:28]) if frame[28:32] == target else None


class Discovery:
    """Questions and answers of IPv6."""

    PROTOCOL = 0x86dd
    SENDERS = [socket.inet_pton(socket.AF_INET6, f"fe80::a:{i}") for i in range(COUNT)]

    @staticmethod
    def request(mac, sender, target):
        group = socket.inet_pton(socket.AF_INET6, "ff02::1:ff00:0")[:13] + target[13:]
        body = bytes(4) + target + b"\x01\x01" + mac
        total = sum(struct.unpack("!32H", sender + group + struct.pack("!II", 32, ICMPV6)
            + b"\x87\0\0\0" + body[:20])) + sum(struct.unpack("!4H", body[20:]))
        total = (total & 0xffff) + (total >> 16)
        value = ~(total + (total >> 16)) & 0xffff
        return (b"\x33\x33" + group[12:] + mac + b"\x86\xdd" + b"\x60\0\0\0"
            + struct.pack("!HBB", 32, ICMPV6, 255) + sender + group
            + b"\x87\0" + struct.pack("!H", value) + body)

    @staticmethod
    def read(frame, target):
        if len(frame) < 78 or frame[20] != ICMPV6 or frame[54] != ADVERTISEMENT:
            return None
        return (frame[38:54], frame[6:12]) if frame[62:78] == target else None


def read_answers(raw, protocol, target, asked, rows):
    while True:
        try:
            frame, control, _, origin = raw.recvmsg(128, 128)
        except BlockingIOError:
            return
        answer = protocol.read(frame, target)
        if origin[2] == socket.PACKET_OUTGOING or answer is None or answer[0] not in asked:
            continue
        number, when = asked[answer[0]]
        mac = ":".join(f"{byte:02x}" for byte in answer[1])
        rows.write(f"{number} {when:.6f} {arrival(control):.6f} {mac}\n")


def main():
    path, interface, address, interval_ms = sys.argv[1:5]
    be_prompt()
    protocol = Discovery if ":" in address else Arp
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    target, interval_s = socket.inet_pton(family, address), float(interval_ms) / 1000
    raw, mac = open_socket(interface, protocol.PROTOCOL), own_mac(interface)
    asked, number, due = {}, 0, time.monotonic()
    with open(path, "w", buffering=1) as rows:
        while True:
            now = time.monotonic()
            if now >= due:
                sender = protocol.SENDERS[number % COUNT]
                asked[sender] = (number, time.monotonic())
                try:
                    raw.send(protocol.request(mac, sender, target))
                except OSError:
                    pass
                number += 1
                due = max(due + interval_s, now)
            select.select([raw], [], [], max(0, due - time.monotonic()))
            read_answers(raw, protocol, target, asked, rows)


main()
