"""fipctl replay: what it says of recordings; that it plays real ones is a system test's."""

import os

import tape
from case import Case


class Replay(Case):
    plays_fipd = False

    def write(self, content, name="recording-000001"):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as file:
            file.write(content)
        return path

    def test_other_decisions_are_told_with_their_place(self):
        path = self.write(tape.header() + tape.start() + tape.step("interface", up=1, now_us=9))
        text = self.fipctl("replay", path, ends=1).stdout
        place = len(tape.header() + tape.start())
        self.assertIn(f"DIFFERS at byte {place} of {path}, told: interface", text)
        self.assertIn("recorded:    role unknown; nothing", text)
        self.assertIn("this fipctl: role initial; send", text)
        self.assertIn("1 steps of 1 life played: 1 decided otherwise", text)

    def test_the_story_is_told_with_the_names_of_the_recording(self):
        path = self.write(tape.header() + tape.start() + tape.step("deadline", now_us=9))
        text = self.fipctl("replay", path, ends=1).stdout
        self.assertIn("fipd 0.1.0 begins on n1 (192.0.2.1) of pair web, peer 192.0.2.2", text)
        self.assertIn("2023-11-14T22:13:20.000Z  started: started on node n1 (192.0.2.1), "
            "peer 192.0.2.2 on eth0, role initial [FIP-101]", text)

    def test_a_cut_file_is_told_with_the_place(self):
        whole = tape.header() + tape.start()
        path = self.write(whole + tape.step("deadline", now_us=9)[:-3])
        done = self.fipctl("replay", path, ends=2)
        self.assertIn(f"{path}: byte {len(whole)}: the file ends within a record", done.stderr)

    def test_damage_is_told_with_the_place(self):
        whole = tape.header()
        path = self.write(whole + tape.start()[:-1] + b"x" + tape.step("deadline"))
        done = self.fipctl("replay", path, ends=2)
        self.assertIn(f"{path}: byte {len(whole)}: a record is damaged", done.stderr)

    def test_a_record_of_a_newer_fipd_is_told_from_damage(self):
        path = self.write(tape.header() + tape.record(tape.GAP, b"", version=9))
        self.assertIn("a newer fipd", self.fipctl("replay", path, ends=2).stderr)

    def test_what_is_no_recording_is_told(self):
        self.assertIn("is this a recording of fipd?",
            self.fipctl("replay", "/etc/passwd", ends=2).stderr)

    def test_a_gap_is_told_and_not_played_over(self):
        path = self.write(tape.header() + tape.start() + tape.gap(17)
            + tape.step("deadline", role=5, now_us=9))
        done = self.fipctl("replay", path, ends=2)
        self.assertIn("-- 17 steps are missing here", done.stdout)
        self.assertIn("recorded: role active (not played)", done.stdout)

    def test_a_folder_stands_for_its_recordings_in_their_order(self):
        self.write(tape.header(2) + tape.step("deadline", now_us=9), "recording-000010")
        self.write(tape.header(1) + tape.start(), "recording-000009")
        text = self.fipctl("replay", self.folder, ends=1).stdout
        self.assertIn("1 steps of 1 life played", text)

    def test_files_that_do_not_follow_each_other_are_not_played_as_if(self):
        self.write(tape.header(1) + tape.start(), "recording-000001")
        self.write(tape.header(3) + tape.step("deadline", now_us=9), "recording-000003")
        done = self.fipctl("replay", self.folder, ends=2)
        self.assertIn("-- files are missing here --", done.stdout)

    def test_a_folder_without_a_recording_is_told(self):
        self.assertIn("no recording in this folder",
            self.complained("replay", self.folder, ends=2))

    def test_a_missing_file_is_told(self):
        self.assertIn("No such file", self.complained("replay", "/nowhere", ends=2))

    def test_a_story_names_the_events_and_what_differs_from_the_one_before(self):
        path = self.write(tape.header() + tape.start()
            + tape.step("interface", up=1, now_us=1) + tape.step("deadline", now_us=1000001))
        self.assertEqual(self.said("replay", "--as-story", path).splitlines(), [
            "# Recorded by fipd 0.1.0 on node n1 of pair web, from 2023-11-14T22:13:20.000Z.",
            "0.000000 s with n1 settings enabled 1 node 1 count 5 links 1 interval_ms 2000",
            "0.000000 s live n1 now_us 1 incarnation 42 epoch 0",
            "0.000000 s hear n1 interface up 1",
            "1.000000 s hear n1 deadline"])
