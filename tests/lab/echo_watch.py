"""echo_watch FILE ADDRESS INTERVAL_MS - an ICMP echo request every INTERVAL_MS, for ever.

One row per request, in the order of verdicts: number, when sent, when answered; 0 if no
answer came within a second.  Times of answers are the kernel's, so that a busy machine
which wakes this program late loses nothing and delays nothing.
"""

import os
import select
import socket
import struct
import sys
import time

sys.path.append(os.path.dirname(os.path.abspath(__file__)))

from instrument import SO_TIMESTAMPNS, arrival, be_prompt

LIMIT_S = 1.0
ECHO_REQUEST, ECHO_REPLY = 8, 0
ECHO_REQUEST_6, ECHO_REPLY_6 = 128, 129
SOL_RAW, ICMP_FILTER = 255, 1


def checksum(data):
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    total = (total & 0xffff) + (total >> 16)
    return ~(total + (total >> 16)) & 0xffff


def open_socket(address):
    if ":" in address:
        raw = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
    else:
        raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
        raw.setsockopt(SOL_RAW, ICMP_FILTER,
            struct.pack("I", ~(1 << ECHO_REPLY) & 0xffffffff))
    raw.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
    raw.bind(("", 0))
    raw.setblocking(False)
    return raw


def echo_request(identity, number, family):
    """The kernel fills in the checksum of ICMPv6."""
    kind = ECHO_REQUEST_6 if family == socket.AF_INET6 else ECHO_REQUEST
    head = struct.pack("!BBHHH", kind, 0, 0, identity, number & 0xffff)
    body = struct.pack("!I", number)
    value = checksum(head + body)
    return head[:2] + struct.pack("!H", value) + head[4:] + body


def read_answers(raw, identity, waiting, rows):
    while True:
        try:
            packet, control, _, _ = raw.recvmsg(256, 128)
        except OSError:
            return
        icmp = packet
        if raw.family == socket.AF_INET:
            icmp = packet[(packet[0] & 15) * 4:]
        if len(icmp) < 12 or icmp[0] not in (ECHO_REPLY, ECHO_REPLY_6) or struct.unpack_from("!H", icmp, 4)[0] != identity:
            continue
        number = struct.unpack_from("!I", icmp, 8)[0]
        sent = waiting.pop(number, None)
        if sent is not None:
            rows.append(f"{number} {sent:.6f} {max(arrival(control), sent):.6f}\n")


def give_up(waiting, now, rows):
    for number, sent in list(waiting.items()):
        if sent + LIMIT_S > now:
            return
        del waiting[number]
        rows.append(f"{number} {sent:.6f} 0\n")


def write_out(file, rows):
    file.write("".join(rows))
    file.flush()
    rows.clear()


def main():
    path, address, interval_ms = sys.argv[1:4]
    be_prompt()
    raw, interval_s = open_socket(address), float(interval_ms) / 1000
    identity, waiting, rows = os.getpid() & 0xffff, {}, []
    number, due, write_at = 0, time.monotonic(), 0
    with open(path, "w") as file:
        while True:
            now = time.monotonic()
            if now >= due:
                waiting[number] = now
                try:
                    raw.sendto(echo_request(identity, number, raw.family), (address, 0))
                except OSError:
                    pass
                number += 1
                due = max(due + interval_s, now)
            select.select([raw], [], [], max(0, due - time.monotonic()))
            read_answers(raw, identity, waiting, rows)
            if now > write_at:
                give_up(waiting, now, rows)
                write_out(file, rows)
                write_at = now + 0.02


main()
