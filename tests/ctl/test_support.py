"""fipctl support: one file with all that helps, and not one secret."""

import io
import os
import re
import stat
import tarfile

from case import Case, environment
from terminal import Terminal

MIB = 1024 * 1024
LIMIT_BYTES = 48 * MIB
# A line of snmpd.conf, and what of it is shown.  Whatever begins with SECRET is one.
LINES = (
    ("rocommunity SECRET-a 192.0.2.0/24 -V fipd", "rocommunity (left out) 192.0.2.0/24 -V (left out)"),
    ('rwcommunity "SECRET b" default .1.3.6.1', "rwcommunity (left out) default .1.3.6.1"),
    ("ROCommunity6 SECRET-c 2001:db8::/64", "ROCommunity6 (left out) 2001:db8::/64"),
    ("rocommunity SECRET-two SECRET-words", "rocommunity (left out) (left out)"),
    ("com2sec readers 192.0.2.0/24 SECRET-d", "com2sec readers (left out) (left out)"),
    ("com2sec readers SECRET-misplaced", "com2sec readers (left out)"),
    ("com2sec -Cn web readers default SECRET-e", "com2sec -Cn web readers (left out) (left out)"),
    ("trapcommunity SECRET-f", "trapcommunity (left out)"),
    ("trap2sink 192.0.2.9 SECRET-g 162", "trap2sink 192.0.2.9 (left out) (left out)"),
    ("informsink center SECRET-h", "informsink center (left out)"),
    ('createUser fipdnms SHA-256 "SECRET-auth-1" AES "SECRET-priv-1"',
        "createUser fipdnms (left out) (left out) (left out) (left out)"),
    ("usmUser 1 3 0x80001f88 0x6669 0x6669 NULL .1.3 SECRETkey0123456789",
        "usmUser (left out) (left out) (left out) (left out) (left out) (left out) (left out) (left out)"),
    ("trapsess -v 3 -u fipdnms -l authPriv -a SHA -A SECRET-i -x AES -X SECRET-j 192.0.2.9:162",
        "trapsess -v 3 -u fipdnms -l authPriv -a SHA (left out) (left out) -x AES (left out) (left out) 192.0.2.9:162"),
    ("trapsess -v 2c -c SECRET-k nms1", "trapsess -v 2c (left out) (left out) (left out)"),
    ("trapsess -a SECRET-for-a -l SECRET-for-l -ASECRET-attached -3M SECRET-l 192.0.2.9",
        "trapsess -a (left out) -l (left out) (left out) (left out) (left out) 192.0.2.9"),
    ("proxy -v 1 -c SECRET-m 192.0.2.8 .1.3.6.1", "proxy -v 1 (left out) (left out) (left out) .1.3.6.1"),
    ("extend disk /usr/local/lib/disk --token SECRET-n", "extend disk (left out) (left out) (left out)"),
    ("rocomunity SECRET-o", "rocomunity (left out)"),
    ("# rocommunity SECRET-p", ""),
    ("master agentx # SECRET-q", "master agentx"),
    ("agentAddress udp:161", "agentAddress udp:161"),
    ("rouser fipdnms priv -V fipd", "rouser fipdnms priv -V fipd"),
)
YAML = """\
# SECRET-comment
redundancy: on
fips: [192.0.2.100/24, 192.0.2.101/24]
key_file: /etc/fipd/key
password: SECRET-unknown-key
SECRET-as-a-key: 1
deep: {very: {deep: [SECRET-deep]}}
links:
  - name: two
    interface: eth1
checks:
  - name: squid
    tcp: 127.0.0.1:3128
  - name: web
    http: https://user:SECRET-in-url@127.0.0.1/health
  - name: api
    http: https://127.0.0.1:8443/health?token=SECRET-in-query
  - name: disk
    command: [/usr/local/lib/fipd/disk, --token, SECRET-argument]
  - name: words
    command: /usr/local/lib/other SECRET-no-list
hooks:
  - name: route
    on: [becameActive]
    command:
      - /usr/local/sbin/move
      - SECRET-in-block
"""


class SupportCase(Case):
    def setUp(self):
        super().setUp()
        self.state = os.path.join(self.folder, "state")
        os.mkdir(self.state)
        self.snmpd = self.write("snmpd.conf", "")
        self.bundle = os.path.join(self.folder, "bundle.tar.gz")

    def write(self, name, content):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        return path

    def words(self, *more):
        return ("support", "--state", self.state, "--snmpd", self.snmpd, *more)

    def support(self, *more):
        """Make a bundle; return its files by name, and what fipctl said."""
        done = self.fipctl(*self.words(self.bundle, *more))
        with tarfile.open(self.bundle) as tar:
            files = {member.name.partition("/")[2]: tar.extractfile(member).read()
                for member in tar.getmembers()}
        return files, done

    def assert_no_secret(self, files, done):
        self.assertNotIn("SECRET", done.stdout + done.stderr)
        for name, content in files.items():
            self.assertNotIn("SECRET", name)
            self.assertNotIn(b"SECRET", content, name)


class SecretsTest(SupportCase):
    def test_of_snmpds_lines_no_secret_is_shown(self):
        self.write("snmpd.conf", "".join(f"{line}\n" for line, _ in LINES))
        files, done = self.support()
        self.assert_no_secret(files, done)
        name = next(name for name in files if name.endswith("snmpd.conf"))
        self.assertEqual([shown for _, shown in LINES],
            files[name].decode().splitlines()[:len(LINES)])

    def test_nor_of_what_it_includes(self):
        os.mkdir(os.path.join(self.folder, "more.d"))
        self.write("more.d/a.conf", "rocommunity SECRET-a 192.0.2.0/24\n")
        one = self.write("one", f"rwcommunity SECRET-b\nincludeFile {self.snmpd}\n")
        self.write("snmpd.conf", f"includeFile {one}\nincludeDir {self.folder}/more.d\n"
            "includeFile /nowhere\nincludeDir /nowhere.d\n")
        files, done = self.support()
        self.assert_no_secret(files, done)
        self.assertIn("rocommunity (left out) 192.0.2.0/24",
            next(text for name, text in files.items() if name.endswith("a.conf")).decode())
        self.assertIn("fipctl: not read: /nowhere: No such file or directory\n", done.stderr)
        self.assertIn("fipctl: not read: /nowhere.d: No such file or directory\n", done.stderr)

    def test_nor_of_settings(self):
        self.write("state/settings.yaml", YAML)
        files, done = self.support()
        self.assert_no_secret(files, done)
        shown = files["state/settings.yaml"].decode()
        for line in ("redundancy: on", "- 192.0.2.101/24", "key_file: /etc/fipd/key",
                "(left out): (left out)", "interface: eth1", "tcp: 127.0.0.1:3128",
                "http: https://127.0.0.1:8443(left out)", "http: (left out)",
                "- /usr/local/lib/fipd/disk", "command: (left out)", "- /usr/local/sbin/move",
                "- becameActive"):
            self.assertRegex(shown, rf"(?m)^ *{re.escape(line)}$")

    def test_what_is_no_yaml_is_shown_as_far_as_it_is(self):
        for text, shown in (("count: 5\npassword: [SECRET-a\nport: 1\n", "count: 5"),
                ("count: 5\npair: 'web\ncommand: [a, SECRET-e]\nnode: 'n1'\n", "pair: (left out)"),
                ("count: 5\n\tSECRET-b", "count:"), (b"\xff\xfe SECRET", "no YAML"),
                ("[" * 5000 + "SECRET-c", "too deep"), ("SECRET-d", ""), ("", "")):
            with self.subTest(text[:20]):
                self.write("state/settings.yaml", text)
                files, done = self.support()
                os.unlink(self.bundle)
                self.assert_no_secret(files, done)
                self.assertIn(shown, files["state/settings.yaml"].decode())

    def test_a_secret_that_stands_elsewhere_too_has_asterisks_over_it(self):
        self.write("snmpd.conf", "rocommunity SECRET-long\nrocommunity SECRET-longer\n"
            "rocommunity SECR 192.0.2.0/24\nrocommunity it\n")
        self.fipd.status["role"]["reason_text"] = "SECRET-long, SECRET-longer, with"
        self.write("state/recording-000001", b"\0\1SECRET-longer\0SECRET-long\2")
        files, done = self.support()
        self.assert_no_secret(files, done)
        self.assertEqual(b"\0\1" + 13 * b"*" + b"\0" + 11 * b"*" + b"\2",
            files["state/recording-000001"])
        self.assertIn(b", with", files["status.json"])

    def test_the_doctor_does_not_tell_a_short_community(self):
        self.write("snmpd.conf", "master agentx\nrocommunity s3c default\n")
        files, _ = self.support()
        self.assertNotIn(b"s3c", b"".join(files.values()))
        self.assertIn(b"community ***", files["doctor.txt"])


class BundleTest(SupportCase):
    def test_it_is_a_file_for_its_owner_alone_which_lists_what_is_in_it(self):
        old = os.umask(0)
        self.addCleanup(os.umask, old)
        files, done = self.support()
        about = os.stat(self.bundle)
        self.assertEqual(0o600, stat.S_IMODE(about.st_mode))
        self.assertLessEqual({"status.json", "status.txt", "check.txt", "explain.txt", "drill.txt",
            "doctor.txt", "settings.yaml", "versions/fipctl.txt", "versions/kernel.txt",
            "kernel/addresses.txt", "kernel/routes.txt", "kernel/neighbors.txt",
            "kernel/sysctls.txt", "contents.txt"}, set(files))
        self.assertIn(b'"pair": "web"', files["status.json"])
        for name, content in files.items():
            self.assertIn(f"{len(content):9}  {name}\n", done.stdout)
            self.assertIn(name, files["contents.txt"].decode() + "contents.txt")
        self.assertEqual(f"{self.bundle}: {len(files)} files, {about.st_size} bytes; "
            "read it before you send it", done.stdout.splitlines()[-1])

    def test_everything_is_in_one_folder_and_no_name_is_there_twice(self):
        self.support()
        with tarfile.open(self.bundle) as tar:
            names = tar.getnames()
        self.assertEqual(len(names), len(set(names)))
        self.assertEqual(1, len({name.partition("/")[0] for name in names}), names)
        self.assertRegex(names[0], r"^fipd-support-[\w-]+-\d{8}T\d{6}Z/")

    def test_without_a_name_it_gets_one_with_host_and_date(self):
        os.chdir(self.folder)
        self.addCleanup(os.chdir, "/")
        self.fipctl(*self.words())
        self.assertEqual(1, len([name for name in os.listdir()
            if re.fullmatch(r"fipd-support-[\w-]+-\d{8}T\d{6}Z\.tar\.gz", name)]))

    def test_what_is_there_is_not_overwritten(self):
        link = os.path.join(self.folder, "link")
        os.symlink("/nowhere", link)
        for path in (self.write("mine", "mine"), link, self.folder):
            self.assertEqual(f"fipctl: {path}: it is there already, and nothing is overwritten; "
                "name another one\n", self.complained(*self.words(path), ends=1))
        with open(os.path.join(self.folder, "mine")) as file:
            self.assertEqual("mine", file.read())

    def test_where_no_file_can_be_made_none_is_left(self):
        path = os.path.join(self.folder, "none", "bundle")
        self.assertEqual(f"fipctl: {path}: No such file or directory\n",
            self.complained(*self.words(path), ends=1))

    def test_without_fipd_it_goes_on_and_says_what_it_could_not_read(self):
        self.fipd.handlers["status"] = lambda _request: b"nonsense\n"
        os.rmdir(self.state)
        files, done = self.support()
        self.assertNotIn("status.json", files)
        self.assertIn("kernel/addresses.txt", files)
        for note in (f"{self.state}: No such file or directory", "fipctl status --json: it ended "):
            self.assertIn(f"fipctl: not read: {note}", done.stderr)
            self.assertIn(note, files["contents.txt"].decode())

    def test_links_pipes_and_folders_are_not_followed(self):
        os.symlink("/etc/passwd", os.path.join(self.state, "recording-000001"))
        os.mkfifo(os.path.join(self.state, "recording-000002"))
        os.mkdir(os.path.join(self.state, "recording-000003"))
        files, done = self.support()
        self.assertEqual([], [name for name in files if name.startswith("state/rec")])
        self.assertEqual(2, done.stderr.count(f"fipctl: not read: {self.state}/recording"))

    def test_it_has_a_bound_and_the_newest_recording_is_within_it(self):
        block = os.urandom(4 * MIB)
        for number in range(16):
            self.write(f"state/recording-{number:06}", block)
        self.write("state/events.jsonl", b"x" * (9 * MIB))
        files, done = self.support()
        self.assertLessEqual(sum(map(len, files.values())), LIMIT_BYTES)
        self.assertIn("state/recording-000015", files)
        self.assertNotIn("state/recording-000000", files)
        self.assertIn(f"fipctl: not read: {self.state}/recording-000000: there is no room for it\n",
            done.stderr)
        self.assertRegex(done.stderr, r"not read: \S+/events\.jsonl: .+\n")
        self.assertIn("contents.txt", files)

    def test_at_a_terminal_it_says_what_it_is_doing(self):
        terminal = Terminal(self.command(*self.words(self.bundle)), environment())
        self.addCleanup(terminal.close)
        self.assertEqual(0, terminal.finish())
        self.assertRegex(terminal.text, r"\r\x1b\[Kfipctl: making kernel/routes\.txt \.\.\.")
        self.assertTrue(tarfile.is_tarfile(io.BytesIO(open(self.bundle, "rb").read())))


class StuckTest(SupportCase):
    def setUp(self):
        super().setUp()
        self.path_of_commands = os.path.join(self.folder, "bin")
        os.mkdir(self.path_of_commands)

    def program(self, name, script):
        path = self.write(f"bin/{name}", "#!/bin/sh\n" + script)
        os.chmod(path, 0o755)

    def test_a_program_that_writes_without_an_end_is_ended(self):
        self.program("ip", "exec yes nonsense")
        files, done = self.support()
        self.assertIn("fipctl: not read: ip rule: it did not come to its end\n", done.stderr)
        self.assertLessEqual(sum(map(len, files.values())), LIMIT_BYTES)

    def test_one_that_fails_says_why(self):
        self.program("nft", "echo Operation not permitted >&2; exit 3")
        files, done = self.support()
        self.assertIn("fipctl: not read: nft list ruleset: it ended with 3: Operation not "
            "permitted\n", done.stderr)
        self.assertEqual(b"Operation not permitted\n", files["kernel/nftables.txt"])

    def test_without_gzip_nothing_is_left(self):
        self.program("gzip", "exit 1")
        self.assertIn("gzip could not write it all", self.fipctl(
            *self.words(self.bundle), ends=1).stderr)
        self.assertFalse(os.path.exists(self.bundle))
