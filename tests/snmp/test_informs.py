"""fipd-agentx's own informs: whatever happens to a receiver, each event comes, in order."""

import os
import socket
import time

import ber
from lab import PORT, TRAP_PORT, Lab, wait_until

DOWN_S = float(os.environ.get("FIPD_DOWN_S", "60"))
EVENTS = 100
LIMIT_S = 10  # of a GET; snmpd's own informs froze it for 12 s
USER = 'createUser fipdnms SHA-256 "{password}" AES "privpass1"\nauthUser log fipdnms priv\n'
LINE = ("-v 3 -u fipdnms -l authPriv -a SHA-256 -A {password} -x AES -X privpass1 "
    "127.0.0.1:{port}\n")
ENGINE = "0x80001f880466697064"
KNOWN = "exactEngineID {engine}\noldEngineID {engine}\nengineBoots {boots}\n"
UPTIME = (1, 3, 6, 1, 2, 1, 1, 3, 0)


class InformsTest(Lab):
    """The sink of snmpd itself is at another port, where nobody listens."""

    def write_informs(self, text):
        with open(self.path("informs.conf"), "w") as file:
            file.write(text)

    def start_with(self, text=LINE.format(password="authpass1", port=TRAP_PORT + 1)):
        self.write_informs(text)
        self.start_all()

    def start_receiver(self, conf=USER.format(password="authpass1"), name="receiver",
            port=TRAP_PORT + 1):
        with open(self.path(name + ".conf"), "w") as file:
            file.write(conf)
        folder = self.path(name + ".state")
        self.start(name, ["env", f"SNMP_PERSISTENT_DIR={folder}", "snmptrapd", "-f", "-Lo", "-n", "-On",
            "-Oe", "-C", "-c", self.path(name + ".conf"), "-p", self.path(name + ".pid"), "-F",
            "TRAP\\t%v\\n", f"udp:127.0.0.1:{port}"])
        wait_until(lambda: f":{port:04X} " in open("/proc/net/udp").read(), name)

    def add_events(self, count):
        for _ in range(count):
            self.core.add_event()

    def informed(self, name="receiver"):
        """Return the numbers in the order in which they came first."""
        return list(dict.fromkeys(self.trapped(name)))

    def assert_informed(self, last, name="receiver", first=1):
        wait_until(lambda: last in self.informed(name), f"event {last} is informed")
        self.assertEqual(list(range(first, last + 1)), self.informed(name))

    def tell_repeats(self, name="receiver"):
        numbers = self.trapped(name)
        print(f"{len(set(numbers))} events, {len(numbers) - len(set(numbers))} repeats ",
            end="", flush=True)

    def ask_while(self, since, span_s, events):
        """Let events happen, evenly over a span, and ask snmpd all the time."""
        self.manager.socket.settimeout(LIMIT_S)
        asked = told = 0
        while told < events or time.monotonic() - since < span_s:
            while told < events and time.monotonic() - since >= told * span_s / events:
                self.core.add_event()
                told += 1
            self.assertEqual(1, len(self.manager.get(UPTIME)))
            asked += 1
            time.sleep(0.02)
        print(f"{asked} GETs, ", end="", flush=True)

    def test_a_receiver_that_is_down_from_the_start_gets_all_in_order_and_snmpd_answers(self):
        self.start_with()
        self.ask_while(time.monotonic(), DOWN_S, EVENTS)
        self.assertEqual(EVENTS, self.read("fipdNotificationsQueued"))
        self.start_receiver()
        self.assert_informed(EVENTS)
        self.tell_repeats()
        self.wait_value("fipdNotificationsQueued", 0)
        self.assertEqual(0, self.read("fipdNotificationsDropped"))

    def test_a_receiver_that_dies_and_returns_with_another_engine_id_gets_all(self):
        self.start_with()
        self.start_receiver()
        self.add_events(3)
        self.assert_informed(3)
        self.kill("receiver")
        self.add_events(3)
        wait_until(lambda: "does not confirm" in self.log("agent"), "that it does not confirm")
        self.start_receiver(name="second")
        self.assert_informed(6, "second", first=4)
        wait_until(lambda: "confirms again" in self.log("agent"), "that it confirms again")
        self.assertEqual(1, self.log("agent").count("does not confirm"))

    def test_a_receiver_that_is_restarted_with_its_engine_id_gets_all(self):
        self.start_with()
        self.start_known(1)
        self.add_events(3)
        self.assert_informed(3)
        self.kill("receiver")
        self.start_known(2)
        self.add_events(3)
        self.assert_informed(6)
        self.assert_confirmed_at_once()

    def start_known(self, boots):
        """A receiver that keeps its engine ID and counts its starts."""
        self.start_receiver(KNOWN.format(engine=ENGINE, boots=boots)
            + USER.format(password="authpass1"))

    def assert_confirmed_at_once(self):
        """Nothing was repeated, and nobody was told of a receiver that does not confirm."""
        self.wait_value("fipdNotificationsQueued", 0)
        self.assertEqual([1, 2, 3, 4, 5, 6], self.trapped("receiver"))
        self.assertNotIn("does not confirm", self.log("agent"))

    def test_a_receiver_whose_engine_id_is_given_tells_its_time_and_confirms_at_once(self):
        self.start_known(1)
        self.start_with(f"-e {ENGINE} " + LINE.format(password="authpass1", port=TRAP_PORT + 1))
        self.add_events(6)
        self.assert_informed(6)
        self.assert_confirmed_at_once()

    def test_one_receiver_that_is_down_keeps_nobody_else_waiting(self):
        line = LINE.format(password="authpass1", port=TRAP_PORT + 1)
        self.start_trapd()
        self.start_with(line + f"-v 2c -c public 127.0.0.1:{TRAP_PORT + 2}\n")
        self.start_receiver("disableAuthorization yes\n", "second", TRAP_PORT + 2)
        self.add_events(80)
        self.assert_informed(80, "second")
        self.assert_informed(80, "trapd")
        self.assertEqual(80, self.read("fipdNotificationsQueued"))
        self.start_receiver()
        self.assert_informed(80)

    def test_informs_that_are_never_confirmed_come_again_and_nothing_overtakes_them(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mute:
            mute.bind(("127.0.0.1", TRAP_PORT + 1))
            mute.settimeout(30)
            self.start_with(f"-v 2c -c public -t 1 -r 0 127.0.0.1:{TRAP_PORT + 1}\n")
            self.add_events(70)
            came = [mute.recv(65536) for _ in range(3)]
            wait_until(lambda: self.core.cursor == 70, "snmpd has all")
        self.assertTrue(all(b"event 1" in each and b"event 2" not in each for each in came))
        self.assertIn(70, self.manager.get(self.oid("fipdNotificationsQueued"))[0][1])

    def test_a_wrong_password_is_told_and_what_it_kept_back_follows_when_it_is_mended(self):
        self.start_with(LINE.format(password="wrongpass1", port=TRAP_PORT + 1))
        self.start_receiver()
        self.add_events(2)
        wait_until(lambda: "wrong authentication password" in self.log("agent"), "the cause")
        self.assertNotIn("wrongpass1", self.log("agent"))
        self.kill("agent")
        self.write_informs(LINE.format(password="authpass1", port=TRAP_PORT + 1))
        self.start_agent()
        self.assert_informed(2)

    def test_what_was_confirmed_is_not_sent_again_by_an_agent_that_is_restarted(self):
        self.start_with()
        self.start_receiver()
        self.add_events(3)
        self.assert_informed(3)
        wait_until(lambda: sorted(self.core.cursors.values()) == [3, 3], "both cursors")
        self.kill("agent")
        self.add_events(3)
        self.start_agent()
        self.assert_informed(6)
        self.assertEqual([1, 2, 3, 4, 5, 6], self.trapped("receiver"))

    def test_informs_need_no_snmpd(self):
        self.write_informs(LINE.format(password="authpass1", port=TRAP_PORT + 1))
        self.start_receiver()
        self.start_agent()
        self.add_events(3)
        self.assert_informed(3)

    def test_a_new_receiver_begins_where_snmpd_is(self):
        self.add_events(5)
        self.core.cursor = 5
        self.start_with()
        self.start_receiver()
        self.add_events(2)
        self.assert_informed(7, first=6)

    def test_a_receiver_that_is_back_after_a_day_gets_what_is_kept_and_the_rest_is_counted(self):
        self.start_with()
        self.start_receiver()
        self.add_events(1)
        self.assert_informed(1)
        self.kill("receiver")
        self.kill("agent")
        self.add_events(200)
        self.core.oldest = 102
        self.core.cursor = 201
        self.start_agent()
        self.start_receiver()
        wait_until(lambda: 201 in self.informed(), "the last event")
        self.assertEqual([1, *range(102, 202)], self.informed())
        self.assertEqual(100, self.read("fipdNotificationsDropped"))

    def ask_again(self, number):
        """SET fipdNotificationResendFrom; return the error."""
        return self.manager.set((self.oid("fipdNotificationResendFrom"),
            (ber.UNSIGNED, number)))[0]

    def test_what_the_operations_center_asks_for_comes_again_from_that_number_on(self):
        self.start_trapd()
        self.start_with()
        self.start_receiver()
        self.add_events(70)
        for name in ("trapd", "receiver"):
            self.assert_informed(70, name)
        self.wait_value("fipdNotificationsQueued", 0)
        self.assertEqual("noError", self.ask_again(3))
        for name in ("trapd", "receiver"):
            wait_until(lambda: len(self.trapped(name)) == 138, f"all again at {name}")
            self.assertEqual([*range(1, 71), *range(3, 71)], self.trapped(name))
        self.assertEqual(0, self.read("fipdNotificationResendFrom"))
        wait_until(lambda: sorted(self.core.cursors.values()) == [70, 70], "both cursors")

    def test_what_is_to_come_again_survives_an_agent_that_is_killed(self):
        self.start_with()
        self.start_receiver()
        self.add_events(5)
        self.assert_informed(5)
        self.wait_value("fipdNotificationsQueued", 0)
        self.kill("receiver")
        self.assertEqual("noError", self.ask_again(4))
        wait_until(lambda: 3 in self.core.cursors.values(), "a cursor that went back")
        self.kill("agent")
        self.start_receiver(name="second")
        self.start_agent()
        self.assert_informed(5, "second", first=4)

    def test_events_that_are_not_there_cannot_be_asked_for(self):
        self.start_trapd()
        self.start_with("")
        self.add_events(5)
        self.wait_trapped(5)
        self.core.oldest = 4
        self.core.tell()
        self.assertEqual("inconsistentValue", self.ask_again(6))
        self.wait_value("fipdRefusalText", b"the newest event is number 5")
        self.assertEqual("noError", self.ask_again(0))
        self.assertEqual("noError", self.ask_again(1))
        self.wait_trapped(7)
        self.assertEqual([1, 2, 3, 4, 5, 4, 5], self.trapped())
        self.assertEqual(0, self.read("fipdNotificationsDropped"))

    def test_after_a_cut_snmpd_gets_again_what_it_got_meanwhile_if_that_is_wished(self):
        self.start_trapd()
        self.core.settings["resend_after_cut"] = "on"
        self.start_with("")
        self.add_events(2)
        self.core.peer = "communicationError"
        self.add_events(2)
        self.wait_trapped(4)
        self.core.peer = "up"
        wait_until(lambda: self.core.tell() or self.trapped()[4:][-2:] == [3, 4],
            "the events of the cut again")
        self.core.settings["resend_after_cut"] = "off"
        count = len(self.trapped())
        for self.core.peer in ("communicationError", "up"):
            self.add_events(1)
        self.wait_trapped(count + 2)
        self.assertEqual([5, 6], self.trapped()[count:])

    def test_a_line_that_is_wrong_is_told_by_its_place_and_the_others_are_served(self):
        self.start_receiver()
        self.start_with("# receivers\n"
            "-v 3 -u fipdnms -l authPriv -a SHA-256 -A short 127.0.0.1\n"
            "-v 2c -c public nms.example.com\n"
            "-v 1 -c public 127.0.0.1\n"
            "-v 2c -c public 127.0.0.1:99999\n"
            "-v 2c -c public 127.0.0.1 more\n"
            + LINE.format(password="'authpass1'", port=TRAP_PORT + 1))
        self.add_events(1)
        self.assert_informed(1)
        log = self.log("agent")
        for number, words in ((2, "it is not understood"), (3, "names are not looked up"),
                (4, "SNMPv1 has no informs"), (5, "named by its address"),
                (6, "the last word of the line")):
            self.assertRegex(log, rf"informs.conf:{number}: [^\n]*{words}")
