"""web - load on fipd-web, and what fipd notices of it, beside lighttpd with the same bytes.

n1 serves, the operations center asks over its cable.  fipd runs at nice -10, fipd-web and
lighttpd at nice 5, as fipd's systemd units have it.
"""

import json
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.lab import Lab
from lab.node import FLOATING
from lab.wait import wait_until

from command import BUILD, markdown, take_options, write_json
from contestant import RAISED
from disturbance import rounds
from machine import describe
from measures import fips_of
from usage import memory_kib

FOLDER = os.path.dirname(os.path.abspath(__file__))
NICE_WEB = ["nice", "-n", "5", "prlimit", "--nofile=4096:4096"]
INTERVAL_MS = 100
MANY = 1000
CLIENTS = 16
SCRIPT, STATUS, METRICS = "/wpad.dat", "/api/v1/status", "/metrics"
PAGE_PORT, STATIC_PORT = 7900, 8080
# Written by the benchmark; what is not here is lighttpd's default.
LIGHTTPD_CONF = """\
server.document-root = "{folder}"
server.bind = "{address}"
server.port = {port}
server.errorlog = "{folder}/lighttpd.errors"
server.max-fds = 4096
server.max-keep-alive-requests = 1000000000
mimetype.assign = ( "" => "text/plain" )
"""
# Connections at once, in all, and seconds between two bytes of each (0: none is sent).
CROWDS = {"slow-loris, 500 connections": (500, 5000, 1),
    "a flood of connections": (1000, 200000, 0)}


class Plan:
    def __init__(self, quick):
        self.span_s = 3 if quick else 5
        self.rounds = 1 if quick else 3
        self.siege_s = 12 if quick else 15   # fipd-web's patience is 10 s
        self.sieges = 1 if quick else 3


class Lighttpd:
    """Debian's lighttpd on n1: the bodies that fipd-web gave, as files."""

    def __init__(self, lab, pages):
        self.folder = lab.n1.path("pages")
        os.makedirs(self.folder)
        for path, url in pages.items():
            lab.oc.run(["curl", "-s", "-f", "--create-dirs", "-o", self.folder + path, url])
        conf = lab.n1.path("lighttpd.conf")
        with open(conf, "w") as file:
            file.write(LIGHTTPD_CONF.format(folder=self.folder, address=lab.n1.address,
                port=STATIC_PORT))
        self.process = lab.n1.start("lighttpd", ["lighttpd", "-D", "-f", conf], wrap=NICE_WEB)
        self.urls = {path: f"http://{lab.n1.address}:{STATIC_PORT}{path}" for path in pages}
        wait_until(lambda: lab.oc.run(["curl", "-s", "-f", "-o", "/dev/null",
            self.urls[SCRIPT]], check=False).returncode == 0, 10, "lighttpd answers")

    def sizes(self):
        return {path: os.path.getsize(self.folder + path) for path in self.urls}


def start(lab, fips):
    """Start both fipd and n1's fipd-web; return its pages, on the first F-IP and on n1."""
    lab.configure(interval=f"{INTERVAL_MS} ms", count=5, fips=[f"{fip}/24" for fip in fips],
        failback="manual", pac="on")
    for node in lab.nodes:
        node.start_fipd(wrap=RAISED)
    lab.wait_roles("active", "standby", 60)
    lab.n1.start_web(wrap=NICE_WEB)
    lab.oc.run(["ip", "route", "add", "192.168.100.0/22", "dev", "eth0"])
    # One connection a request: a port must be free again before its minute is over.
    lab.oc.run(["sh", "-c", "echo 1 >/proc/sys/net/ipv4/tcp_tw_reuse; "
        "echo 1024 65000 >/proc/sys/net/ipv4/ip_local_port_range"])
    page = f"http://{lab.n1.address}:{PAGE_PORT}"
    return {SCRIPT: f"http://{fips[0]}{SCRIPT}", STATUS: page + STATUS,
        METRICS: page + METRICS}


def ask(lab, url, clients, seconds, closing=False):
    """Let wrk ask, each client again as soon as it is answered; return what it found."""
    header = ["-H", "Connection: close"] if closing else []
    done = lab.oc.run(["wrk", "-t", "1", "-c", str(clients), "-d", f"{seconds}s",
        "-s", os.path.join(FOLDER, "wrk.lua"), *header, url], limit_s=seconds + 60)
    return json.loads(done.stdout.splitlines()[-1])


def asking(lab, url, clients=CLIENTS, closing=False):
    return lambda seconds: ask(lab, url, clients, seconds, closing)


def loads_of(lab, urls, whole):
    """Return what is asked of a server: name and function."""
    loads = {path: asking(lab, url) for path, url in urls.items()}
    if whole:
        loads |= {
            f"{SCRIPT}, one connection a request": asking(lab, urls[SCRIPT], closing=True),
            f"{SCRIPT}, one client": asking(lab, urls[SCRIPT], clients=1)}
    return loads


def besieging(lab, url, address, crowd):
    """Return a function that lets a crowd at the server while one client asks."""
    def besiege(seconds):
        name = f"crowd-{len(lab.oc.processes)}"
        process = lab.oc.start(name, ["/usr/bin/python3", "-I",
            os.path.join(FOLDER, "crowd.py"), address, "80", *map(str, crowd), str(seconds)])
        found = ask(lab, url, 1, seconds)
        wait_until(lambda: not process.alive(), 60, "the crowd goes home")
        return found | json.loads(process.output().splitlines()[-1])
    return besiege


class Memory:
    """What a program has resident, each time it is asked."""

    def __init__(self, process):
        self.process = process
        self.mib = {}

    def note(self, when):
        self.mib[when] = memory_kib([self.process.pid], "status", "VmRSS") / 1024


def measure(plan, count):
    """Load fipd-web and lighttpd with this many F-IPs; return the figures."""
    with Lab(BUILD) as lab:
        urls = start(lab, fips_of(count))
        other = Lighttpd(lab, urls)
        memory = Memory(lab.n1.web)
        memory.note("before")
        ours = loads_of(lab, urls, count == 1)
        theirs = loads_of(lab, other.urls, count == 1)
        found = rounds(lab, plan.rounds, plan.span_s, {"alone": time.sleep, **ours,
            **{f"lighttpd: {name}": load for name, load in theirs.items()}})
        memory.note("after the requests")
        results = {"fips": count, "loads": found, "bytes": other.sizes(),
            "memory_mib": memory.mib}
        if count == 1:
            results["sieges"] = rounds(lab, plan.sieges, plan.siege_s, {"alone": time.sleep,
                **{name: besieging(lab, urls[SCRIPT], FLOATING, crowd)
                    for name, crowd in CROWDS.items()}})
            memory.note("after the crowds")
        return results


HEAD = ("what", "requests/s", "p50", "p99", "of lighttpd's requests/s",
    "largest gap between beats", "fipd's CPU, of that alone")


def row_of(name, found, alone, other=None):
    gap = f"{found['span_gap_ms']:.1f} ({found['largest_gap_ms']:.1f}) ms"
    cpu = f"{found['cpu_ms_per_s'] / alone['cpu_ms_per_s']:.2f}"
    if "per_second" not in found:
        return name, "", "", "", "", gap, cpu
    failed = f" ({found['failed']} failed)" if found["failed"] else ""
    return (name, f"{found['per_second']:.0f}{failed}", f"{found['p50_us']:.0f} us",
        f"{found['p99_us']:.0f} us",
        f"{found['per_second'] / other['per_second']:.2f}" if other else "", gap, cpu)


def count_text(results):
    return f"{results['fips']:,} F-IP{'s' if results['fips'] > 1 else ''}"


def load_rows(results):
    """Return a row for each load: first those on fipd-web, then the same on lighttpd."""
    loads, sizes = results["loads"], results["bytes"]
    alone = loads["alone"]
    rows = [row_of(f"**{count_text(results)}**: nothing asked", alone, alone)]
    for name, found in loads.items():
        size = f", {sizes[name]:,} bytes" if name in sizes else ""
        if name != "alone":
            rows.append(row_of(name + size, found, alone, loads.get(f"lighttpd: {name}")))
    return rows


def siege_rows(sieges):
    alone = sieges["alone"]
    rows = [row_of("**crowds**: nothing asked", alone, alone)]
    for name, found in sieges.items():
        if name != "alone":
            rows.append(row_of(f"one client of {SCRIPT} beside {name}: {found['opened']:,} "
                f"opened, {found['closed']:,} closed by fipd-web", found, alone))
    return rows


def memory_text(results):
    return "\n".join(f"fipd-web's resident memory, {count_text(each)}: " + ", ".join(
        f"{when} {mib:.1f} MiB" for when, mib in each["memory_mib"].items())
        for each in results)


def main():
    given = take_options("web", "measure what load on fipd-web costs its clients and fipd",
        "one short round: about two minutes")
    started, plan, machine = time.monotonic(), Plan(given.quick), describe("lighttpd")
    results = [measure(plan, count) for count in (1, MANY)]
    machine["load_at_end"] = os.getloadavg()[0]
    print(markdown(HEAD, load_rows(results[0]) + siege_rows(results[0]["sieges"])
        + load_rows(results[1])))
    print(memory_text(results))
    print(f"{time.monotonic() - started:.0f} s on {machine['text']}")
    write_json(given.json, {"machine": machine, "quick": given.quick, "results": results})


main()
