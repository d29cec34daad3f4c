"""fence - the process beside fipd that removes the F-IPs when fipd falls silent."""

import os
import signal
import time

from .host import command_name, process_state
from .wait import wait_until


def parent_of(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return int(stat.read().rsplit(")", 1)[1].split()[1])
    except OSError:
        return 0


def fence_pid(node):
    """Return the process id of a node's fence, or None."""
    for entry in filter(str.isdigit, os.listdir("/proc")):
        if parent_of(entry) == node.fipd.pid and command_name(entry) == "fipd-fence":
            return int(entry)
    return None


def wait_fence(node, other_than=None):
    """Wait until a node has a fence, another one than before; return its process id."""
    wait_until(lambda: fence_pid(node) not in (None, other_than), 10,
        f"{node.name} has a fence")
    return fence_pid(node)


def freeze_fence(node):
    """SIGSTOP; return its process id, once the kernel says that it is frozen."""
    pid = wait_fence(node)
    os.kill(pid, signal.SIGSTOP)
    wait_until(lambda: process_state(pid) in "TtZX", 5, "the fence freezes", 0.001)
    return pid


def pause_host(node):
    """Freeze fipd and its fence, as a paused machine is; return the fence's process id."""
    node.fipd.stop()
    return freeze_fence(node)


def resume_host(node, fence):
    """Let both go on; return the moment."""
    moment = time.monotonic()
    os.kill(fence, signal.SIGCONT)
    node.fipd.resume()
    return moment
