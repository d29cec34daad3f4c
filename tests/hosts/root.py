"""root - a stock Debian as an installer leaves it, made once by debootstrap and kept.

It is in build/hosts/SUITE; every machine of the lab has it as the lower layer of an overlay,
so nobody writes to it.  What fipd's packages need is not installed there: apt has it in its
cache, so that `apt install` works in a lab that has no way out, as it does on a host that has.
"""

import fcntl
import os
import re
import shutil
import subprocess

from lab.host import SUICIDE
from lab.network import source_folder

SUITE = "bookworm"
MIRROR = "http://deb.debian.org/debian"
APART = ["unshare", "--mount", "--propagation", "private", "--"]
FOLDER = os.path.join(source_folder(), "build", "hosts")
STOCK = ("systemd", "systemd-sysv", "dbus", "udev", "libpam-systemd", "iproute2", "ifupdown",
    "iputils-ping", "procps", "rsyslog", "snmpd", "snmp", "openssh-server", "openssh-client",
    "curl", "ca-certificates", "adduser")
# What fipd's packages may depend on, by a name that each suite knows.
FETCHED = {
    "bookworm": ("libevent-core-2.1-7", "libevent-extra-2.1-7", "libmnl0", "libyaml-0-2",
        "libjansson4", "libsnmp40", "libcurl4", "apparmor", "systemd-container"),
    "trixie": ("libevent-core-2.1-7t64", "libevent-extra-2.1-7t64", "libmnl0", "libyaml-0-2",
        "libjansson4", "libsnmp40t64", "libcurl4t64", "apparmor"),
}
# An operator reaches both nodes as root by ssh, with his key.
FURNISH = """\
set -e
apt-get -qq update
DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends --download-only \\
	{fetched}
rm -f /etc/hostname /etc/resolv.conf /usr/sbin/policy-rc.d
: >/etc/machine-id
mkdir -p -m 700 /root/.ssh
ssh-keygen -q -t ed25519 -N '' -f /root/.ssh/id_ed25519
cp /root/.ssh/id_ed25519.pub /root/.ssh/authorized_keys
printf 'StrictHostKeyChecking accept-new\\n' >/root/.ssh/config
"""


class RootFailed(RuntimeError):
    """No root could be made; the text says at which command, and what it said."""


def root_of(suite=SUITE):
    """Return the folder with a suite's root; make it if it is not there, or of another recipe."""
    folder = os.path.join(FOLDER, suite)
    os.makedirs(FOLDER, exist_ok=True)
    recipe = "\n".join((suite, *STOCK, *FETCHED[suite], FURNISH))
    with open(folder + ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_made(folder + ".recipe", recipe):
            remove(folder)
            make(folder, suite)
            with open(folder + ".recipe", "w") as file:
                file.write(recipe)
    return folder


def is_made(path, recipe):
    try:
        with open(path) as file:
            return file.read() == recipe
    except OSError:
        return False


def remove(folder):
    for path in (folder + ".recipe", folder):
        if os.path.isdir(path):
            shutil.rmtree(path)
        elif os.path.exists(path):
            os.remove(path)


def make(folder, suite):
    """Install the stock packages into a new folder, and give apt what it will be asked for."""
    site = mirror(suite)
    must(["debootstrap", "--variant=minbase", "--include=" + ",".join(STOCK), suite, folder,
        site])
    with open(os.path.join(folder, "etc/apt/sources.list"), "w") as file:
        file.write(f"deb {site} {suite} main\n")
    write_policy(os.path.join(folder, "usr/sbin/policy-rc.d"))
    shutil.copy("/etc/resolv.conf", os.path.join(folder, "etc/resolv.conf"))
    must(["chroot", folder, "sh", "-c", FURNISH.format(fetched=" ".join(FETCHED[suite]))])


def write_policy(path):
    """Let no package start a service in the folder: the machine's own network is around it."""
    with open(path, "w") as file:
        file.write("#!/bin/sh\nexit 101\n")
    os.chmod(path, 0o755)


def mirror(suite):
    """Return the mirror that this machine's apt has the suite from, or Debian's own."""
    listed = subprocess.run(["apt-get", "indextargets", "--format",
        "$(SITE) $(RELEASE) $(COMPONENT)"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        text=True).stdout
    found = re.search(rf"^(http\S+) {suite} main$", listed, re.MULTILINE)
    return found[1].rstrip("/") if found else MIRROR


def must(command):
    """Run a command that has to succeed; it ends with the test, and so does what it mounts."""
    try:
        done = subprocess.run(SUICIDE + APART + command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, errors="replace")
    except OSError as error:
        raise RootFailed(f"{command[0]}: {error.strerror}") from None
    if done.returncode != 0:
        last = (done.stdout.strip().splitlines() or ["(it said nothing)"])[-1]
        raise RootFailed(f"{' '.join(command[:2])} ended with {done.returncode}: {last}")
