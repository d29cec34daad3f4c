"""runner - what tests/run does once the packages are there: build, run, count.

Each kind of test is a function that yields its jobs: a name and a command.  A job's output
goes to build/dev/logs/KIND-NAME.log; how many tests it held is read from its output
(cmocka, unittest, or a line "N passed, N failed"), else it counts as one.
"""

import argparse
import concurrent.futures
import glob
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILD = os.path.join(TOP, "build", "dev")
FUZZ = os.path.join(TOP, "build", "fuzz")
LOGS = os.path.join(BUILD, "logs")
FUZZ_SECONDS = 20
JOB_LIMIT_S = 1200
PYTHON = "/usr/bin/python3"


class BuildFailed(Exception):
    """A preset does not configure or compile; its text is the compiler's."""


# Tests with real programs mostly wait, so three files run side by side; these measure
# milliseconds or take a whole processor, so they have the machine to themselves.
ALONE = {"crash", "forgery", "io_net", "snmpd_frozen"}
SIDE_BY_SIDE = 3


class Job:
    """A command to run; alone: no other job may run meanwhile."""

    limit_s = JOB_LIMIT_S

    def __init__(self, name, command, alone=True):
        self.name = name
        self.command = command
        self.alone = alone


def names_of(kind, pattern):
    """Return the names of a kind's test files: unit/parts/test_lease.c -> lease."""
    paths = glob.glob(os.path.join(TOP, "tests", kind, "**", pattern), recursive=True)
    return sorted(os.path.splitext(os.path.basename(path))[0].partition("_")[2]
        for path in paths)


def unit_jobs():
    for name in names_of("unit", "test_*.c"):
        yield Job(name, [os.path.join(BUILD, "tests", "unit_" + name)])


def stories_jobs():
    yield Job("stories", [os.path.join(BUILD, "tests", "stories", "stories")])
    yield Job("rules-page", [PYTHON, os.path.join(TOP, "tests", "stories", "rules_page.py"),
        BUILD])


def explore_jobs():
    folder = os.path.join(BUILD, "tests", "explore")
    explorer = os.path.join(folder, "explore")
    yield Job("one-link", [explorer])
    yield Job("two-links", [explorer, "--links", "2"])
    yield Job("explore-liar", [explorer, "--groups", "liar"])
    yield Job("explore-arp", [explorer, "--groups", "arp"])
    yield Job("explore-reload", [explorer, "--groups", "reload", "--links", "2"])
    yield Job("explore-late-port", [explorer, "--groups", "basic", "--port", "4000"])
    yield Job("explore-health", [explorer, "--groups", "health"])
    yield Job("simulate", [os.path.join(folder, "simulate"), "--schedules", "100000",
        "--jobs", "2"])


def script_jobs(kind):
    yield Job(kind, [PYTHON, os.path.join(TOP, "tests", kind, "run.py"), BUILD])


def script_jobs_side_by_side(kind):
    """A job for each file: each has a network namespace of its own."""
    for name in names_of(kind, "test_*.py"):
        yield Job(name, [PYTHON, os.path.join(TOP, "tests", kind, "run.py"), BUILD,
            f"test_{name}"], False)


def system_jobs(*more):
    """A job for each file; those that play in the lab are told more (lab/options.py)."""
    for name in names_of("system", "test_*.py"):
        path = os.path.join(TOP, "tests", "system", f"test_{name}.py")
        with open(path) as file:
            told = more if "import LabCase" in file.read() else ()
        yield Job(name, [PYTHON, path, "-v", *told], name in ALONE)
    yield Job("tortured", [PYTHON, os.path.join(TOP, "tests", "system", "torture"), "--seed",
        "1", "--faults", "200", "--go-on", "-v"], False)


def hosts_jobs(*more):
    yield Job("hosts", [PYTHON, os.path.join(TOP, "tests", "hosts", "run.py"), BUILD, *more])


def shape_jobs():
    yield from script_jobs("shape")
    yield Job("mutation", [PYTHON, "-B", os.path.join(TOP, "tests", "mutation", "smoke.py")])
    yield Job("adding", [PYTHON, "-B", os.path.join(TOP, "tests", "adding", "run.py")])


def fuzz_jobs():
    build(FUZZ, "fuzz")
    for name in names_of("fuzz", "fuzz_*.c"):
        corpora = [os.path.join(FUZZ, "corpus", name),
            os.path.join(TOP, "tests", "fuzz", "corpus", name)]
        os.makedirs(corpora[0], exist_ok=True)
        yield Job(name, [os.path.join(FUZZ, "tests", "fuzz_" + name),
            f"-max_total_time={FUZZ_SECONDS}", "-rss_limit_mb=2048", "-timeout=10",
            "-print_final_stats=1", f"-artifact_prefix={LOGS}/fuzz-{name}-",
            *[corpus for corpus in corpora if os.path.isdir(corpus)]])


KINDS = {
    "unit": unit_jobs,
    "stories": stories_jobs,
    "explore": explore_jobs,
    "ctl": lambda: script_jobs("ctl"),
    "snmp": lambda: script_jobs_side_by_side("snmp"),
    "web": lambda: script_jobs_side_by_side("web"),
    "nms": lambda: script_jobs("nms"),
    "system": system_jobs,
    "hosts": hosts_jobs,
    "fuzz": fuzz_jobs,
    "shape": shape_jobs,
}
NEED_MIBS = {"snmp", "nms", "system", "hosts", "shape"}
NEED_RELEASES = {"system"}


# What runs now, and since when: a person at a terminal sees it.
RUNNING = {}
CLEAR_LINE = "\r\033[K" if sys.stderr.isatty() else ""


def last_line(name):
    with open(os.path.join(LOGS, name + ".log"), errors="replace") as log:
        log.seek(max(os.fstat(log.fileno()).st_size - 400, 0))
        return (log.read().strip().splitlines() or [""])[-1]


def tell_running():
    """Each second, write on one line what runs and what it said last."""
    while True:
        time.sleep(1)
        for name, started in list(RUNNING.items())[:1]:
            text = f"{', '.join(RUNNING)} ({time.monotonic() - started:.0f} s) {last_line(name)}"
            width = shutil.get_terminal_size().columns - 1
            print(f"{CLEAR_LINE}{text[:width]}", end="", file=sys.stderr, flush=True)


def run_logged(name, command, limit_s=JOB_LIMIT_S):
    """Run a command with its output in a log file; return exit code and output."""
    RUNNING[name] = time.monotonic()
    try:
        return run_into_log(os.path.join(LOGS, name + ".log"), command, limit_s)
    finally:
        RUNNING.pop(name, None)
        print(CLEAR_LINE, end="", file=sys.stderr, flush=True)


def run_into_log(path, command, limit_s):
    with open(path, "w") as log:
        try:
            code = subprocess.run(command, cwd=TOP, stdin=subprocess.DEVNULL, stdout=log,
                stderr=subprocess.STDOUT, env=environment(), timeout=limit_s).returncode
        except subprocess.TimeoutExpired:
            code = -1
            log.write(f"\nnot done after {limit_s} s\n")
        except OSError as error:
            code = -1
            log.write(f"{command[0]}: {error.strerror}\n")
    with open(path, errors="replace") as log:
        return code, log.read()


def environment():
    return {
        **os.environ,
        "FIPD_BUILD": BUILD,
        "PYTHONDONTWRITEBYTECODE": "1",
        "LANG": "C.UTF-8",
        "ASAN_OPTIONS": "halt_on_error=1:detect_leaks=1",
        "UBSAN_OPTIONS": "halt_on_error=1:print_stacktrace=1",
    }


def build(folder, preset):
    """Configure and build a preset; raise BuildFailed."""
    started = time.monotonic()
    os.makedirs(LOGS, exist_ok=True)
    for step, command in (("configure", ["cmake", "--preset", preset, "-B", folder]),
            ("build", ["cmake", "--build", folder])):
        code, output = run_logged(f"{step}-{preset}", command)
        if code != 0:
            raise BuildFailed(f"{output[-8000:]}\ncannot {step} the preset {preset}")
    print(f"built {preset} in {time.monotonic() - started:.0f} s", flush=True)


def fetch_mibs():
    """Bring the base MIB modules, which Debian does not ship with net-snmp, to the build."""
    code, output = run_logged("mibs", [os.path.join(TOP, "tests", "mibs"), BUILD])
    if code != 0:
        print(output[-2000:])
        print("cannot fetch the base MIB modules")


def build_releases():
    """Build the releases before a test measures anything; the tests fail without them."""
    started = time.monotonic()
    code, output = run_logged("released",
        [PYTHON, os.path.join(TOP, "tests", "lab", "released.py")])
    print(output[-2000:] + "cannot build the releases" if code != 0
        else f"built the releases in {time.monotonic() - started:.0f} s", flush=True)


def last_number(pattern, output):
    found = re.findall(pattern, output, re.MULTILINE)
    return int(found[-1]) if found else 0


def count(code, output):
    """Return how many tests passed, failed and were skipped in a job."""
    line = re.findall(r"^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$", output, re.M)
    if line:
        passed, failed, skipped = (int(number or 0) for number in line[-1])
    elif re.search(r"^Ran \d+ tests? in ", output, re.M):
        failed = last_number(r"failures=(\d+)", output) + last_number(r"errors=(\d+)", output)
        skipped = last_number(r"skipped=(\d+)", output)
        passed = max(last_number(r"^Ran (\d+) tests?", output) - failed - skipped, 0)
    elif re.search(r"^\[=+\] .*Running \d+ test", output, re.M):
        passed = sum(map(int, re.findall(r"^\[  PASSED  \] (\d+) test", output, re.M)))
        failed = sum(map(int, re.findall(r"^\[  FAILED  \] .*?(\d+) test", output, re.M)))
        skipped = sum(map(int, re.findall(r"^\[  SKIPPED \] .*?(\d+) test", output, re.M)))
    else:
        passed, failed, skipped = (1, 0, 0) if code == 0 else (0, 1, 0)
    if code != 0 and failed == 0:
        failed = 1
    return passed, failed, skipped


red_jobs = []  # told again at the end, which is what of a long output is read
cannot = []  # what this machine lacks, which the last line names


def run_job(kind, job):
    started = time.monotonic()
    name = kind if job.name == kind else f"{kind}-{job.name}"
    code, output = run_logged(name, job.command, job.limit_s)
    passed, failed, skipped = count(code, output)
    verdict = "ok  " if failed == 0 else "FAIL"
    more = f", {skipped} skipped" if skipped else ""
    told = [f"  {verdict} {job.name}: {passed} passed, {failed} failed{more} "
        f"({time.monotonic() - started:.1f} s)"]
    if failed:
        red_jobs.append(name)
        cannot.extend(re.findall(r"^this machine (cannot .+)$", output, re.M))
        told += [f"       {line}" for line in output.splitlines()[-60:]]
        told += ["", f"       all of it: build/dev/logs/{name}.log"]
    else:
        told += [f"       {line}" for line in output.splitlines() if line.startswith("|")]
    print("\n".join(told), flush=True)
    return passed, failed, skipped


def run_jobs(kind, jobs):
    """Run jobs, first those that may run side by side; yield the counts of each."""
    alone = []
    with concurrent.futures.ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        paired = []
        for job in jobs:
            if job.alone:
                alone.append(job)
            else:
                paired.append(pool.submit(run_job, kind, job))
        yield from (future.result() for future in paired)
    yield from (run_job(kind, job) for job in alone)


def run_kind(kind):
    """Run one kind; return its sums.  A kind without a test is a failure."""
    print(f"{kind}", flush=True)
    sums = [0, 0, 0]
    try:
        for counts in run_jobs(kind, KINDS[kind]()):
            sums = [a + b for a, b in zip(sums, counts)]
        if sum(sums) == 0:
            raise BuildFailed("no test was run")
    except BuildFailed as reason:
        print(f"  FAIL {reason}")
        sums[1] += 1
    return sums


def read_arguments():
    """Return the kinds to run; options for the system tests go to their jobs."""
    parser = argparse.ArgumentParser(prog="tests/run", allow_abbrev=False,
        epilog="The options are for the kinds system and hosts; tests/README.md tells what they do.")
    parser.add_argument("kinds", metavar="KIND", nargs="*",
        help=f"{', '.join(KINDS)}; all of them if none is named")
    parser.add_argument("--runs", type=int, metavar="N", help="play each test of system and hosts N times")
    parser.add_argument("--timing", metavar="MSxN",
        help="interval and count where a system test leaves them free")
    options = parser.parse_args()
    unknown = [kind for kind in options.kinds if kind not in KINDS]
    if unknown:
        sys.exit(f"tests/run: {', '.join(unknown)}: no such kind of test; "
            f"there are {', '.join(KINDS)}")
    if os.geteuid() != 0:
        sys.exit("tests/run: the tests make network namespaces: run this as root")
    more = [word for name in ("runs", "timing") if getattr(options, name)
        for word in (f"--{name}", str(getattr(options, name)))]
    if more:
        KINDS["system"] = lambda: system_jobs(*more)
        if options.runs:
            KINDS["hosts"] = lambda: hosts_jobs("--runs", str(options.runs))
        Job.limit_s = None
    return [kind for kind in KINDS if kind in options.kinds] or list(KINDS)


def run_kinds(kinds):
    build(BUILD, "dev")
    if NEED_MIBS & set(kinds):
        fetch_mibs()
    if NEED_RELEASES & set(kinds):
        build_releases()
    sums = [0, 0, 0]
    for kind in kinds:
        sums = [a + b for a, b in zip(sums, run_kind(kind))]
    return sums


def main():
    kinds = read_arguments()
    # A shell that runs this in the background has interrupts ignored, and so would what we test.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if CLEAR_LINE:
        threading.Thread(target=tell_running, daemon=True).start()
    try:
        sums = run_kinds(kinds)
    except BuildFailed as reason:
        print(reason)
        sums = [0, 1, 0]
    if red_jobs:
        print(f"red: {', '.join(red_jobs)}")
    skipped = f", {sums[2]} skipped" if sums[2] else ""
    lacks = f"; this machine {', '.join(cannot)}" if cannot else ""
    print(f"{sums[0]} passed, {sums[1]} failed{skipped}{lacks}")
    sys.exit(1 if sums[1] else 0)


main()
