"""fipctl page: who comes in, what of fipd is asked for him, and when it ends."""

import contextlib
import signal
import socket
import time

from fake_fipd import SILENCE
from page_case import LIMIT_S, PageCase, Visitor


class Gate(PageCase):
    def setUp(self):
        super().setUp()
        self.page = self.begin()

    def test_the_first_browser_comes_in_and_stays(self):
        first = self.enter(self.page)
        self.assertEqual([200] * 4, [first.ask(name).status for name in
            ("", "?lang=ja", "screens.js", "status")])

    def test_a_second_one_does_not_whatever_it_asks_for(self):
        self.enter(self.page)
        second = Visitor(self.page)
        self.assertEqual([403] * 3, [second.ask(name).status for name in
            ("", "screens.js", "status")])
        self.assertEqual(403, second.post("change", ("count", "4"))[0])
        second.cookie = "fipctl-page=" + self.page.token
        self.assertEqual(403, second.ask("status").status)
        self.assertNotIn("prepare", self.fipd.ops())

    def test_nobody_begins_behind_the_page(self):
        visitor = Visitor(self.page)
        self.assertEqual([403] * 2, [visitor.ask(name).status for name in
            ("screens.js", "status")])
        self.assertEqual(403, visitor.post("change", ("count", "4"))[0])
        self.enter(self.page)

    def test_a_wrong_token_finds_nothing_and_takes_no_place(self):
        for token in ("0" * 32, self.page.token[:-1], self.page.token[:-1] + "g",
                self.page.token + "0", self.page.token.upper() + "x"):
            self.assertEqual(404, Visitor(self.page).ask(token=token).status)
        first = self.enter(self.page)
        self.assertEqual(404, first.ask("status", token="0" * 32).status)

    def test_a_forged_host_is_refused(self):
        for host in ("rebound.example", f"rebound.example:{self.page.port}", "localhost",
                f"localhost:{self.page.port}", "127.0.0.1", f"127.0.0.2:{self.page.port}",
                self.page.host + ".example", "", None):
            self.assertEqual(421, Visitor(self.page).ask(Host=host).status, host)
        first = self.enter(self.page)
        self.assertEqual(421, first.ask("status", Host="rebound.example").status)

    def test_other_origins_are_refused(self):
        first = self.enter(self.page)
        for origin in ("http://evil.example", "http://127.0.0.1", "null", "",
                f"https://{self.page.host}", f"http://{self.page.host}.example",
                f"http://127.0.0.1:{self.page.port - 1}"):
            self.assertEqual(403, first.ask("status", Origin=origin).status, origin)
            self.assertEqual(403, first.post("change", ("count", "4"), Origin=origin)[0])
        self.assertEqual(403, first.post("change", ("count", "4"), Origin=None)[0])
        self.assertNotIn("prepare", self.fipd.ops())

    def test_nothing_but_get_and_post_is_answered(self):
        first = self.enter(self.page)
        for method in ("HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE"):
            self.assertEqual(405, first.ask("status", method).status)
        self.assertEqual(404, first.post("status")[0])
        self.assertEqual([404] * 4, [first.ask(name).status for name in
            ("change", "../etc/passwd", "script.js", "x" * 2000)])

    def test_nothing_is_kept_framed_or_told_to_others(self):
        visitor = Visitor(self.page)
        for name in ("", "screens.js", "status", "nothing"):
            headers = visitor.ask(name).headers
            self.assertEqual(headers["Cache-Control"], "no-store")
            self.assertEqual(headers["Referrer-Policy"], "no-referrer")
            self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
            for rule in ("default-src 'none'", "frame-ancestors 'none'", "form-action 'none'"):
                self.assertIn(rule, headers["Content-Security-Policy"])
            self.assertIsNone(headers["Access-Control-Allow-Origin"])

    def test_the_cookie_is_for_this_page_alone(self):
        cookie = Visitor(self.page).ask().headers["Set-Cookie"]
        self.assertRegex(cookie, r"^fipctl-page=[0-9a-f]{32}; "
            rf"Path=/{self.page.token}/; HttpOnly; SameSite=Strict$")
        self.assertNotIn(self.page.token, cookie.partition(";")[0])

    def test_what_is_no_request_harms_nobody(self):
        first = self.enter(self.page)
        start = f"GET /{self.page.token}/ HTTP/1.1\r\nHost: {self.page.host}\r\n".encode()
        for wrong in (b"\0" * 4000, b"GET\r\n\r\n", b"GET / HTTP/9\r\n\r\n",
                start + b"X: " + b"x" * 100000 + b"\r\n\r\n",
                start + b"Cookie: fipctl-page=\r\n\r\n",
                start.replace(b"GET", b"POST") + b"Content-Length: 99999999\r\n\r\n"):
            with socket.create_connection(("127.0.0.1", self.page.port), LIMIT_S) as connection:
                try:
                    connection.sendall(wrong)
                    with contextlib.suppress(OSError):  # the page has hung up already
                        connection.shutdown(socket.SHUT_WR)
                    self.assertNotIn(b" 200 ", connection.recv(65536))
                except ConnectionError:
                    pass  # that is an answer, too
            self.assertEqual(200, first.ask("status").status)

    def test_it_listens_on_loopback_only(self):
        probe = socket.create_connection(("127.0.0.1", self.page.port))
        probe.close()
        with open(f"/proc/{self.page.process.pid}/net/tcp") as table:
            places = [line.split()[1] for line in table if line.split()[3] == "0A"]
        port = f"{self.page.port:04X}"
        self.assertEqual([f"0100007F:{port}"],
            [place for place in places if place.endswith(":" + port)])


class Errands(PageCase):
    def setUp(self):
        super().setUp()
        self.visitor = self.enter(self.begin())
        self.before = len(self.fipd.ops())

    def ops(self):
        return self.fipd.ops()[self.before:]

    def test_the_status_is_fipds_own(self):
        self.fipd.status["settings"]["count"] = 9
        self.assertIn('"count":9', self.visitor.ask("status").text)
        self.assertEqual(["status"], self.ops())

    def test_a_check_changes_nothing(self):
        self.assertTrue(self.visitor.post("check", ("count", "4"))[1]["ok"])
        self.assertEqual(["prepare"], self.ops())
        self.assertEqual([{"name": "count", "value": "4"}], self.fipd.requests[-1]["set"])

    def test_a_change_is_the_transaction_of_set(self):
        self.visitor.post("change", ("count", "4"), ("interval", "500 ms"))
        self.assertEqual(["prepare", "commit", "free"], self.ops())
        self.assertEqual([{"name": "count", "value": "4"},
            {"name": "interval", "value": "500 ms"}], self.fipd.requests[-3]["set"])

    def test_a_refusal_is_fipds_own(self):
        refusal = {"ok": False, "error": "wrongValue", "index": 0, "text": "count: no"}
        self.fipd.handlers["prepare"] = lambda request: dict(refusal)
        for name in ("check", "change"):
            _, answer = self.visitor.post(name, ("count", "0"))
            self.assertEqual(refusal, {key: answer[key] for key in refusal})
        self.assertEqual(["prepare", "prepare"], self.ops())

    def test_only_settings_go_to_fipd_and_what_is_none_goes_as_none(self):
        self.visitor.ask("change", "POST", {"set": [], "action": "switchover"})
        self.visitor.ask("check", "POST", ["set"])
        self.visitor.ask("check", "POST")
        asked = [request for request in self.fipd.requests if request["op"] == "prepare"]
        self.assertEqual([[], None, None], [request["set"] for request in asked])
        self.assertNotIn("action", asked[0])

    def test_without_fipd_it_says_so_and_goes_on(self):
        self.fipd.close()
        _, answer = self.visitor.post("change", ("count", "4"))
        self.assertEqual((False, "noAnswer"), (answer["ok"], answer["error"]))
        self.assertIn("fipd does not run", answer["text"])
        self.fipd.start()
        self.assertTrue(self.visitor.post("change", ("count", "4"))[1]["ok"])


class Late(PageCase):
    def test_an_unanswered_commit_is_not_called_a_failure(self):
        visitor = self.enter(self.begin("--timeout", "2"))
        self.fipd.handlers["commit"] = lambda request: SILENCE
        _, answer = visitor.post("change", ("count", "4"))
        self.assertEqual((False, "unsure"), (answer["ok"], answer["error"]))
        self.fipd.handlers["prepare"] = lambda request: SILENCE
        self.assertEqual("noAnswer", visitor.post("change", ("count", "4"))[1]["error"])

    def test_what_was_committed_is_in_force_though_nobody_answers_any_more(self):
        visitor = self.enter(self.begin("--timeout", "2"))
        self.fipd.handlers["free"] = lambda request: SILENCE
        self.assertTrue(visitor.post("change", ("count", "4"))[1]["ok"])


class Ends(PageCase):
    def test_it_ends_with_the_command(self):
        page = self.begin()
        visitor = self.enter(page)
        page.process.send_signal(signal.SIGINT)
        page.process.wait(LIMIT_S)
        with self.assertRaises(ConnectionRefusedError):
            visitor.ask("status")

    def test_it_ends_when_it_is_not_used(self):
        page = self.begin("--within", "1")
        self.assertIn("nobody used it for 1 s", page.process.communicate(timeout=LIMIT_S)[0])
        self.assertEqual(0, page.process.returncode)

    def test_who_is_refused_does_not_use_it(self):
        page = self.begin("--within", "1")
        end = time.monotonic() + LIMIT_S
        while page.process.poll() is None:
            self.assertLess(time.monotonic(), end, "it goes on")
            try:
                Visitor(page).ask(token="0" * 32)
            except ConnectionError:
                pass  # it has just ended
        self.assertEqual(0, page.process.returncode)

    def test_how_long_is_told_and_bounded(self):
        page = self.begin("--within", "77")
        self.assertIn("77 s without use", page.advice)
        for wrong in ("0", "86401"):
            self.assertIn("1 to 86400 seconds",
                self.complained("page", "--within", wrong, ends=64))

    def test_another_one_has_other_secrets(self):
        self.assertNotEqual(self.begin().token, self.begin().token)

    def test_behind_ssh_the_address_is_the_same(self):
        page = self.begin()
        self.assertIn(f"ssh -L {page.port}:127.0.0.1:{page.port} HOST", page.advice)

    def test_without_fipd_there_is_no_page(self):
        self.fipd.close()
        self.assertIn("fipd does not run", self.complained("page", ends=69))
        self.fipd.start()
