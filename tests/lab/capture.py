"""capture FILE INTERFACE PORT - every UDP datagram to a port that passes an interface.

One row each: when (the kernel's time), source address, and the datagram as hex.
"""

import os
import socket
import struct
import sys
import time

sys.path.append(os.path.dirname(os.path.abspath(__file__)))

from instrument import SO_TIMESTAMPNS, arrival, be_prompt

UDP = 17


def open_socket(interface):
    raw = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0003))
    raw.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
    raw.bind((interface, 0x0003))
    return raw


def datagram(frame, port):
    """Return source address and data of a frame if it is one to the port."""
    if len(frame) < 42 or frame[12:14] != b"\x08\x00" or frame[23] != UDP:
        return None
    start = 14 + (frame[14] & 15) * 4
    target, length_bytes = struct.unpack_from("!HH", frame, start + 2)
    if target != port:
        return None
    return socket.inet_ntoa(frame[26:30]), frame[start + 8:start + length_bytes]


def main():
    path, interface, port = sys.argv[1:4]
    be_prompt()
    raw = open_socket(interface)
    with open(path, "w", buffering=1) as rows:
        while True:
            try:
                frame, control, _, _ = raw.recvmsg(2048, 128)
            except OSError:
                time.sleep(0.01)  # the cable is pulled
                continue
            found = datagram(frame, int(port))
            if found:
                rows.write(f"{arrival(control):.6f} {found[0]} {found[1].hex()}\n")


main()
