"""A test of fipctl migrate: configurations, what they become, and what fipd says to it."""

import json
import os
import pwd
import subprocess

from case import Case, environment

UNFINISHED = 2
INSTANCE = """vrrp_instance VI_1 {
    state MASTER
    interface eth0
    virtual_router_id 51
    priority 150
    advert_int 1
    unicast_src_ip 192.0.2.1
    unicast_peer {
        192.0.2.2
    }
    virtual_ipaddress {
        192.0.2.100/24
    }
}
"""


def usual_user():
    """Return the user whom keepalived takes on this host for a script without one."""
    names = {one.pw_name for one in pwd.getpwall()}
    return "keepalived_script" if "keepalived_script" in names else "root"


def check_of(name, command, user, interval, timeout, rise, fall, effect):
    """Return a check as read_settings has it."""
    return (f"name: {name}; command: {json.dumps(command)}; user: {user}; interval: {interval}; "
        f"timeout: {timeout}; rise: {rise}; fall: {fall}; effect: {effect}")


def hook_of(name, on, command, user, arguments="none"):
    """Return a hook likewise."""
    return (f"name: {name}; on: [{on}]; command: {json.dumps(command)}; user: {user}; "
        f"timeout: 30 s; arguments: {arguments}")


def read_settings(text):
    """Return the settings of a fipd.yaml that fipctl wrote, each as a text or a list."""
    settings = {}
    for line in text.splitlines():
        if line.startswith("  - "):
            settings[name].append(line[4:])
        elif line.startswith("    "):
            settings[name][-1] += "; " + line.strip()
        elif line and not line.startswith("#"):
            name, _, value = line.partition(":")
            settings[name] = value.strip().strip('"') or []
    return settings


class MigrateCase(Case):
    plays_fipd = False

    def write(self, text, name="ka.conf"):
        path = os.path.join(self.folder, name)
        with open(path, "w") as file:
            file.write(text)
        return path

    def migrate(self, *words, ends=0, folder=None):
        done = subprocess.run([os.environ["FIPCTL"], "migrate", *words], capture_output=True,
            text=True, cwd=folder or self.folder, env=environment(), timeout=120)
        self.assertEqual(done.returncode, ends, done.stdout + done.stderr)
        return done

    def check(self, text):
        """Return what fipd --check has against a fipd.yaml."""
        path = self.write(text, "fipd.yaml")
        fipd = os.path.join(os.path.dirname(os.environ["FIPCTL"]), "fipd")
        done = subprocess.run([fipd, "--check", path], capture_output=True, text=True,
            env=environment(), timeout=120)
        return [line for line in done.stderr.splitlines() if line.startswith(path)
            and not line.endswith(": good")
            and (os.geteuid() == 0 or ": with checks or hooks nobody but root" not in line)]
