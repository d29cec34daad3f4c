"""fipctl watch: every event once, in order, also when fipd restarts."""

import json
import queue
import signal
import subprocess
import threading

from case import Case, environment

LIMIT_S = 120


class Watch(Case):
    def watch(self, *words):
        """Start to watch; lines of output come through self.lines."""
        self.lines = queue.Queue()
        self.running = subprocess.Popen(self.command("watch", *words), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment())
        self.complaints = queue.Queue()
        self.readers = [
            threading.Thread(target=self.read, args=(self.running.stdout, self.lines)),
            threading.Thread(target=self.read,
                args=(self.running.stderr, self.complaints))]
        for reader in self.readers:
            reader.start()
        self.addCleanup(self.end)
        self.await_subscription()

    @staticmethod
    def read(stream, lines):
        with stream:
            for line in stream:
                lines.put(line.rstrip("\n"))

    def end(self):
        self.running.send_signal(signal.SIGINT)
        self.running.wait(LIMIT_S)
        for reader in self.readers:
            reader.join()

    def await_subscription(self):
        self.fipd.wait_for(lambda: self.fipd.subscribers, LIMIT_S)

    def numbers(self, count):
        return [int(self.lines.get(timeout=LIMIT_S).split()[0].lstrip("#"))
            for _ in range(count)]

    def test_only_what_is_to_come_is_shown(self):
        self.fipd.add_events(1, 2, 3)
        self.watch()
        self.fipd.add_events(4, 5)
        self.assertEqual(self.numbers(2), [4, 5])

    def test_what_came_after_a_number_is_shown_first(self):
        self.fipd.add_events(1, 2, 3)
        self.watch("--after", "1")
        self.fipd.add_events(4)
        self.assertEqual(self.numbers(3), [2, 3, 4])

    def test_a_line_tells_date_kind_sentence_and_id(self):
        self.watch()
        self.fipd.add_events(1)
        self.assertEqual(self.lines.get(timeout=LIMIT_S),
            "#1 2026-11-22T18:40:01.123Z minor peerLost: "
            "peer 192.0.2.2 silent 10.0 s on eth0 [FIP-107]")

    def test_json_is_one_record_a_line(self):
        self.watch("--json")
        self.fipd.add_events(1)
        self.assertEqual(json.loads(self.lines.get(timeout=LIMIT_S)),
            self.fipd.events[0])

    def test_a_restart_of_fipd_loses_and_repeats_none(self):
        self.watch()
        self.fipd.add_events(1, 2)
        self.assertEqual(self.numbers(2), [1, 2])
        self.fipd.close()
        self.fipd.add_events(3, 4)
        self.fipd.start()
        self.await_subscription()
        self.fipd.add_events(5)
        self.assertEqual(self.numbers(3), [3, 4, 5])
        self.assertIn("lost", self.complaints.get(timeout=LIMIT_S))
        self.assertIn("connected again", self.complaints.get(timeout=LIMIT_S))

    def test_repeated_events_are_shown_once(self):
        self.watch()
        self.fipd.add_events(1, 1, 2, 1, 2, 3)
        self.assertEqual(self.numbers(3), [1, 2, 3])

    def test_events_that_are_no_longer_kept_are_counted(self):
        self.watch("--after", "1")
        self.fipd.add_events(10)
        self.assertEqual(self.numbers(1), [10])
        self.assertIn("8 events before #10", self.complaints.get(timeout=LIMIT_S))

    def test_a_journal_that_begins_anew_is_shown_from_its_begin(self):
        self.fipd.add_events(500)
        self.watch()
        self.fipd.close()
        self.fipd.events.clear()
        self.fipd.add_events(1, 2)
        self.fipd.start()
        self.assertEqual(self.numbers(2), [1, 2])

    def test_an_interrupt_ends_it(self):
        self.watch()
        self.running.send_signal(signal.SIGINT)
        self.assertEqual(self.running.wait(LIMIT_S), -signal.SIGINT)
