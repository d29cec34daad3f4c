"""beat_watch FILE INTERFACE PORT - the time of every heartbeat that comes in, one a row.

Runs at the bridge's port of a node; the times are the kernel's.  A filter in the kernel keeps
away what goes out to the node: a flood of that would leave no room for what is watched.
"""

import ctypes
import os
import socket
import struct
import sys
import time

sys.path.append(os.path.dirname(os.path.abspath(__file__)))

from instrument import SO_TIMESTAMPNS, arrival, be_prompt

SO_ATTACH_FILTER = 26
UDP = 17

# Classic BPF, (code, jump if true, jump if false, value): not outgoing, IPv4, UDP.
ONLY_UDP_IN = (
    (0x30, 0, 0, 0xfffff004),               # load the type of packet
    (0x15, 5, 0, socket.PACKET_OUTGOING),
    (0x28, 0, 0, 12),                       # load the type of frame
    (0x15, 0, 3, 0x0800),
    (0x30, 0, 0, 23),                       # load the protocol
    (0x15, 0, 1, UDP),
    (0x06, 0, 0, 0xffff),                   # take it
    (0x06, 0, 0, 0),                        # drop it
)


def attach_filter(raw):
    program = b"".join(struct.pack("HBBI", *step) for step in ONLY_UDP_IN)
    buffer = ctypes.create_string_buffer(program, len(program))
    raw.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER,
        struct.pack("HL", len(ONLY_UDP_IN), ctypes.addressof(buffer)))


def open_socket(interface):
    raw = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0003))
    attach_filter(raw)
    raw.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
    raw.bind((interface, 0x0003))
    return raw


def is_heartbeat(frame, port):
    if len(frame) < 42 or frame[12:14] != b"\x08\x00" or frame[23] != UDP:
        return False
    return struct.unpack_from("!H", frame, 14 + (frame[14] & 15) * 4 + 2)[0] == port


def main():
    path, interface, port = sys.argv[1:4]
    be_prompt()
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
