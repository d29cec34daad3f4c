"""usage - what processes have used of the machine, and what they hold of it.

Each process counts with all its threads; whoever wants a program with its children names them.
"""

import contextlib
import os
import subprocess
import tempfile
import time


def threads(pid):
    return [f"/proc/{pid}/task/{entry}" for entry in os.listdir(f"/proc/{pid}/task")]


def numbers_of(path):
    """Return the numbers of a file of /proc with a name before each."""
    found = {}
    with open(path) as file:
        for line in file:
            name, _, rest = line.partition(":")
            words = rest.split()
            if words and words[0].isdigit():
                found[name] = found.get(name, 0) + int(words[0])
    return found


def cpu_ms(processes):
    """Return what processes have used of the processors."""
    return sum(ran_us for ran_us, _, _ in spent(processes)["threads"].values()) / 1000


def spent(processes):
    """Return what processes, those of them that live, have used until now: see used()."""
    found = {"moment": time.monotonic(), "threads": {}, "written": {}}
    for pid in processes:
        with contextlib.suppress(OSError):
            found["written"][pid] = numbers_of(f"/proc/{pid}/io")["write_bytes"]
            for thread in threads(pid):
                found["threads"][thread] = spent_by(thread)
    return found


def spent_by(thread):
    """Return how long a thread ran and waited for a processor, us, and its wake-ups.

    A wake-up is a switch that the thread wanted: it had waited for something.
    """
    with open(thread + "/schedstat") as stat:
        ran_ns, waited_ns, _ = map(int, stat.read().split())
    return ran_ns / 1000, waited_ns / 1000, numbers_of(
        thread + "/status")["voluntary_ctxt_switches"]


def used(before, after):
    """Return what was used between two calls of spent.

    What is written is what became dirty of pages that go to a disk.
    """
    found = {"seconds": after["moment"] - before["moment"], "cpu_us": 0, "waited_us": 0,
        "wakeups": 0, "written": 0}
    for thread, numbers in after["threads"].items():
        old = before["threads"].get(thread, (0, 0, 0))
        for name, new, past in zip(("cpu_us", "waited_us", "wakeups"), numbers, old):
            found[name] += new - past
    for pid, written in after["written"].items():
        found["written"] += written - before["written"].get(pid, 0)
    return found


def memory_kib(processes, file, field):
    return sum(numbers_of(f"/proc/{pid}/{file}")[field] for pid in processes)


def held(processes):
    """Return what processes hold: kB of memory, threads, descriptors.

    Private memory is what they have written to: it is theirs alone, whoever else runs the
    same program.  What a process shares with its fork counts once.
    """
    return {
        "private": memory_kib(processes, "smaps_rollup", "Pss_Dirty"),
        "pss": memory_kib(processes, "smaps_rollup", "Pss"),
        "rss": memory_kib(processes, "smaps_rollup", "Rss"),
        "threads": sum(len(threads(pid)) for pid in processes),
        "descriptors": sum(len(os.listdir(f"/proc/{pid}/fd")) for pid in processes),
    }


# The kernel counts system calls for perf, with the trace points that a file system shows.
COUNT_CALLS = ("mount -t tracefs tracefs /sys/kernel/tracing; "
    'LC_ALL=C exec perf stat --no-big-num -o "$0" -e raw_syscalls:sys_enter -p "$1" '
    '-- sleep "$2"')


def count_calls(groups, seconds):
    """Return the system calls a second of each group of processes, None where perf cannot tell.

    The kernel is slower meanwhile: nothing else can be measured in this span.
    """
    with tempfile.TemporaryDirectory(prefix="fipd-calls-") as folder:
        paths = [os.path.join(folder, str(number)) for number, _ in enumerate(groups)]
        counters = [subprocess.Popen(["unshare", "--mount", "sh", "-c", COUNT_CALLS, path,
            ",".join(map(str, group)), str(seconds)], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            for path, group in zip(paths, groups)]
        for counter in counters:
            counter.wait()
        return [calls_a_second(path) for path in paths]


def calls_a_second(path):
    """Return what perf found in the time that it says itself, None if it found nothing."""
    found = {}
    try:
        with open(path) as file:
            for line in file:
                number, _, what = line.strip().partition(" ")
                found[what.strip()] = number
        return int(found["raw_syscalls:sys_enter"]) / float(found["seconds time elapsed"])
    except (OSError, KeyError, ValueError):
        return None


def packets_sent(pid):
    """Return how many packets have left by eth0 of the host that a process is in."""
    with open(f"/proc/{pid}/net/dev") as devices:
        words = [line.split() for line in devices if line.strip().startswith("eth0:")]
    return int(words[0][10])
