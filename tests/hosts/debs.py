"""debs - the packages of this tree, made by conf/package once for each state of the tree."""

import fcntl
import glob
import hashlib
import os
import subprocess

from lab.network import source_folder
from root import FOLDER, is_made, must

PACKAGES = ("fipd", "fipd-exec", "fipd-snmp", "fipd-web")


def built():
    """Return the paths of fipd's packages; make them if the tree has changed."""
    folder = os.path.join(FOLDER, "packages")
    os.makedirs(FOLDER, exist_ok=True)
    with open(folder + ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        state = state_of(source_folder())
        if not is_made(folder + ".made", state):
            must([os.path.join(source_folder(), "conf", "package"), "--into", folder])
            with open(folder + ".made", "w") as file:
                file.write(state)
    return [path for name in PACKAGES for path in glob.glob(f"{folder}/{name}_*.deb")]


def state_of(top):
    """Return a word for what the tree holds, tests and README apart, committed or not, and for
    what its packages' version tells: the commit, and whether anything is not committed."""
    def ask(*words):
        return subprocess.run(["git", "-c", f"safe.directory={top}", "-C", top, *words],
            stdout=subprocess.PIPE, check=True, text=True).stdout

    names = ask("ls-files", "-co", "--exclude-standard", "--", ":!tests",
        ":!README.md").splitlines()
    changed = ask("status", "--porcelain") != ""
    digest = hashlib.sha256(f"{ask('rev-parse', 'HEAD')}{changed}".encode())
    for name in sorted(names):
        path = os.path.join(top, name)
        if os.path.isfile(path):
            with open(path, "rb") as file:
                digest.update(f"{name}\0".encode() + hashlib.sha256(file.read()).digest())
    return digest.hexdigest()
