"""fipctl support on a node that serves: whatever secret is planted on it is not in the bundle."""

import json
import os
import shutil
import sys
import tarfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.case import LabCase
from lab.node import CONTROL
from lab.wait import wait_until

TIMING = {"interval": "200 ms", "count": 5, "failback_delay": "1 s"}
KEY = "5ec2e7" * 10 + "0123"
OLD_KEY = "01dfa11e" * 8
SECRETS = {
    "the key": KEY, "the key before": OLD_KEY, "a community": "c0mmun1ty-A",
    "one of a drop-in": "c0mmun1ty-B", "a trap's": "c0mmun1ty-C",
    "a passphrase": "auth-passphrase", "another": "priv-passphrase",
    "the operator's": "operator-passphrase", "an inform's": "inform-passphrase",
    "a localized key": "0x" + "ab12" * 16, "a token of a check": "token-of-the-check",
    "a password in a URL": "password-in-url", "an unknown setting": "unknown-password",
}
# Where an administrator has them: file, mode, content.
PLANTED = (
    ("fipd/key", 0o600, f"2 {KEY}\n1 {OLD_KEY}\n"),
    ("fipd/old.key", 0o600, f"1 {OLD_KEY}\n"),
    ("fipd/snmp-users", 0o600, 'createUser fipdop SHA-256 "operator-passphrase" AES '
        '"priv-passphrase"\n'),
    ("fipd/informs.conf", 0o640, "-v 3 -u fipdnms -l authPriv -a SHA-256 -A inform-passphrase "
        "-x AES -X priv-passphrase 192.168.0.10\n"),
    ("fipd/second.yaml", 0o640, "pair: second\npassword: unknown-password\nchecks:\n"
        "  - name: disk\n    command: [/usr/local/lib/disk, token-of-the-check]\n"
        "  - name: web\n    http: http://fipd:password-in-url@127.0.0.1/\n"),
    ("snmp/snmpd.conf", 0o600, "master agentx\nrocommunity c0mmun1ty-A default\n"
        "trap2sink 192.168.0.10 c0mmun1ty-C\nincludeDir /etc/snmp/snmpd.conf.d\n"),
    ("snmp/snmpd.conf.d/local.conf", 0o600, "rwcommunity c0mmun1ty-B 192.168.0.0/24\n"
        'createUser fipdnms SHA-256 "auth-passphrase" AES "priv-passphrase"\n'),
)
PERSISTENT = ('usmUser 1 3 0x80001f88 "fipdnms" "fipdnms" NULL .1.3.6.1.6.3.10.1.1.2 '
    + SECRETS["a localized key"] + ' .1.3.6.1.6.3.10.1.2.4 "" ""\n')


class SupportTest(LabCase):
    def setUp(self):
        super().setUp()
        self.lab.configure(**TIMING)
        self.lab.start_pair()
        self.plant()
        self.mark()

    def plant(self):
        """Give n1 an /etc of its own, snmpd's kept file, and a log that tells all secrets."""
        self.n1.run(["sh", "-c", "cp -a /etc /run/etc && rm -rf /run/etc/fipd /run/etc/snmp && "
            "mount --bind /run/etc /etc"])
        with open(self.n1.path("key")) as file:
            self.own_key = file.read().split()[1]
        for name, mode, content in PLANTED:
            self.write(self.n1.seen("/etc/" + name), content, mode)
        shutil.copy(self.n1.path("fipd.yaml"), self.n1.seen("/etc/fipd"))
        self.n1.run(["mount", "-t", "tmpfs", "tmpfs", "/var/lib"])
        self.n1.run(["mkdir", "/var/lib/snmp"])
        self.write(self.n1.seen("/var/lib/snmp/snmpd.conf"), PERSISTENT)
        self.write(self.n1.path("bin/journalctl"),
            "#!/bin/sh\ncat <<'END'\n" + "\n".join([*SECRETS.values(), self.own_key]) + "\nEND\n", 0o755)

    @staticmethod
    def write(path, content, mode=0o644):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(content)
        os.chmod(path, mode)

    def support(self):
        """Make a bundle on n1; return the folder in which it was unpacked, and what was said."""
        path = self.n1.path("bundle.tar.gz")
        built = os.path.dirname(self.n1.program("fipctl"))
        done = self.n1.run([self.n1.program("fipctl"), "--control", CONTROL, "support", path,
            "--state", self.n1.path("state")], environment={"PATH":
                f"{self.n1.path('bin')}:{built}:/usr/sbin:/usr/bin:/sbin:/bin"})
        self.assertEqual(0o600, os.stat(path).st_mode & 0o777)
        with tarfile.open(path) as tar:
            tar.extractall(self.n1.path("unpacked"))
        (folder,) = os.listdir(self.n1.path("unpacked"))
        return self.n1.path("unpacked", folder), done.stdout + done.stderr

    @staticmethod
    def read_all(folder):
        """Return the content of each file by its name."""
        found = {}
        for top, _, names in os.walk(folder):
            for name in names:
                with open(os.path.join(top, name), "rb") as file:
                    found[os.path.relpath(file.name, folder)] = file.read()
        return found

    def test_no_planted_secret_is_in_it_and_what_helps_is(self):
        self.n1.fipctl("switchover")  # a change of role writes the recording
        self.lab.wait_roles("standby", "active", 20)
        wait_until(lambda: any(name.startswith("recording-")
            for name in os.listdir(self.n1.path("state"))), 20, "there is a recording")
        folder, said = self.support()
        files = self.read_all(folder)
        for what, secret in {**SECRETS, "fipd's own key": self.own_key}.items():
            self.assertNotIn(secret, said, what)
            for name, content in files.items():
                self.assertNotIn(secret.encode(), content, f"{what} is in {name}")
        self.assert_helps(folder, files)
        self.assertEqual(("standby", "active"), self.lab.roles())

    def assert_helps(self, folder, files):
        self.assertEqual("standby", json.loads(files["status.json"])["role"]["role"])
        self.assertIn(b"switchover", files["events.txt"])
        self.assertIn(b"192.168.0.1/24", files["kernel/addresses.txt"])
        self.assertIn(b"192.168.0.100/24", files["etc-fipd/fipd.yaml"])
        self.assertIn(b"count: 5", files["settings.yaml"])
        self.assertIn(b"rwcommunity (left out) 192.168.0.0/24",
            files["snmp/etc_snmp_snmpd.conf.d_local.conf"])
        self.assertIn(b"fipd ", files["versions/fipd.txt"])
        self.assertIn(b"****", files["units/log.txt"])
        self.assertNotIn(b"fipdnms *", files["snmp/etc_fipd_informs.conf"])
        # The recording is whole: it can be played elsewhere.
        played = self.n2.run([self.n2.program("fipctl"), "replay", os.path.join(folder, "state")])
        self.assertIn("every decision as recorded", played.stdout)

    def test_who_is_not_root_is_told_what_he_cannot_read(self):
        path = self.n1.path("other")
        os.makedirs(path, 0o777)
        os.chmod(path, 0o777)
        for folder in (self.lab.folder, self.n1.folder):
            os.chmod(folder, 0o755)
        done = self.n1.run(["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups",
            self.n1.program("fipctl"), "--control", CONTROL, "support", path + "/bundle"])
        self.assertIn("fipctl: not read: /etc/fipd/key: Permission denied", done.stderr)
        self.assertIn("fipctl: not read: /etc/snmp/snmpd.conf: Permission denied", done.stderr)
        self.assertIn("permission denied: be root or a member of group fipd", done.stderr)
        with tarfile.open(path + "/bundle") as tar:
            self.assertTrue([name for name in tar.getnames() if name.endswith("addresses.txt")])
        self.assert_no_move()


if __name__ == "__main__":
    unittest.main()
