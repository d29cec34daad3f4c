"""image_server IMAGE FILE - let an image be seen at FILE, by FUSE, until it is unmounted.

Every read and every write comes here: the kernel keeps nothing of FILE in the page cache.  The
image has no name any more from then on.
"""

import ctypes
import os
import struct
import sys

# linux/fuse.h
GETATTR, OPEN, READ, WRITE, STATFS, RELEASE, FSYNC, FLUSH, INIT = 3, 14, 15, 16, 17, 18, 20, 25, 26
WITHOUT_ANSWER = {2, 36, 42}  # FORGET, INTERRUPT, BATCH_FORGET
HEADER = struct.Struct("IIQQ")
HEADER_BYTES = 40
FOPEN_DIRECT_IO = 1
ENOSYS = 38
WRITE_MAX = 128 << 10



def attributes(image):
    """Return the image's size and mode as FUSE tells them, for ever."""
    size = os.fstat(image).st_size
    return struct.pack("QII 6Q 10I", 1 << 30, 0, 0, 1, size, size // 512, 0, 0, 0, 0, 0, 0,
        0o100600, 1, 0, 0, 0, 4096, 0)


def answer_to(image, kind, body):
    """Return the body of the answer to a request, or an error."""
    if kind == INIT:
        return struct.pack("IIIIHHIIHHII6I", 7, 31, 0, 0, 0, 0, WRITE_MAX, 1, 0, 0, 0, *[0] * 7)
    if kind == GETATTR:
        return attributes(image)
    if kind == OPEN:
        return struct.pack("QII", 0, FOPEN_DIRECT_IO, 0)
    if kind == READ:
        _, offset, size = struct.unpack_from("QQI", body)
        return os.pread(image, size, offset)
    if kind == WRITE:
        _, offset, size = struct.unpack_from("QQI", body)
        return struct.pack("II", os.pwrite(image, body[40:40 + size], offset), 0)
    if kind == STATFS:
        return bytes(80)
    return b"" if kind in (RELEASE, FSYNC, FLUSH) else ENOSYS


def serve(fuse, image):
    """Answer until the file system is unmounted."""
    while True:
        try:
            request = os.read(fuse, WRITE_MAX + 4096)
        except OSError:
            return
        _, kind, unique, _ = HEADER.unpack_from(request)
        if kind in WITHOUT_ANSWER:
            continue
        answer = answer_to(image, kind, request[HEADER_BYTES:])
        error, body = (-answer, b"") if isinstance(answer, int) else (0, answer)
        os.write(fuse, struct.pack("IiQ", 16 + len(body), error, unique) + body)


def main():
    image = os.open(sys.argv[1], os.O_RDWR)
    os.unlink(sys.argv[1])
    fuse = os.open("/dev/fuse", os.O_RDWR)
    options = f"fd={fuse},rootmode=100000,user_id=0,group_id=0,allow_other"
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"disk", sys.argv[2].encode(), b"fuse", 0, options.encode()) != 0:
        raise OSError(ctypes.get_errno(), "a FUSE file cannot be mounted")
    serve(fuse, image)


if __name__ == "__main__":
    main()
