"""machine - what the numbers were measured on and with."""

import os
import re
import subprocess
import time

from lab.network import source_folder

from command import BUILD


def said_by(command):
    """Return the first line that a command prints, empty if it cannot be run."""
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, check=False)
    except OSError:
        return ""
    return (done.stdout.splitlines() or [""])[0]


def processor():
    with open("/proc/cpuinfo") as info:
        names = [line.split(":", 1)[1].strip() for line in info
            if line.startswith("model name")]
    return names[0] if names else "unknown processor"


TICK_S = 1 / os.sysconf("SC_CLK_TCK")
# What others may use of a processor, and the hypervisor keep, on a machine called quiet.
QUIET_OTHERS, QUIET_STOLEN = 0.1, 0.02


class Others:
    """What everybody else did before and in the spans of a measurement: was the machine quiet?"""

    def __init__(self):
        self.used = []      # shares of one processor
        self.stolen = []
        self._begun = None

    @staticmethod
    def _read():
        """Return when it is, and how many seconds the machine was busy, and stolen from."""
        with open("/proc/stat") as stat:
            ticks = [int(word) * TICK_S for word in stat.readline().split()[1:9]]
        user, nice, system, _, _, interrupts, soft, stolen = ticks
        return time.monotonic(), user + nice + system + interrupts + soft, stolen

    def begin(self):
        self._begun = self._read()

    def end(self, own_s):
        """End a span, in which what is measured was busy for so many seconds."""
        span, busy, stolen = (new - old for new, old in zip(self._read(), self._begun))
        self.used.append(max(busy - own_s, 0) / span)
        self.stolen.append(stolen / span)

    def look(self, seconds):
        """Take a span in which nothing is measured."""
        self.begin()
        time.sleep(seconds)
        self.end(0)

    def quiet(self):
        """Return whether no span was disturbed."""
        return max(self.used) <= QUIET_OTHERS and max(self.stolen) <= QUIET_STOLEN

    def text(self):
        found = ", ".join(f"{what} {min(shares) * 100:.0f} to {max(shares) * 100:.0f} %" for
            what, shares in (("others", self.used), ("the hypervisor", self.stolen)))
        return (f"before and in the spans {found} of one processor: "
            + ("quiet" if self.quiet() else
                "NOT QUIET, so ratios of this run say something and absolute figures little"))


def build_of(folder):
    """Return how CMake was told to build a folder: its type and the compiler's options."""
    with open(os.path.join(folder, "CMakeCache.txt")) as file:
        cache = dict(re.findall(r"^(\w+):\w+=(.*)$", file.read(), re.MULTILINE))
    kind = cache["CMAKE_BUILD_TYPE"]
    options = (cache["CMAKE_C_FLAGS"], cache.get(f"CMAKE_C_FLAGS_{kind.upper()}", ""))
    return f"build type {kind} ({' '.join(filter(None, options))})"


def describe(other="keepalived"):
    """Return the machine, the kernel and the versions of fipd and a package beside it."""
    found = {
        "date": time.strftime("%Y-%m-%d"),
        "cores": os.cpu_count(),
        "processor": processor(),
        "kernel": os.uname().release,
        "load_at_start": os.getloadavg()[0],
        other: said_by(["dpkg-query", "-W", "-f", "${Version}", other]),
        "fipd": said_by(["git", "-C", source_folder(), "describe", "--always", "--dirty"]),
        "build": build_of(BUILD),
    }
    found["text"] = (f"{found['cores']} cores ({found['processor']}), Linux "
        f"{found['kernel']}, {other} {found[other]}, fipd {found['fipd']}, "
        f"{found['build']}, load {found['load_at_start']:.1f} at the start")
    return found
