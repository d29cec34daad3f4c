"""symbols - what the built libraries hold and call, read with nm.

The libraries are built for this without sanitizers, which bring symbols of their own, and
without position-independent code, which would put constant tables among the variables.
"""

import glob
import os
import re
import subprocess

import includes

# The state that a process may have outside of its structs: where its log goes.  Pairs of
# object file and symbol.
STATE = {("log.c.o", "sink")}
VARIABLES = set("bBdDCsSgGuV")
PURE = (r"mem(cpy|set|cmp|move|chr)|str(n?len|n?cmp|r?chr|str)|v?snprintf"
    r"|__assert_fail|__stack_chk_fail")
WIRE = PURE + r"|EVP_MD_CTX\w*|EVP_Digest\w*|EVP_sha256|CRYPTO_memcmp|OPENSSL_cleanse|malloc|calloc|free"
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
    """Return the path of each library that was built, by the name of its layer."""
    return {re.fullmatch(r"libfipd_(\w+)\.a", os.path.basename(path)).group(1): path
        for path in sorted(glob.glob(os.path.join(folder, "libfipd_*.a")))}


def objects(folder, programs):
    """Return the path of each object file of a program."""
    return sorted(path for name in programs for path in glob.glob(
        os.path.join(folder, "CMakeFiles", f"{name}.dir", "**", "*.o"), recursive=True))


def read_symbols(path):
    """Return (object file, kind, symbol) of every symbol in a library or object file."""
    code, output, everything = run(["nm", "-A", path], os.path.dirname(path))
    if code != 0:
        raise RuntimeError(f"nm {path}: {everything.strip()}")
    return re.findall(
        r"^(?:.*[:/])?([^:/]+\.o):\s*(?:[0-9a-f]+)? +(\w) (\S+)$", output, re.MULTILINE)


def check_state(folder, layers):
    faults = []
    for path in [*archives(folder).values(), *objects(folder, layers.programs())]:
        for member, kind, symbol in read_symbols(path):
            plain = re.sub(r"\.\d+$", "", symbol)
            if kind in VARIABLES and (member, plain) not in STATE:
                faults.append(f"{os.path.relpath(path, folder)}: {member}: {symbol} is "
                    f"mutable state (nm: {kind})")
    return faults


def pure_layers(layers):
    return [layer for layer in layers.by_folder.values() if includes.is_pure(layer)]


def defined(path):
    return {symbol for _, kind, symbol in read_symbols(path) if kind != "U"} if path else set()


def check_purity(folder, layers):
    """A pure layer calls itself, the layers of logic that it sees, and a short list."""
    faults = []
    built = archives(folder)
    for layer in pure_layers(layers):
        if layer.name not in built:
            faults.append(f"{layer.name}: no library was built")
            continue
        own = set().union(*(defined(built.get(mount)) for mount in layer.sees))
        allowed = PURE if includes.is_logic(layer) else WIRE
        for member, kind, symbol in read_symbols(built[layer.name]):
            if kind == "U" and symbol not in own and not re.fullmatch(allowed, symbol):
                faults.append(f"{layer.name}: {member} calls {symbol}")
    return faults


def check_direction(folder, layers):
    """Wire calls none of logic's functions, and a pure layer sees pure layers only."""
    faults = []
    built = archives(folder)
    pure = pure_layers(layers)
    logic = {symbol: layer.name for layer in pure if includes.is_logic(layer)
        for symbol in defined(built.get(layer.name))}
    for layer in pure:
        names = {other.mount for other in pure}
        faults += [f"{layer.name} sees {mount}, which is not pure"
            for mount in sorted(layer.sees - names)]
        if not includes.is_logic(layer) and layer.name in built:
            faults += [f"{layer.name}: {member} calls {symbol} of {logic[symbol]}"
                for member, kind, symbol in read_symbols(built[layer.name])
                if kind == "U" and symbol in logic]
    return faults
