"""beat_watch FILE INTERFACE PORT - the time of every heartbeat that comes in, one a row.

Runs at the bridge's port of a node; the times are the kernel's.
"""

import gc
import os
import socket
import struct
import sys
import time

SO_TIMESTAMPNS = 35
UDP = 17


def open_socket(interface):
    raw = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0003))
    raw.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
    raw.bind((interface, 0x0003))
    return raw


def is_heartbeat(frame, port):
    if len(frame) < 42 or frame[12:14] != b"\x08\x00" or frame[23] != UDP:
        return False
    return struct.unpack_from("!H", frame, 14 + (frame[14] & 15) * 4 + 2)[0] == port


def arrival(control):
    for _, kind, data in control:
        if kind == SO_TIMESTAMPNS:
            seconds, nanoseconds = struct.unpack("qq", data[:16])
            return seconds + nanoseconds / 1e9 - time.time() + time.monotonic()
    return time.monotonic()


def main():
    path, interface, port = sys.argv[1:4]
    gc.disable()
    os.nice(-10)
    raw = open_socket(interface)
    with open(path, "w", buffering=1) as rows:
        while True:
            try:
                frame, control, _, origin = raw.recvmsg(256, 128)
            except OSError:
                time.sleep(0.01)  # the cable is pulled
                continue
            if origin[2] != socket.PACKET_OUTGOING and is_heartbeat(frame, int(port)):
                rows.write(f"{arrival(control):.6f}\n")


main()
