"""fipctl setup: a first start, in a mount and network namespace with an /etc of its own."""

import os
import re
import shutil
import signal
import stat
import subprocess
import tempfile
import unittest

from case import LIMIT_S, environment
from terminal import Terminal

GIVEN = ("--role", "active", "--peer", "192.168.0.2", "--fip", "192.168.0.100/24")
YAML = """\
redundancy: on
role: active
peer: 192.168.0.2
interface: eth0
fips:
  - 192.168.0.100/24
"""
SNMPD = """\
sysLocation    here
master  agentx
agentaddress  127.0.0.1,[::1]
view   systemonly  included   .1.3.6.1.2.1.1
rocommunity  public default -V systemonly
includeDir /etc/snmp/snmpd.conf.d
"""
DROP_IN = """\
master agentx
agentXSocket unix:/run/agentx/master
view fipdRead included .1.3.6.1.4.1
group fipdReaders usm fipdnms
access fipdReaders "" usm priv exact fipdRead none none
"""
KEY = "1 " + "5ec4e7" * 11 + "\n"
USERS = ('createUser fipdnms SHA-256 "authsecret" AES "privsecret"\n'
    'createUser fipdop SHA-256 "authsecret2" AES "privsecret2"\n')

# What enters the namespaces: $0 is the folder, $1 what is mounted read-only ("" for nothing).
ENTER = """\
mount --bind $0/etc /etc && mount -t tmpfs tmpfs /run && mount --bind $0/lib /var/lib &&
mkdir -p /run/agentx && touch /run/agentx/master
[ ! -e $0/booted ] || mkdir -p /run/systemd/system
[ ! -e $0/credential ] || install -D -m 440 $0/credential /run/credentials/fipd.service/key
[ -z "$1" ] || { mount --bind $1 $1 && mount -o remount,ro,bind $1; }
ip link add eth0 type bridge && ip address add 192.168.0.1/24 dev eth0 && ip link set eth0 up
ip link add eth1 type bridge && ip address add 10.0.0.1/24 dev eth1 && ip link set eth1 up
ip link set lo up
shift
exec "$@"
"""


def read_groups():
    return {line.split(":")[0]: int(line.split(":")[2]) for line in open("/etc/group")}


@unittest.skipIf(os.geteuid() != 0, "namespaces need root")
class SetupCase(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="fipd-setup-")
        os.chmod(self.folder, 0o755)
        self.addCleanup(shutil.rmtree, self.folder)
        for name in ("etc", "lib", "lib/snmp", "bin", "etc/fipd"):
            os.mkdir(self.path(name))
        for name in ("nsswitch.conf", "ld.so.cache", "hosts"):
            shutil.copy("/etc/" + name, self.path("etc"))
        self.write("etc/passwd", "root:x:0:0::/root:/bin/sh\nfipd:x:996:996::/:/bin/false\n")
        self.write("etc/group", "root:x:0:\nfipd:x:996:\nfipd-agentx:x:995:\nDebian-snmp:x:994:\n")
        self.readonly = ""
        self.play("systemctl", f'echo "$@" >>{self.path("calls")}\n[ "$*" != "$(cat {self.path("broken")} 2>/dev/null)" ]')
        self.play("fipd", f'exec {os.path.dirname(os.environ["FIPCTL"])}/fipd "$@"')

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text, mode=0o644):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "w") as file:
            file.write(text)
        os.chmod(self.path(name), mode)

    def read(self, name):
        with open(self.path(name)) as file:
            return file.read()

    def play(self, name, script):
        self.write("bin/" + name, f"#!/bin/sh\n{script}\n", 0o755)

    def calls(self):
        try:
            return self.read("calls").splitlines()
        except FileNotFoundError:
            return []

    def have_snmpd(self, conf=SNMPD, drop_in=DROP_IN):
        self.write("etc/snmp/snmpd.conf", conf, 0o640)
        os.makedirs(self.path("etc/snmp/snmpd.conf.d"), exist_ok=True)
        if drop_in:
            self.write("etc/snmp/snmpd.conf.d/fipd.conf", drop_in, 0o640)

    def rights(self, name):
        about = os.stat(self.path(name))
        return stat.S_IMODE(about.st_mode), about.st_uid, about.st_gid

    def command(self, *words):
        return ["/usr/bin/unshare", "--mount", "--net", "--propagation", "private", "sh", "-c",
            ENTER, self.folder, self.readonly, *words]

    def fipctl(self, *words, ends=0, stdin=None):
        """Run fipctl setup without a terminal; return what it wrote, secrets never."""
        done = subprocess.run(self.command(os.environ["FIPCTL"], "setup", *words),
            capture_output=True, text=True, timeout=LIMIT_S, env=self.variables(),
            **({"input": stdin} if stdin is not None else {"stdin": subprocess.DEVNULL}))
        self.assertEqual(done.returncode, ends, done.stdout + done.stderr)
        self.assert_no_secret(done.stdout + done.stderr)
        return done

    def assert_no_secret(self, text):
        """No word of secrets is shown, neither of those that were given nor of those made."""
        for name in ("etc/fipd/key", "etc/fipd/snmp-users"):
            if os.path.exists(self.path(name)):
                for word in re.findall(r"[0-9a-f]{20,}|\w*secret\d?", self.read(name)):
                    self.assertNotIn(word, text)
        self.assertNotIn("secret\"", text)

    def variables(self):
        return environment(PATH=f"{self.path('bin')}:/usr/sbin:/usr/bin:/sbin:/bin")

    def terminal(self, *words):
        terminal = Terminal(self.command(os.environ["FIPCTL"], "setup", *words),
            self.variables())
        self.addCleanup(terminal.close)
        return terminal

    def made(self):
        return sorted(os.listdir(self.path("etc/fipd")))


class WithoutQuestions(SetupCase):
    def test_a_fresh_host_gets_six_lines_and_a_key_that_fipd_can_read(self):
        done = self.fipctl(*GIVEN)
        self.assertEqual(YAML, self.read("etc/fipd/fipd.yaml"))
        self.assertEqual((0o644, 0, 0), self.rights("etc/fipd/fipd.yaml"))
        self.assertRegex(self.read("etc/fipd/key"), r"^1 [0-9a-f]{64}\n$")
        self.assertEqual((0o640, 0, 996), self.rights("etc/fipd/key"))
        self.assertEqual(["fipd.yaml", "key"], self.made())
        self.assertIn("interface eth0, this node's address 192.168.0.1, gateway none", done.stdout)
        self.assertIn("the peer 192.168.0.2 does not answer an echo request", done.stdout)
        self.assertIn("  cat /etc/fipd/key | ssh root@192.168.0.2 fipctl setup --role standby "
            "--peer 192.168.0.1 --fip 192.168.0.100/24 --secrets -\n", done.stdout)
        self.assertIn("does not run systemd", done.stdout)
        self.assertEqual("", done.stderr)

    def test_a_second_run_changes_nothing(self):
        self.fipctl(*GIVEN)
        before = {name: (os.stat(self.path("etc/fipd/" + name)).st_ino,
            self.read("etc/fipd/" + name)) for name in self.made()}
        for words in (GIVEN, ()):
            done = self.fipctl(*words)
            self.assertEqual(2, done.stdout.count("as it should be: "))
        self.assertEqual(before, {name: (os.stat(self.path("etc/fipd/" + name)).st_ino,
            self.read("etc/fipd/" + name)) for name in self.made()})

    def test_a_dry_run_tells_changed_from_unchanged_and_writes_nothing(self):
        self.have_snmpd()
        snmpd = self.read("etc/snmp/snmpd.conf")
        done = self.fipctl(*GIVEN, "--snmp", "--dry-run", "--yes", ends=2)
        self.assertIn("new: /etc/fipd/fipd.yaml", done.stdout)
        self.assertEqual(([], [], snmpd),
            (self.made(), self.calls(), self.read("etc/snmp/snmpd.conf")))
        self.fipctl(*GIVEN)
        self.fipctl(*GIVEN, "--dry-run")
        self.write("etc/fipd/fipd.yaml", YAML.replace("0.100", "0.101"))
        self.fipctl(*GIVEN, "--dry-run", ends=2)
        self.assertIn("0.101", self.read("etc/fipd/fipd.yaml"))

    def test_a_file_that_says_something_else_is_shown_and_left_alone_without_yes(self):
        other = YAML.replace("0.100", "0.101") + "interval: 1 s\n"
        self.write("etc/fipd/fipd.yaml", other)
        done = self.fipctl(*GIVEN, ends=1)
        for line in ("-  - 192.168.0.101/24", "+  - 192.168.0.100/24", "-interval: 1 s"):
            self.assertIn(f"\n{line}\n", done.stdout)
        self.assertEqual("fipctl: setup: nothing was changed: what is there would be, as shown, "
            "and there is no terminal to ask at; --yes does it\n", done.stderr)
        self.assertEqual(["fipd.yaml"], self.made())
        self.assertEqual(other, self.read("etc/fipd/fipd.yaml"))
        self.fipctl(*GIVEN, "--yes")
        self.assertEqual(YAML, self.read("etc/fipd/fipd.yaml"))

    def test_further_settings_of_the_file_stay(self):
        text = YAML + "interval: 1 s\nnode: here\n"
        self.write("etc/fipd/fipd.yaml", text)
        self.fipctl(*GIVEN)
        self.assertEqual(text, self.read("etc/fipd/fipd.yaml"))

    def test_a_key_that_fipd_cannot_read_is_given_to_it_with_yes(self):
        self.write("etc/fipd/key", KEY, 0o600)
        done = self.fipctl(*GIVEN, ends=1)
        self.assertIn("to change, owner and mode only: /etc/fipd/key (group fipd, mode 0640), "
            "not shown", done.stdout)
        self.assertEqual((0o600, 0, 0), self.rights("etc/fipd/key"))
        self.fipctl(*GIVEN, "--yes")
        self.assertEqual(((0o640, 0, 996), KEY),
            (self.rights("etc/fipd/key"), self.read("etc/fipd/key")))

    def test_a_key_that_is_fipds_own_stays_so(self):
        self.write("etc/fipd/key", KEY, 0o600)
        os.chown(self.path("etc/fipd/key"), 996, 996)
        self.fipctl(*GIVEN)
        self.assertEqual((0o600, 996, 996), self.rights("etc/fipd/key"))

    def test_a_key_that_systemd_hands_over_is_left_to_it(self):
        text = YAML + "key_file: /run/credentials/fipd.service/key\n"
        self.write("etc/fipd/fipd.yaml", text)
        done = self.fipctl(*GIVEN)
        self.assertIn("as it should be: /run/credentials/fipd.service/key, which systemd makes",
            done.stdout)
        self.assertEqual(["fipd.yaml"], self.made())

    def test_a_key_file_without_a_key_is_told_and_nothing_is_written(self):
        self.write("etc/fipd/key", "1 abc\n", 0o600)
        done = self.fipctl(*GIVEN, ends=1)
        self.assertEqual("fipctl: /etc/fipd/key:1:3: the key has 3 characters; 32 to 128 "
            "hexadecimal digits are needed\n", done.stderr)
        self.assertEqual(["key"], self.made())

    def test_the_other_node_gets_the_key_from_its_standard_input(self):
        words = ("--role", "standby", *GIVEN[2:], "--secrets", "-")
        done = self.fipctl(*words, stdin=KEY)
        self.assertEqual(KEY, self.read("etc/fipd/key"))
        self.assertNotIn("ssh", done.stdout)
        other = KEY.replace("5e", "5f")
        self.assertIn("to change: /etc/fipd/key", self.fipctl(*words, stdin=other, ends=1).stdout)
        self.assertEqual(KEY, self.read("etc/fipd/key"))
        self.fipctl(*words, "--yes", stdin=other)
        self.assertEqual(other, self.read("etc/fipd/key"))

    def test_a_key_file_is_as_long_as_fipd_reads_it(self):
        key = "# why\n" * 10_000 + KEY
        self.write("etc/fipd/key", key, 0o640)
        os.chown(self.path("etc/fipd/key"), 0, 996)
        self.assertIn("as it should be: /etc/fipd/key\n", self.fipctl(*GIVEN).stdout)
        self.assertEqual(key, self.read("etc/fipd/key"))
        key += "# why\n" * 1000
        self.write("etc/fipd/key", key)
        self.assertEqual("fipctl: /etc/fipd/key: larger than a file of its kind can be\n",
            self.fipctl(*GIVEN, "--yes", ends=1).stderr)
        self.assertEqual(key, self.read("etc/fipd/key"))

    def test_a_folder_that_cannot_be_written_leaves_nothing_half(self):
        self.readonly = "/etc/fipd"
        done = self.fipctl(*GIVEN, ends=1)
        self.assertEqual("fipctl: /etc/fipd/fipd.yaml: Read-only file system: make its folder "
            "writable, and run this again\n", done.stderr)
        self.assertEqual([], self.made())

    def test_without_the_group_fipd_the_key_is_roots_alone(self):
        self.write("etc/passwd", "root:x:0:0::/root:/bin/sh\n")
        self.write("etc/group", "root:x:0:\n")
        self.fipctl(*GIVEN)
        self.assertEqual((0o600, 0, 0), self.rights("etc/fipd/key"))

    def test_a_folder_that_is_missing_is_made(self):
        os.rmdir(self.path("etc/fipd"))
        self.fipctl(*GIVEN)
        self.assertEqual((0o755, 0, 0), self.rights("etc/fipd"))

    def test_who_is_not_root_is_told(self):
        done = subprocess.run(["setpriv", "--reuid", "65534", "--clear-groups",
            os.environ["FIPCTL"], "setup", *GIVEN], capture_output=True, text=True,
            timeout=LIMIT_S)
        self.assertEqual((1, "fipctl: setup writes below /etc: be root for it\n"),
            (done.returncode, done.stderr))

    def test_the_interface_is_the_one_of_the_f_ips(self):
        self.fipctl("--role", "active", "--peer", "192.168.0.2", "--fip", "10.0.0.100/24")
        self.assertIn("interface: eth1\n", self.read("etc/fipd/fipd.yaml"))

    def test_several_f_ips_are_given_one_by_one_or_with_a_comma(self):
        self.fipctl(*GIVEN, "--fip", "192.168.0.101/24,192.168.0.102/24")
        self.assertTrue(self.read("etc/fipd/fipd.yaml").endswith("  - 192.168.0.100/24\n"
            "  - 192.168.0.101/24\n  - 192.168.0.102/24\n"))


class Links(SetupCase):
    """What a link of root's names is replaced, and the link stays; no other is followed."""

    REFUSED = ("a symbolic link, which is followed only to a file, and where root alone can change "
        "each folder above the two\n")

    def link(self, name, target):
        os.makedirs(self.path(os.path.dirname(name)), exist_ok=True)
        os.symlink(target, self.path(name))

    def test_a_file_that_a_link_of_roots_names_is_replaced(self):
        for target in ("../pair/fipd.yaml", "/etc/pair/fipd.yaml"):
            with self.subTest(target):
                self.write("etc/pair/fipd.yaml", YAML.replace("0.100", "0.101"))
                self.link("etc/fipd/fipd.yaml", target)
                done = self.fipctl(*GIVEN, "--yes")
                self.assertEqual(YAML, self.read("etc/pair/fipd.yaml"))
                self.assertEqual(target, os.readlink(self.path("etc/fipd/fipd.yaml")))
                self.assertRegex(done.stdout, r"to change: /etc/fipd/fipd.yaml, a link to "
                    r"/etc/\S*pair/fipd.yaml \(")
                os.unlink(self.path("etc/fipd/fipd.yaml"))

    def test_a_key_behind_a_link_gets_its_rights(self):
        self.write("etc/pair/key", KEY, 0o600)
        self.link("etc/fipd/key", "../pair/key")
        self.fipctl(*GIVEN, "--yes")
        self.assertEqual((0o640, 0, 996), self.rights("etc/pair/key"))
        self.assertTrue(os.path.islink(self.path("etc/fipd/key")))
        os.chown(self.path("etc/pair/key"), 996, 996)
        os.chmod(self.path("etc/pair/key"), 0o600)
        self.assertIn("as it should be: /etc/fipd/key\n", self.fipctl(*GIVEN).stdout)

    def test_where_a_user_can_choose_the_file_nothing_is_written(self):
        other = YAML.replace("0.100", "0.101")
        for folder, owner, mode in (("theirs", 1234, 0o755), ("everybodys", 0, 0o1777)):
            with self.subTest(folder):
                self.write(f"etc/{folder}/fipd.yaml", other)
                os.chown(self.path("etc/" + folder), owner, 0)
                os.chmod(self.path("etc/" + folder), mode)
                self.link("etc/fipd/fipd.yaml", f"../{folder}/fipd.yaml")
                done = self.fipctl(*GIVEN, "--yes", ends=1)
                self.assertEqual("fipctl: /etc/fipd/fipd.yaml: " + self.REFUSED, done.stderr)
                self.assertEqual(other, self.read(f"etc/{folder}/fipd.yaml"))
                self.assertEqual(["fipd.yaml"], self.made())
                os.unlink(self.path("etc/fipd/fipd.yaml"))

    def test_a_link_to_a_link_is_not_followed(self):
        self.write("etc/pair/file", YAML.replace("0.100", "0.101"))
        self.link("etc/pair/fipd.yaml", "file")
        self.link("etc/fipd/fipd.yaml", "../pair/fipd.yaml")
        self.assertEqual("fipctl: /etc/fipd/fipd.yaml: " + self.REFUSED,
            self.fipctl(*GIVEN, "--yes", ends=1).stderr)

    def test_snmpds_files_are_behind_no_link(self):
        """Its own folder is its user's, who would have root write where he likes."""
        self.write("booted", "")
        self.have_snmpd()
        self.write("etc/mine", "mine\n")
        os.chown(self.path("lib/snmp"), 993, 994)
        self.link("lib/snmp/snmpd.conf", "/etc/mine")
        done = self.fipctl(*GIVEN, "--snmp", "--yes", ends=1)
        self.assertEqual("fipctl: /var/lib/snmp/snmpd.conf: " + self.REFUSED, done.stderr)
        self.assertEqual("mine\n", self.read("etc/mine"))
        self.assertTrue(os.path.islink(self.path("lib/snmp/snmpd.conf")))
        os.rename(self.path("etc/snmp/snmpd.conf"), self.path("etc/snmp/mine.conf"))
        self.link("etc/snmp/snmpd.conf", "mine.conf")
        done = self.fipctl(*GIVEN, "--snmp", "--yes", ends=1)
        self.assertEqual("fipctl: /etc/snmp/snmpd.conf: Too many levels of symbolic links: fipctl "
            "follows no symbolic link to snmpd's files; put the file itself there\n", done.stderr)


class Check(SetupCase):
    """`fipd --check`, run by root, judges as the user of the units."""

    KEY_PATH = "/etc/fipd/key"
    RIGHT = "chown root:fipd /etc/fipd/key && chmod 640 /etc/fipd/key\n"

    def check(self, *path):
        done = subprocess.run(self.command("fipd", "--check", *path), capture_output=True,
            text=True, stdin=subprocess.DEVNULL, timeout=LIMIT_S, env=self.variables())
        return done.returncode, done.stderr

    def have(self, mode, owner=0, group=0):
        self.write("etc/fipd/fipd.yaml", YAML)
        self.write("etc/fipd/key", KEY, mode)
        os.chown(self.path("etc/fipd/key"), owner, group)

    def test_a_key_that_fipd_cannot_use_is_a_fault_with_what_makes_it_right(self):
        for mode, owner, group, said in ((0o600, 0, 0, "cannot be read by user 996, as whom fipd "
                    "runs: "),
                (0o644, 0, 0, "has mode 0644 and group 0, so others can use the key: "),
                (0o660, 0, 996, "has mode 0660 and group 996, so others can use the key: "),
                (0o640, 996, 996, "has mode 0640 and group 996, so others can use the key: "),
                (0o640, 995, 996, "belongs to user 995; it must belong to root, or to user 996, "
                    "as whom fipd runs: ")):
            self.have(mode, owner, group)
            code, text = self.check()
            self.assertEqual(78, code, text)
            self.assertEqual(f"{self.KEY_PATH}: {said}{self.RIGHT}", text.splitlines(True)[0])

    def test_a_key_that_fipd_can_use_is_good(self):
        for mode, owner, group in ((0o640, 0, 996), (0o440, 0, 996), (0o600, 996, 996),
                (0o400, 996, 0)):
            self.have(mode, owner, group)
            self.assertEqual((0, ""), self.check())

    def check_as(self, *user):
        done = subprocess.run(self.command("setpriv", "--reuid=1234", "--regid=1234", *user,
            os.path.dirname(os.environ["FIPCTL"]) + "/fipd", "--check"),
            capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=LIMIT_S,
            env=self.variables())
        return done.returncode, done.stderr

    def test_a_member_of_its_group_finds_it_good(self):
        self.have(0o640, 0, 996)
        self.assertEqual((0, ""), self.check_as("--groups=996"))

    def test_who_cannot_read_it_is_told_that_it_was_not_looked_at(self):
        self.have(0o640, 0, 996)
        self.assertEqual((0, "note: /etc/fipd/key: you cannot read it, so it was not looked "
            "at: root can, by sudo fipd --check\n"), self.check_as("--clear-groups"))

    def test_a_credential_is_good_beside_the_service_too(self):
        """A member of root's group stands in for the access list that systemd makes."""
        group = self.read("etc/group")
        self.write("etc/group", group.replace("root:x:0:", "root:x:0:fipd"))
        self.write("credential", KEY)
        self.write("etc/fipd/fipd.yaml", YAML + "key_file: /run/credentials/fipd.service/key\n")
        self.assertEqual((0, ""), self.check())

    def test_a_key_that_is_not_there_is_noted(self):
        self.write("etc/fipd/fipd.yaml", YAML)
        self.assertEqual((0, "note: /etc/fipd/key: there is no key file; make one with: fipctl "
            "keygen /etc/fipd/key\n"), self.check())

    def test_the_file_must_be_readable_where_fipd_reads_it(self):
        said = "fipd.yaml: user fipd, as whom fipd runs, cannot read it: chmod 644 "
        self.have(0o640, 0, 996)
        os.chmod(self.path("etc/fipd/fipd.yaml"), 0o600)
        code, text = self.check()
        self.assertEqual((78, f"/etc/fipd/{said}/etc/fipd/fipd.yaml\n"), (code, text))
        self.write("etc/elsewhere/fipd.yaml", YAML, 0o600)
        code, text = self.check("/etc/elsewhere/fipd.yaml")
        self.assertEqual((0, f"note: /etc/elsewhere/{said}/etc/elsewhere/fipd.yaml\n"),
            (code, text))


class Services(SetupCase):
    def setUp(self):
        super().setUp()
        self.write("booted", "")
        for unit in ("fipd-agentx", "fipd-web"):
            self.write(f"etc/systemd/system/{unit}.service", "")

    def test_what_is_installed_is_enabled_and_started_and_the_doctor_ends_it(self):
        self.play("systemctl", f'echo "$@" >>{self.path("calls")}\n[ "$2" != is-active ]')
        done = self.fipctl(*GIVEN)
        self.assertEqual(["--quiet enable fipd.service --now",
            "--quiet enable fipd-agentx.service --now", "--quiet enable fipd-web.service --now"],
            [call for call in self.calls() if "is-active" not in call])
        self.assertIn("fipctl doctor:\n", done.stdout)
        self.assertIn("\nfault fipd ", done.stdout, "it is not really there")

    def test_a_fipd_that_runs_reads_what_is_new(self):
        self.fipctl(*GIVEN)
        self.assertIn("--quiet reload fipd.service", self.calls())
        os.unlink(self.path("calls"))
        self.fipctl(*GIVEN)
        self.assertNotIn("--quiet reload fipd.service", self.calls())

    def test_a_service_that_does_not_start_is_told(self):
        self.write("broken", "--quiet enable fipd.service --now")
        done = self.fipctl(*GIVEN, ends=1)
        self.assertEqual("fipctl: fipd.service does not start: journalctl -u fipd.service says "
            "why\n", done.stderr)

    def test_nothing_is_started_that_fipd_would_refuse(self):
        self.play("fipd", 'echo "fipd.yaml: bad" >&2; exit 78')
        done = self.fipctl(*GIVEN, ends=1)
        self.assertEqual("fipd.yaml: bad\nfipctl: fipd would not start with that; nothing was "
            "started, and what was written stays\n", done.stderr)
        self.assertEqual([], self.calls())


class Snmp(SetupCase):
    def setUp(self):
        super().setUp()
        self.write("booted", "")
        self.have_snmpd()
        self.write("lib/snmp/snmpd.conf", "setserialno 1\n", 0o600)
        os.chown(self.path("lib/snmp/snmpd.conf"), 993, 994)

    def test_snmpd_listens_has_users_and_informs_have_a_receiver(self):
        """It ends as the doctor, who here finds no snmpd that really runs."""
        done = self.fipctl(*GIVEN, "--center", "192.168.0.10", "--yes", ends=1)
        self.assertRegex(self.read("etc/snmp/snmpd.conf"), r"(?m)^agentaddress udp:161(,udp6:161)?$")
        self.assertEqual(SNMPD.count("\n"), self.read("etc/snmp/snmpd.conf").count("\n"))
        self.assertEqual((0o640, 0, 994), self.rights("etc/snmp/snmpd.conf"))
        self.assertIn("-agentaddress  127.0.0.1,[::1]\n", done.stdout)
        users = re.findall(r'createUser (\w+) SHA-256 "([0-9a-f]{32})" AES "([0-9a-f]{32})"\n',
            self.read("etc/fipd/snmp-users"))
        self.assertEqual(["fipdnms", "fipdop"], [name for name, _, _ in users])
        self.assertEqual(4, len({word for each in users for word in each[1:]}))
        self.assertEqual((0o600, 0, 0), self.rights("etc/fipd/snmp-users"))
        self.assertEqual((0o600, 993, 994), self.rights("lib/snmp/snmpd.conf"))
        kept = self.read("lib/snmp/snmpd.conf")
        self.assertTrue(kept.startswith("setserialno 1\n"), kept)
        for line in self.read("etc/fipd/snmp-users").splitlines():
            self.assertIn(line, kept)
        self.assertTrue(self.read("etc/fipd/informs.conf").endswith(
            f'-v 3 -u fipdnms -l authPriv -a SHA-256 -A "{users[0][1]}" -x AES -X "{users[0][2]}" '
            "192.168.0.10\n"))
        self.assertEqual((0o640, 0, 995), self.rights("etc/fipd/informs.conf"))
        self.assertEqual(["stop snmpd", "start snmpd"],
            [call for call in self.calls() if "snmpd" in call])
        self.assertIn("cat /etc/fipd/key /etc/fipd/snmp-users | ssh root@192.168.0.2 fipctl setup "
            "--role standby --peer 192.168.0.1 --fip 192.168.0.100/24 --center 192.168.0.10 "
            "--secrets -\n\nIf it would change a file that is there, it shows how and changes "
            "nothing: with --yes behind it, it does.\n", done.stdout)

    def test_a_second_run_leaves_snmpd_alone(self):
        self.fipctl(*GIVEN, "--center", "192.168.0.10", "--yes", ends=1)
        os.unlink(self.path("calls"))
        kept = self.read("lib/snmp/snmpd.conf")
        self.fipctl(*GIVEN, "--center", "192.168.0.10", ends=1)
        self.assertEqual([], [call for call in self.calls() if "snmpd" in call])
        self.assertEqual(kept, self.read("lib/snmp/snmpd.conf"))
        self.assertEqual(1, self.read("etc/fipd/informs.conf").count("192.168.0.10"))

    def test_a_receiver_in_a_line_without_an_end_keeps_it(self):
        other = "-v 3 -u other -l authPriv -a SHA-256 -A one -x AES -X two 192.168.0.11"
        self.write("etc/fipd/informs.conf", other)
        self.fipctl(*GIVEN, "--center", "192.168.0.10", "--yes", ends=1)
        lines = self.read("etc/fipd/informs.conf").splitlines()
        self.assertEqual((2, other), (len(lines), lines[0]))

    def test_without_yes_snmpds_own_file_is_shown_and_nothing_is_written(self):
        self.fipctl(*GIVEN, "--snmp", ends=1)
        self.assertEqual(SNMPD, self.read("etc/snmp/snmpd.conf"))
        self.assertEqual(([], []), (self.made(), self.calls()))

    def test_the_users_of_the_other_node_replace_those_of_their_names(self):
        self.write("lib/snmp/snmpd.conf", 'usmUser 1 3 0x80 "fipdnms" "fipdnms" NULL .1 0x00 .1 '
            '0x00 0x\nusmUser 1 3 0x80 "other" "other" NULL .1 0x00 .1 0x00 0x\n', 0o600)
        self.fipctl(*GIVEN, "--snmp", "--secrets", "-", "--yes", stdin=KEY + USERS, ends=1)
        kept = self.read("lib/snmp/snmpd.conf")
        self.assertNotIn('0x80 "fipdnms"', kept)
        self.assertIn('0x80 "other"', kept)
        self.assertTrue(kept.endswith(USERS), kept)
        self.assertEqual(USERS, self.read("etc/fipd/snmp-users"))

    def test_users_who_are_there_without_a_file_of_theirs_stay(self):
        self.write("lib/snmp/snmpd.conf", USERS, 0o600)
        done = self.fipctl(*GIVEN, "--snmp", "--yes", ends=1)
        self.assertIn("the users fipdnms and fipdop are in snmpd already, and stay", done.stdout)
        self.assertIn("  cat /etc/fipd/key | ssh root@192.168.0.2 ", done.stdout)
        self.assertEqual(["fipd.yaml", "key"], self.made())
        self.assertEqual(USERS, self.read("lib/snmp/snmpd.conf"))
        done = self.fipctl(*GIVEN, "--center", "192.168.0.10", "--yes", ends=1)
        self.assertIn("the passwords of fipdnms are not known here, so no informs go to "
            "192.168.0.10: write /etc/fipd/informs.conf, see fipd-agentx(8)\n", done.stderr)

    def test_an_address_that_reaches_others_already_stays(self):
        conf = SNMPD.replace("127.0.0.1,[::1]", "udp:192.168.0.1:161")
        self.have_snmpd(conf)
        self.fipctl(*GIVEN, "--snmp", "--yes", ends=1)
        self.assertEqual(conf, self.read("etc/snmp/snmpd.conf"))

    def test_a_drop_in_that_is_not_included_is(self):
        self.have_snmpd(SNMPD.replace("includeDir /etc/snmp/snmpd.conf.d\n", ""))
        self.fipctl(*GIVEN, "--snmp", "--yes", ends=1)
        self.assertTrue(self.read("etc/snmp/snmpd.conf").endswith(
            "\nincludeDir /etc/snmp/snmpd.conf.d\n"))

    def test_an_snmpd_that_does_not_start_is_told(self):
        self.write("broken", "start snmpd")
        done = self.fipctl(*GIVEN, "--snmp", "--yes", ends=1)
        self.assertEqual("fipctl: systemctl start snmpd has failed: journalctl -u snmpd says "
            "why\n", done.stderr)

    def test_what_is_not_installed_is_named(self):
        self.have_snmpd(drop_in=None)
        os.unlink(self.path("etc/snmp/snmpd.conf.d/fipd.conf"))
        self.assertIn("/etc/snmp/snmpd.conf.d/fipd.conf is not there: apt install fipd-snmp",
            self.fipctl(*GIVEN, "--snmp", ends=1).stderr)
        os.unlink(self.path("etc/snmp/snmpd.conf"))
        self.assertEqual("fipctl: /etc/snmp/snmpd.conf: No such file or directory: apt install "
            "snmpd, and run this again\n", self.fipctl(*GIVEN, "--snmp", ends=1).stderr)
        self.assertEqual([], self.made())


class AtATerminal(SetupCase):
    ROLE = re.compile("Role of this node.*: $")
    PEER = re.compile(r"Real IP of the other node.*: $")
    FIPS = re.compile(r"F-IPs with their prefix length.*: $")
    WRITE = re.compile(r"Write this \[yes\]: $")

    def answer(self, terminal, question, text):
        """Answer a question that comes behind what was seen so far."""
        terminal.wait_for(question, getattr(terminal, "seen", 0))
        terminal.seen = len(terminal.text)
        terminal.type(text)

    def test_three_questions_and_a_yes_make_a_node(self):
        terminal = self.terminal()
        for question, text in ((self.ROLE, "active\n"), (self.PEER, " 192.168.0.2 \n"),
                (self.FIPS, "192.168.0.100/24\n"), (self.WRITE, "\n")):
            self.answer(terminal, question, text)
        self.assertEqual(0, terminal.finish(), terminal.text)
        self.assertEqual(YAML, self.read("etc/fipd/fipd.yaml"))
        self.assert_no_secret(terminal.text)

    def test_a_wrong_answer_is_told_what_would_be_right_and_asked_again(self):
        terminal = self.terminal()
        for question, wrong, said in ((self.ROLE, "master", "'master' is not possible"),
                (self.ROLE, "", "is empty"), (self.PEER, "n2", "n2"),
                (self.PEER, "192.168.0.1", "192.168.0.1 is an address of this node"),
                (self.PEER, None, None),
                (self.FIPS, "192.168.0.100", "prefix"),
                (self.FIPS, "192.168.0.2/24", "192.168.0.2 is the peer's real IP"),
                (self.FIPS, "192.168.0.0/24", "192.168.0.0"),
                (self.FIPS, None, None)):
            if said is None:
                self.answer(terminal, question, "192.168.0.2\n" if question is self.PEER
                    else "192.168.0.100/24\n")
                continue
            start = getattr(terminal, "seen", 0)
            self.answer(terminal, question, wrong + "\n")
            terminal.wait_for(re.compile(r"\r\n  [^\r]*\r\n"), terminal.seen)
            if question is self.ROLE and wrong == "":
                self.answer(terminal, question, "active\n")
            self.assertGreaterEqual(terminal.seen, start)
        self.answer(terminal, self.WRITE, "perhaps\n")
        terminal.wait_for(re.compile("'perhaps' is neither yes nor no"))
        self.answer(terminal, self.WRITE, "y\n")
        self.assertEqual(0, terminal.finish(), terminal.text)
        self.assertEqual(YAML, self.read("etc/fipd/fipd.yaml"))

    def test_no_writes_nothing(self):
        terminal = self.terminal(*GIVEN)
        self.answer(terminal, self.WRITE, "no\n")
        self.assertEqual(1, terminal.finish(), terminal.text)
        self.assertEqual([], self.made())

    def test_what_is_there_is_changed_only_by_a_yes(self):
        other = YAML.replace("0.100", "0.101")
        self.write("etc/fipd/fipd.yaml", other)
        change = re.compile(r"Change what is there, as shown \[no\]: $")
        for text, end, left in (("\n", 1, other), ("yes\n", 0, YAML)):
            terminal = self.terminal(*GIVEN)
            self.answer(terminal, change, text)
            self.assertEqual(end, terminal.finish(), terminal.text)
            self.assertEqual(left, self.read("etc/fipd/fipd.yaml"))

    def test_what_is_there_is_offered_as_the_answer(self):
        self.write("etc/fipd/fipd.yaml", YAML)
        terminal = self.terminal()
        for question in (r"\[active\]: $", r"\[192.168.0.2\]: $", r"\[192.168.0.100/24\]: $",
                r"Write this \[yes\]: $"):
            self.answer(terminal, re.compile(question), "\n")
        self.assertEqual(0, terminal.finish(), terminal.text)
        self.assertIn("as it should be: /etc/fipd/fipd.yaml", terminal.text)

    def test_an_interface_that_cannot_be_found_is_asked_for(self):
        terminal = self.terminal(*GIVEN[:-1], "172.16.0.100/24")
        question = re.compile(r"Interface that carries the F-IPs: $")
        self.answer(terminal, question, "eth7\n")
        terminal.wait_for(re.compile("there is no interface eth7 here; there is eth0, eth1"))
        self.answer(terminal, question, "eth1\n")
        self.answer(terminal, self.WRITE, "\n")
        self.assertEqual(0, terminal.finish(), terminal.text)
        self.assertIn("interface: eth1\n", self.read("etc/fipd/fipd.yaml"))

    def test_ctrl_c_and_the_end_of_the_input_leave_nothing(self):
        for question, text, end in ((self.ROLE, "\x03", -signal.SIGINT), (self.ROLE, "\x04", 1)):
            terminal = self.terminal()
            self.answer(terminal, question, text)
            self.assertEqual(end, terminal.finish(), terminal.text)
        terminal = self.terminal(*GIVEN)
        self.answer(terminal, self.WRITE, "\x03")
        self.assertEqual(-signal.SIGINT, terminal.finish(), terminal.text)
        self.assertEqual([], self.made())

    def test_snmp_is_an_offer_where_snmpd_is(self):
        self.have_snmpd()
        terminal = self.terminal(*GIVEN)
        for question, text in (("Shall snmpd serve FIPD-MIB.*: $", "\n"),
                ("Operations center that gets informs.*: $", "192.168.0\n"),
                ("Operations center that gets informs.*: $", "192.168.0.10\n"),
                (r"Change what is there, as shown \[no\]: $", "yes\n")):
            self.answer(terminal, re.compile(question), text)
        self.assertEqual(0, terminal.finish(), terminal.text)
        self.assertEqual(["fipd.yaml", "informs.conf", "key", "snmp-users"], self.made())
        self.assertIn("append the createUser lines", terminal.text)
        self.assert_no_secret(terminal.text)


class WrongInput(SetupCase):
    """The rows of wrong input: command line, standard input, exact message, exit code."""

    def test_each_wrong_input_has_its_message_and_exit_code(self):
        for words, stdin, message, end in ROWS:
            with self.subTest(words=words, stdin=stdin):
                done = self.fipctl(*words, stdin=stdin, ends=end)
                self.assertEqual(message, done.stderr)
                self.assertEqual([], self.made(), "nothing is written")


def change(option, value):
    """Return the right command line with one option changed, or without it."""
    words = list(GIVEN)
    place = words.index(option)
    words[place:place + 2] = [] if value is None else [option, value]
    return tuple(words)


ROWS = [
    ((), None,
        "fipctl: setup: there is no terminal to ask at, and no --role: say it, as in fipctl "
        "setup --role active --peer 192.168.0.2 --fip 192.168.0.100/24\n",
        64),
    (change("--role", None), None,
        "fipctl: setup: there is no terminal to ask at, and no --role: say it, as in fipctl "
        "setup --role active --peer 192.168.0.2 --fip 192.168.0.100/24\n",
        64),
    (change("--peer", None), None,
        "fipctl: setup: there is no terminal to ask at, and no --peer: say it, as in fipctl "
        "setup --role active --peer 192.168.0.2 --fip 192.168.0.100/24\n",
        64),
    (change("--fip", None), None,
        "fipctl: setup: there is no terminal to ask at, and no --fip: say it, as in fipctl "
        "setup --role active --peer 192.168.0.2 --fip 192.168.0.100/24\n",
        64),
    (change("--role", "master"), None,
        "fipctl: --role: 'master' is not one of its values; active or standby is allowed\n",
        64),
    (change("--role", "aktive"), None,
        "fipctl: --role: 'aktive' is not one of its values; active or standby is allowed\n",
        64),
    (change("--role", ""), None,
        "fipctl: --role needs a value; fipctl --help lists them\n",
        64),
    (change("--peer", "n2"), None,
        "fipctl: --peer: 'n2' is not an address; write four numbers from 0 to 255, as in "
        "192.168.0.2, or IPv6, as in 2001:db8::2\n",
        64),
    (change("--peer", "192.168.0.1"), None,
        "fipctl: --peer: 192.168.0.1 is an address of this node; the real IP of the other "
        "node is needed\n",
        64),
    (change("--peer", "192.168.0.2/24"), None,
        "fipctl: --peer: '192.168.0.2/24' is not an address; write four numbers from 0 to "
        "255, as in 192.168.0.2, or IPv6, as in 2001:db8::2\n",
        64),
    (change("--peer", "0.0.0.0"), None,
        'fipctl: --peer: 0.0.0.0 is an address of "this network" (0.0.0.0/8); the real IP of '
        'a host is needed\n',
        64),
    (change("--peer", "224.0.0.1"), None,
        "fipctl: --peer: 224.0.0.1 is a multicast address (224.0.0.0/4); the real IP of a "
        "host is needed\n",
        64),
    (change("--peer", "192.168.0.256"), None,
        "fipctl: --peer: '192.168.0.256' is not an address; write four numbers from 0 to 255,"
        " as in 192.168.0.2, or IPv6, as in 2001:db8::2\n",
        64),
    (change("--fip", "192.168.0.100"), None,
        "fipctl: --fip: '192.168.0.100' has no prefix length; write address/prefix, prefix 1 "
        "to 32, or address/netmask, as in 192.168.0.100/24 or 192.168.0.100/255.255.255.0\n",
        64),
    (change("--fip", "192.168.0.100/33"), None,
        "fipctl: --fip: '192.168.0.100/33' has no good prefix length; write address/prefix, "
        "prefix 1 to 32, or address/netmask, as in 192.168.0.100/24 or "
        "192.168.0.100/255.255.255.0\n",
        64),
    (change("--fip", "192.168.0.0/24"), None,
        "fipctl: --fip: 192.168.0.0/24 is the address of the network itself; an F-IP must be "
        "a host address of its network\n",
        64),
    (change("--fip", "192.168.0.255/24"), None,
        "fipctl: --fip: 192.168.0.255/24 is the network's broadcast address; an F-IP must be "
        "a host address of its network\n",
        64),
    (change("--fip", "127.0.0.2/8"), None,
        "fipctl: --fip: 127.0.0.2/8 is a loopback address (127.0.0.0/8); an F-IP must be a "
        "host address of its network\n",
        64),
    (change("--fip", "192.168.0.2/24"), None,
        "fipctl: --fip: 192.168.0.2 is the peer's real IP; an F-IP is an address beside those"
        " of the nodes\n",
        64),
    (change("--fip", "192.168.0.1/24"), None,
        "fipctl: 192.168.0.1 is this node's only address in its network; an F-IP is an "
        "address beside the real IP\n",
        1),
    (change("--fip", "192.168.0.100/24,192.168.0.100/24"), None,
        "fipctl: --fip: 192.168.0.100/24 is in the list already\n",
        64),
    (change("--fip", ","), None,
        "fipctl: --fip: is missing; an address and its prefix length are needed, as in "
        "192.168.0.100/24\n",
        64),
    (change("--fip", "172.16.0.100/24"), None,
        "fipctl: no interface has an address in the network of 172.16.0.100: name one with "
        "--interface (there is eth0, eth1)\n",
        1),
    ((*GIVEN, "--interface", "eth9"), None,
        "fipctl: --interface: there is no interface eth9 here; there is eth0, eth1\n",
        64),
    ((*GIVEN, "--interface", "a/b"), None,
        "fipctl: --interface: 'a/b' cannot be used; allowed: an interface of at most 15 "
        "characters, no alias such as eth0:1\n",
        64),
    ((*GIVEN, "--center", "nms"), None,
        "fipctl: --center: 'nms' is not an address; write four numbers from 0 to 255, as in "
        "192.168.0.2, or IPv6, as in 2001:db8::2\n",
        64),
    ((*GIVEN, "--center", "0.0.0.0"), None,
        'fipctl: --center: 0.0.0.0 is an address of "this network" (0.0.0.0/8); the real IP '
        'of a host is needed\n',
        64),
    ((*GIVEN, "--secrets", "/nonexistent"), None,
        "fipctl: /nonexistent: No such file or directory: the other node's key and users are "
        "needed\n",
        1),
    ((*GIVEN, "--secrets", "/dev/null"), None,
        "fipctl: /dev/null: not a regular file: the other node's key and users are needed\n",
        1),
    ((*GIVEN, "--secrets", "-"), "",
        "fipctl: standard input: there is no key in it; the other node's /etc/fipd/key "
        "belongs into it\n",
        1),
    ((*GIVEN, "--secrets", "-"), "hello\n",
        "fipctl: standard input:1:1: a line begins with the key's id, a number from 1 to "
        "255\nfipctl: standard input:1:6: no key follows the id; write 'id key' on one line\n",
        1),
    ((*GIVEN, "--secrets", "-"), "1 abc\n",
        "fipctl: standard input:1:3: the key has 3 characters; 32 to 128 hexadecimal digits "
        "are needed\n",
        1),
    ((*GIVEN, "--secrets", "-"), USERS,
        "fipctl: standard input: there is no key in it; the other node's /etc/fipd/key "
        "belongs into it\n",
        1),
    ((*GIVEN, "--secrets", "-"), KEY + "createUser fipdnms MD5 secret\n",
        'fipctl: standard input:2: a user is written as createUser NAME SHA-256 "PASSWORD" '
        'AES "PASSWORD"\n',
        1),
    ((*GIVEN, "--secrets", "-"), "0 abababababababababababababababababababababababababababababababab\n",
        "fipctl: standard input:1:1: a line begins with the key's id, a number from 1 to "
        "255\n",
        1),
    ((*GIVEN, "now"), None,
        "fipctl: too many arguments: usage: fipctl setup [--role active|standby]...\n",
        64),
    ((*GIVEN, "--force"), None,
        "fipctl: setup does not take --force\n",
        64),
    ((*GIVEN, "--snmp"), None,
        "fipctl: /etc/snmp/snmpd.conf: No such file or directory: apt install snmpd, and run "
        "this again\n",
        1),
]


if __name__ == "__main__":
    unittest.main()
