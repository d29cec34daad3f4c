"""The command line: verbs, options, exit codes."""

import grp
import os
import subprocess

from case import Case, environment


class CommandLine(Case):
    plays_fipd = False

    def test_help_lists_every_verb(self):
        text = self.said("--help")
        for verb in ["status", "check", "events", "watch", "switchover", "set", "page", "show",
                "reload", "keygen", "explain"]:
            self.assertIn(f"\n  {verb} ", text)

    def test_version_is_told(self):
        self.assertRegex(self.said("--version"), r"^fipctl \d+\.\d+\.\d+\n$")

    def test_the_nearest_verb_is_suggested(self):
        self.assertIn("did you mean switchover?", self.complained("swichover", ends=64))
        self.assertIn("did you mean check?", self.complained("chek", ends=64))
        self.assertIn("did you mean switchover?", self.complained("switch", ends=64))

    def test_a_word_near_no_verb_gets_no_suggestion(self):
        for word in ["zzzzzzzzzz" * 50, "teapot", ""]:
            self.assertNotIn("did you mean", self.complained(word, ends=64))

    def test_an_option_that_a_verb_does_not_take_is_refused(self):
        self.assertIn("keygen does not take --json",
            self.complained("keygen", "--json", ends=64))
        self.assertIn("status does not take --no-wait",
            self.complained("--no-wait", ends=64))
        self.assertIn("watch does not take -n",
            self.complained("watch", "-n", "3", ends=64))

    def test_a_wrong_number_of_arguments_is_refused(self):
        self.assertIn("usage: fipctl set NAME=VALUE...", self.complained("set", ends=64))
        self.assertIn("too many arguments", self.complained("reload", "now", ends=64))

    def test_numbers_are_checked(self):
        self.complained("events", "-n", "many", ends=64)
        self.complained("events", "-n", "-1", ends=64)
        self.complained("watch", "--after", "99999999999999999999", ends=64)
        self.complained("--timeout", "0", ends=64)
        self.complained("--timeout", "nan", ends=64)

    def test_an_unknown_option_is_a_usage_error(self):
        done = self.fipctl("--frobnicate", ends=64)
        self.assertIn("--frobnicate", done.stderr)

    def test_the_environment_names_the_socket(self):
        done = subprocess.run([os.environ["FIPCTL"]], capture_output=True, text=True,
            env=environment(FIPD_CONTROL="/nowhere/at/all.sock"), timeout=60)
        self.assertEqual(done.returncode, 69)
        self.assertIn("/nowhere/at/all.sock", done.stderr)

    def test_output_that_cannot_be_written_is_a_failure(self):
        with open("/dev/full", "w") as full:
            done = subprocess.run(self.command("--help"), stdout=full,
                stderr=subprocess.PIPE, text=True, env=environment(), timeout=60)
        self.assertEqual(done.returncode, 1)
        self.assertIn("cannot write the output", done.stderr)


class Keygen(Case):
    plays_fipd = False

    def test_a_key_line_has_64_random_digits(self):
        first = self.said("keygen")
        self.assertRegex(first, r"^1 [0-9a-f]{64}\n$")
        self.assertNotEqual(first, self.said("keygen"))

    def test_the_key_id_can_be_chosen(self):
        self.assertRegex(self.said("keygen", "255"), r"^255 [0-9a-f]{64}\n$")

    def test_a_key_file_is_made_for_its_owner_only_and_never_written_over(self):
        path = os.path.join(self.folder, "key")
        mask = os.umask(0)
        self.addCleanup(os.umask, mask)
        self.assertEqual("", self.said("keygen", "7", path))
        self.assert_ours(path)
        with open(path) as file:
            text = file.read()
        self.assertRegex(text, r"^7 [0-9a-f]{64}\n$")
        self.assertEqual(f"fipctl: {path}: there is one already, and it stays; remove it to make "
            "another one, or see \"Replacing a key\" in fipd.yaml(5)\n",
            self.complained("keygen", path, ends=1))
        os.symlink("/nowhere/key", path + ".link")
        self.complained("keygen", path + ".link", ends=1)
        with open(path) as file:
            self.assertEqual(text, file.read())

    def assert_ours(self, path):
        """Root's key is for the group fipd to read, where that is; another user's is his own."""
        about = os.stat(path)
        try:
            group = grp.getgrnam("fipd").gr_gid if os.geteuid() == 0 else None
        except KeyError:
            group = None
        if group is None:
            self.assertEqual(0o100600, about.st_mode)
        else:
            self.assertEqual((0o100640, 0, group), (about.st_mode, about.st_uid, about.st_gid))

    def test_where_no_key_can_be_made_it_is_said_what_to_do(self):
        for path, text in ((f"{self.folder}/none/key",
                    f"there is no such folder: install -d {self.folder}/none"),
                ("/proc/key", "there is no such folder: install -d /proc"),
                (self.folder + "/", "Is a directory")):
            self.assertEqual(f"fipctl: {path}: {text}\n",
                self.complained("keygen", path, ends=1))

    def test_a_wrong_id_makes_no_file(self):
        self.complained("keygen", "one", self.folder + "/key", ends=64)
        self.complained("keygen", self.folder + "/key", "2", ends=64)
        self.assertFalse(os.path.exists(self.folder + "/key"))

    def test_an_impossible_key_id_is_refused(self):
        for wrong in ["0", "256", "one", ""]:
            self.assertIn("1 to 255", self.complained("keygen", wrong, ends=64))


class Explain(Case):
    plays_fipd = False

    def test_a_message_is_explained_with_its_remedy(self):
        text = self.said("explain", "FIP-106")
        self.assertTrue(text.startswith("FIP-106  "))
        for head in ["\nLevel: ", "\nMeaning: ", "\nRemedy: "]:
            self.assertIn(head, text)
        self.assertTrue(all(len(line) <= 78 for line in text.splitlines()))

    def test_an_id_can_be_copied_from_a_log_line(self):
        for form in ["[FIP-106]", "fip-106", "106"]:
            self.assertEqual(self.said("explain", form), self.said("explain", "FIP-106"))

    def test_all_ids_are_listed_once(self):
        lines = self.said("explain", "all").splitlines()
        ids = [line.split()[0] for line in lines]
        self.assertEqual(len(ids), len(set(ids)))
        self.assertIn("FIP-106", ids)

    def test_an_unknown_id_is_told(self):
        for wrong in ["FIP-9999", "FIP-", "frog", "FIP-1060606060606060606"]:
            self.assertIn(f"no message {wrong}", self.complained("explain", wrong, ends=1))
