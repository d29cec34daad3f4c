"""symbols - what the built libraries hold and call, read with nm.

The libraries are built for this without sanitizers, which bring symbols of their own, and
without position-independent code, which would put constant tables among the variables.
"""

import glob
import os
import re
import subprocess

LIBRARIES = ("logic", "wire", "config", "control", "io", "subagent", "web", "http")
PROGRAMS = ("fipd", "fipctl", "fipd-agentx", "fipd-web")
# The state that a process may have outside of its structs: where its log goes.  Pairs of
# object file and symbol.
STATE = {("log.c.o", "sink")}
VARIABLES = set("bBdDCsSgGuV")
PURE = {"memcpy", "memset", "memcmp", "memmove", "memchr", "strlen", "strcmp", "strncmp",
    "strchr", "strrchr", "strstr", "strnlen", "__assert_fail", "__stack_chk_fail"}
ALLOWED = {
    "logic": re.compile("|".join(PURE)),
    "wire": re.compile("|".join(PURE)
        + r"|EVP_MAC\w*|OSSL_PARAM\w*|CRYPTO_memcmp|OPENSSL_cleanse|malloc|calloc|free"),
}
OPTIONS = ("-DCMAKE_BUILD_TYPE=Release", "-DCMAKE_C_FLAGS_RELEASE=-O1 -fno-pic -fno-pie",
    "-DCMAKE_POSITION_INDEPENDENT_CODE=OFF", "-DCMAKE_EXE_LINKER_FLAGS=-no-pie",
    "-DFIPD_SANITIZE=", "-DFIPD_HARDEN=OFF",
    "-DFIPD_TESTS=OFF")


def run(command, folder):
    found = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return found.returncode, found.stdout, found.stdout + found.stderr


def build(root, folder):
    """Build libraries and programs in folder; return the faults that kept it from being done."""
    code, _, output = run(["cmake", "-S", root, "-B", folder, "-G", "Ninja", *OPTIONS], root)
    if code != 0:
        return [f"cannot configure: {output.strip()[-1500:]}"]
    code, _, output = run(["cmake", "--build", folder], root)
    return [] if code == 0 else [f"cannot build: {output.strip()[-1500:]}"]


def archives(folder):
    """Return the path of each library that was built, by its layer."""
    found = {}
    for name in LIBRARIES:
        path = os.path.join(folder, f"libfipd_{name}.a")
        if os.path.exists(path):
            found[name] = path
    return found


def objects(folder):
    """Return the path of each object file of a program."""
    return sorted(path for name in PROGRAMS for path in glob.glob(
        os.path.join(folder, "CMakeFiles", f"{name}.dir", "**", "*.o"), recursive=True))


def read_symbols(path):
    """Return (object file, kind, symbol) of every symbol in a library or object file."""
    code, output, everything = run(["nm", "-A", path], os.path.dirname(path))
    if code != 0:
        raise RuntimeError(f"nm {path}: {everything.strip()}")
    return re.findall(
        r"^(?:.*[:/])?([^:/]+\.o):\s*(?:[0-9a-f]+)? +(\w) (\S+)$", output, re.MULTILINE)


def check_state(folder):
    faults = []
    for path in [*archives(folder).values(), *objects(folder)]:
        for member, kind, symbol in read_symbols(path):
            plain = re.sub(r"\.\d+$", "", symbol)
            if kind in VARIABLES and (member, plain) not in STATE:
                faults.append(f"{os.path.relpath(path, folder)}: {member}: {symbol} is "
                    f"mutable state (nm: {kind})")
    return faults


def check_purity(folder):
    faults = []
    for name, allowed in ALLOWED.items():
        path = archives(folder).get(name)
        if path is None:
            faults.append(f"{name}: no library was built")
            continue
        symbols = read_symbols(path)
        own = {symbol for _, kind, symbol in symbols if kind != "U"}
        for member, kind, symbol in symbols:
            if kind == "U" and symbol not in own and not allowed.fullmatch(symbol):
                faults.append(f"{name}: {member} calls {symbol}")
    return faults


def check_direction(folder):
    """No library calls what only a layer above it offers."""
    faults = []
    if "logic" in archives(folder) and "wire" in archives(folder):
        offered = {symbol for _, kind, symbol in read_symbols(archives(folder)["logic"])
            if kind == "T"}
        faults += [f"wire: {member} calls {symbol} of logic"
            for member, kind, symbol in read_symbols(archives(folder)["wire"])
            if kind == "U" and symbol in offered]
    return faults
