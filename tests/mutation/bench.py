"""bench - compile a mutant, and run the tests against it until one fails.

The core (core/logic, core/wire) is one shared library here, the tests are linked with it once,
and a mutant is one compiled file and a link of 50 ms.  Mutant schemata, all mutants of a file
in one instrumented build, would save that; it would cost that the code under test is what is
in the tree, that rule tables and cases can be changed too, and the two proofs below.

Two libraries: optimized, as in a release, and with the sanitizers of the preset dev.  The
optimized object file is also a proof: a mutant that compiles to the same bytes as the core is
equivalent, one that compiles to the same as another mutant is the same mutant again.

The tests, in this order: the unit tests that need nothing but the core, latest killer first;
the stories; both again with sanitizers; explorer and simulator at a small scope, then at about
that of tests/run.  A quick run leaves out the sanitizers and the last scope.
"""

import concurrent.futures
import fcntl
import glob
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import threading

CORE = ("core/logic", "core/wire")
# How their headers, and those of the unit tests, are included.
ROOMS = ("model/", "parts/", "engine/", "words/", "wire/", "unit/")
VIEW = ("-Icore", "-Icore/logic")
COMMON = ["-std=gnu11", "-w", "-fPIC", "-D_GNU_SOURCE",
    "-DFIPD_LOGIC_LAYOUT=1u", "-DFIPD_LOGIC_RULES=1u"]      # see cmake/Layout.cmake
FLAVORS = {
    "plain": ["-O2", "-fno-semantic-interposition"],
    "sanitized": ["-O1", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"],
}
# What the explorer and the simulator are given, with a limit of CPU seconds: first something
# that takes a second, then what tests/run gives them (runner.py, explore_jobs).
SMALL_SCOPES = (
    (["explore", "--faults", "1"], 20),
    (["simulate", "--schedules", "500"], 20),
)
SCOPES = SMALL_SCOPES + (
    (["simulate", "--schedules", "20000"], 300),
    (["explore", "--faults", "2", "--slot", "6000"], 300),
    (["explore"], 1200),
    (["explore", "--links", "2", "--groups", "links"], 1200),
    (["explore", "--groups", "odd"], 1200),
)
CPU_FLOOR_S = 2
CC = os.environ.get("CC", "cc")


class BenchError(Exception):
    """The bench cannot be built, or a test fails on the core as it is."""


class Test:
    """A command that must fail for a mutant to be killed."""

    def __init__(self, name, flavor, command, limit_s=CPU_FLOOR_S):
        self.name = name
        self.flavor = flavor
        self.command = command
        self.limit_s = limit_s

    def kills(self, folder):
        """Run against the library in folder; return whether and how it failed, or None."""
        limited = ["prlimit", "--core=0", f"--cpu={self.limit_s}"]
        try:
            done = subprocess.run(limited + self.command, env=environment(folder),
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                timeout=60 + 20 * self.limit_s, check=False)
        except subprocess.TimeoutExpired:
            return "time"
        if done.returncode == 0:
            return None
        return "time" if -done.returncode in (signal.SIGKILL, signal.SIGXCPU) else "failed"


def environment(folder):
    return {**os.environ, "LD_LIBRARY_PATH": folder,
        "ASAN_OPTIONS": "halt_on_error=1:detect_leaks=1", "UBSAN_OPTIONS": "halt_on_error=1"}


def run(command, text=None):
    """Run a tool; return its complaint, or None."""
    done = subprocess.run(command, input=text, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, check=False)
    return done.stdout or "failed" if done.returncode != 0 else None


def must(command):
    fault = run(command)
    if fault is not None:
        raise BenchError(f"{' '.join(command)}\n{fault}")


def world():
    return glob.glob("tests/world/*.c")


def explorer(name):
    """Return the sources of one of the two programs that share a folder."""
    other = {"explore": "simulate", "simulate": "explore"}[name]
    return [path for path in glob.glob("tests/explore/*.c")
        if path != f"tests/explore/{other}.c"] + world()


def includes_of(path, seen=()):
    """Return all that a test includes by "...", also by way of the tests' own headers."""
    with open(path, encoding="utf-8") as file:
        names = set(re.findall(r'^#include "([^"]+)"', file.read(), re.MULTILINE))
    for name in sorted(names - set(seen)):
        if name.startswith("unit/"):
            names |= includes_of(os.path.join("tests", name), names | set(seen))
    return names


class Bench:
    """The built tests, and one folder per worker with the library under test.

    All of it works on a copy of the tree, so that one may go on editing meanwhile.
    """

    def __init__(self, top, folder):
        self.folder = os.path.abspath(folder)
        os.makedirs(self.folder, exist_ok=True)
        self.occupy()
        tree = os.path.join(self.folder, "tree")
        shutil.rmtree(tree, ignore_errors=True)
        for part in ("core", "tests", "docs"):
            shutil.copytree(os.path.join(top, part), os.path.join(tree, part))
        os.chdir(tree)
        self.sources = sorted(path for layer in CORE for path in glob.glob(f"{layer}/**/*.c", recursive=True))
        self.objects = {}           # hash of the object -> what compiles to it
        self.killers = {}           # file -> names of tests, latest killer first
        self.lock = threading.Lock()
        self.quick = []
        self.scopes = []
        self.explored = set()

    def occupy(self):
        """Keep other runs out of the folder as long as this one lives."""
        self.taken = open(os.path.join(self.folder, "lock"), "w", encoding="utf-8")
        try:
            fcntl.flock(self.taken, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise BenchError(f"{self.folder} is in use by another run") from error

    # Building

    def object_of(self, path, flavor, folder=None):
        name = path.replace("/", "_")[:-2] + ".o"
        return os.path.join(folder or os.path.join(self.folder, flavor), name)

    def compile(self, path, text, flavor, target):
        """Compile a text as if it were that file; return the complaint, or None."""
        return run([CC, *COMMON, *FLAVORS[flavor], *VIEW, "-x", "c", "-c", "-", "-o", target],
            f'#line 1 "{path}"\n{text}')

    def link(self, flavor, folder, replaced=(), with_object=None):
        objects = [self.object_of(path, flavor) for path in self.sources if path != replaced]
        target = os.path.join(folder, f"libcore-{flavor}.so")
        must([CC, *FLAVORS[flavor], "-shared", "-o", target, *objects,
            *([with_object] if with_object else []), "-lcrypto"])

    def build(self, flavors=tuple(FLAVORS)):
        """Build the core and the tests."""
        for flavor in flavors:
            os.makedirs(os.path.join(self.folder, flavor), exist_ok=True)
            self.build_core(flavor)
            self.build_quick(flavor)
        for name in ("explore", "simulate"):
            self.program(name, "plain", explorer(name), [])
        plain = os.path.join(self.folder, "plain")
        self.scopes = [Test(" ".join(scope), "plain", [os.path.join(plain, scope[0]), *scope[1:]],
            limit_s) for scope, limit_s in SCOPES]

    def build_quick(self, flavor):
        units = [path for path in sorted(glob.glob("tests/unit/*/test_*.c"))
            if all(name.startswith(ROOMS) for name in includes_of(path))]
        programs = [("unit " + os.path.basename(path)[len("test_"):-2], [path], ["-lcmocka"])
            for path in units]
        stories = os.path.abspath("tests/stories")
        programs.append(("stories", glob.glob("tests/stories/*.c") + world(),
            [f'-DFIPD_STORIES_DIR="{stories}"']))
        limit_s = CPU_FLOOR_S if flavor == "plain" else 5 * CPU_FLOOR_S
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for name, command in pool.map(
                    lambda program: self.program(program[0], flavor, *program[1:]), programs):
                self.quick.append(Test(name, flavor, [command], limit_s))

    def build_core(self, flavor):
        def compile_one(path):
            with open(path, encoding="utf-8") as file:
                return self.compile(path, file.read(), flavor, self.object_of(path, flavor))

        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for fault in filter(None, pool.map(compile_one, self.sources)):
                raise BenchError(fault)
        for path in self.sources:
            self.objects[path, digest(self.object_of(path, flavor))] = None
        self.link(flavor, self.folder)

    def program(self, name, flavor, sources, more):
        target = os.path.join(self.folder, flavor, name.replace(" ", "_"))
        must([CC, *COMMON, *FLAVORS[flavor], *VIEW, "-Itests", *sources, "-o", target,
            f'-DFIPD_SOURCE_DIR="{os.getcwd()}"', *more, f"-L{self.folder}", f"-lcore-{flavor}",
            "-lcrypto"])
        return name, target

    def prove(self):
        """Raise BenchError if a quick test fails on the core as it is."""
        for test in self.quick:
            if test.kills(self.folder):
                raise BenchError(f"{test.name} ({test.flavor}) fails without any change: "
                    f"LD_LIBRARY_PATH={self.folder} {' '.join(test.command)}")

    # Judging

    def worker_folder(self):
        folder = os.path.join(self.folder, f"worker-{threading.get_ident()}")
        os.makedirs(folder, exist_ok=True)
        return folder

    def judge(self, mutant, deep):
        """Return (verdict, detail): no-c, same, again, killed, survived."""
        folder = self.worker_folder()
        text = mutant.apply()
        changed = self.object_of(mutant.file, "plain", folder)
        if self.compile(mutant.file, text, "plain", changed) is not None:
            return "no-c", None
        with self.lock:
            first = self.objects.setdefault((mutant.file, digest(changed)), mutant)
        if first is None:
            return "same", None
        if first is not mutant:
            return "again", first
        self.link("plain", folder, mutant.file, changed)
        return self.run_tests(mutant, text, folder, deep)

    def run_tests(self, mutant, text, folder, deep):
        killer = self.first_killer(mutant.file, "plain", folder)
        if killer is None and deep:
            changed = self.object_of(mutant.file, "sanitized", folder)
            if self.compile(mutant.file, text, "sanitized", changed) is None:
                self.link("sanitized", folder, mutant.file, changed)
                killer = self.first_killer(mutant.file, "sanitized", folder)
        if killer is None and self.is_explored(mutant):
            scopes = self.scopes if deep else self.scopes[:len(SMALL_SCOPES)]
            killer = next(filter(None, (describe(test, folder) for test in scopes)), None)
        return ("survived", None) if killer is None else ("killed", killer)

    def first_killer(self, path, flavor, folder):
        tests = [test for test in self.quick if test.flavor == flavor]
        with self.lock:
            order = list(self.killers.get(path, ()))
        tests.sort(key=lambda test: order.index(test.name) if test.name in order else 99)
        for test in tests:
            found = describe(test, folder)
            if found is not None:
                with self.lock:
                    kept = [name for name in self.killers.get(path, ()) if name != test.name]
                    self.killers[path] = [test.name, *kept]
                return found
        return None

    # What the explorer never runs it cannot kill: a run that counts is the proof.

    def survey(self, deep):
        """Learn which functions the explorer enters; raise BenchError if it fails."""
        folder = os.path.join(self.folder, "survey")
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        objects = [self.object_of(path, "", folder) for path in self.sources]
        for path, target in zip(self.sources, objects):
            must([CC, *COMMON, "-O2", "--coverage", "-fprofile-abs-path", *VIEW, "-c", path,
                "-o", target])
        for name in ("explore", "simulate"):
            must([CC, *COMMON, "-O2", "--coverage", *VIEW, "-Itests", *explorer(name),
                *objects, "-o", os.path.join(folder, name), "-lcrypto"])
        for scope, _ in SCOPES if deep else SMALL_SCOPES:
            must([os.path.join(folder, scope[0]), *scope[1:]])
        for notes in glob.glob(os.path.join(folder, "*.gcda")):
            counted = subprocess.run(["gcov", "--json-format", "--stdout", notes],
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True, cwd=folder)
            self.take_counts(json.loads(counted.stdout))

    def take_counts(self, counts):
        for file in counts["files"]:
            path = os.path.relpath(file["file"])
            for function in file["functions"]:
                if function["execution_count"] > 0:
                    self.explored |= {(path, function["name"]), (path, None)}

    def is_explored(self, mutant):
        """Whether the explorer could tell; None stands for what is in no function."""
        inside = mutant.function
        return (mutant.file, inside) in self.explored


def describe(test, folder):
    how = test.kills(folder)
    if how is None:
        return None
    kind = "" if test.flavor == "plain" else " (sanitizers)"
    return f"{test.name}{kind}{', out of time' if how == 'time' else ''}"


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()
