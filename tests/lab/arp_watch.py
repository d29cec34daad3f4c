"""arp_watch FILE INTERFACE ADDRESS INTERVAL_MS - ask by ARP who has an address, for ever.

One row per answer: number of the request, when asked, when answered, MAC.  Each request
comes from one of 64 sender addresses of our own, so that an answer tells which request it
is for: two MACs answering one request is two holders at one instant.
"""

import fcntl
import gc
import os
import select
import socket
import struct
import sys
import time

SENDERS = [bytes([192, 168, 0, 128 + i]) for i in range(64)]
ARP_REPLY = 2
SO_TIMESTAMPNS = 35


def own_mac(interface):
    with socket.socket() as any_socket:
        answer = fcntl.ioctl(any_socket, 0x8927, struct.pack("256s", interface.encode()))
    return answer[18:24]


def open_socket(interface):
    raw = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0806))
    raw.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
    raw.bind((interface, 0x0806))
    raw.setblocking(False)
    return raw


def request(mac, sender, target):
    return (b"\xff" * 6 + mac + b"\x08\x06" + struct.pack("!HHBBH", 1, 0x0800, 6, 4, 1)
        + mac + sender + bytes(6) + target)


def arrival(control):
    """Return the kernel's time stamp as time.monotonic()."""
    for _, kind, data in control:
        if kind == SO_TIMESTAMPNS:
            seconds, nanoseconds = struct.unpack("qq", data[:16])
            return seconds + nanoseconds / 1e9 - time.time() + time.monotonic()
    return time.monotonic()


def read_answers(raw, target, asked, rows):
    while True:
        try:
            frame, control, _, origin = raw.recvmsg(128, 128)
        except BlockingIOError:
            return
        if origin[2] == socket.PACKET_OUTGOING or len(frame) < 42:
            continue
        operation = struct.unpack_from("!H", frame, 20)[0]
        receiver = frame[38:42]
        if operation == ARP_REPLY and frame[28:32] == target and receiver in asked:
            number, when = asked[receiver]
            mac = ":".join(f"{byte:02x}" for byte in frame[22:28])
            rows.write(f"{number} {when:.6f} {arrival(control):.6f} {mac}\n")


def main():
    path, interface, address, interval_ms = sys.argv[1:5]
    gc.disable()
    os.nice(-10)
    target, interval_s = socket.inet_aton(address), float(interval_ms) / 1000
    raw, mac = open_socket(interface), own_mac(interface)
    asked, number, due = {}, 0, time.monotonic()
    with open(path, "w", buffering=1) as rows:
        while True:
            now = time.monotonic()
            if now >= due:
                sender = SENDERS[number % len(SENDERS)]
                asked[sender] = (number, time.monotonic())
                try:
                    raw.send(request(mac, sender, target))
                except OSError:
                    pass
                number += 1
                due = max(due + interval_s, now)
            select.select([raw], [], [], max(0, due - time.monotonic()))
            read_answers(raw, target, asked, rows)


main()
