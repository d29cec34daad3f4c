"""sender INTERFACE FILE INTERVAL_MS - send the frames of a file in turn, for ever.

The file has each frame behind its length, two bytes in network order, as flood.c reads it.
"""

import socket
import struct
import sys
import time


def read_frames(path):
    with open(path, "rb") as file:
        data = file.read()
    frames = []
    while data:
        length, = struct.unpack_from("!H", data)
        frames.append(data[2:2 + length])
        data = data[2 + length:]
    return frames


def main():
    interface, path, interval_ms = sys.argv[1:4]
    frames = read_frames(path)
    raw = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    raw.bind((interface, 0))
    due, number = time.monotonic(), 0
    while True:
        try:
            raw.send(frames[number % len(frames)])
        except OSError:
            pass
        number += 1
        due = max(due + float(interval_ms) / 1000, time.monotonic())
        time.sleep(max(0, due - time.monotonic()))


main()
