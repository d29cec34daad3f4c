"""machine - what the numbers were measured on and with."""

import os
import subprocess
import time

from lab.network import source_folder


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
        "build": "preset release (-O2)",
    }
    found["text"] = (f"{found['cores']} cores ({found['processor']}), Linux "
        f"{found['kernel']}, {other} {found[other]}, fipd {found['fipd']}, "
        f"{found['build']}, load {found['load_at_start']:.1f} at the start")
    return found
