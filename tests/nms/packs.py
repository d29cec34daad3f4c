"""packs - the packs as the generator makes them, for the build that is tested."""

import os
import subprocess

from lab.lab import build_folder
from lab.network import source_folder

SHIPPED = os.path.join(source_folder(), "conf", "nms")
GENERATE = os.path.join(SHIPPED, "generate")


def bases():
    return os.path.join(build_folder(), "mibs")


def write_packs(folder, mib=None, poll_s=30):
    """Write the packs for a text of FIPD-MIB, that of the build if none is given."""
    mib = mib or os.path.join(build_folder(), "mib", "FIPD-MIB.txt")
    done = subprocess.run(["/usr/bin/python3", GENERATE, "--mib", mib, "--bases", bases(),
        "--poll", str(poll_s), "--out", folder], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"conf/nms/generate: {done.stdout}")
    return folder


def generated(folder):
    """Return the files below a folder as {path below it: text}, what people wrote left out."""
    found = {}
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.relpath(os.path.join(place, name), folder)
            if name != "README.md" and not path.startswith(("generate", "makers")):
                with open(os.path.join(folder, path), encoding="utf-8") as file:
                    found[path] = file.read()
    return found
