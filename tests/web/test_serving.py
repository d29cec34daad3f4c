"""The proxy auto-configuration script: names, headers, who gets it, who counts it."""

import re

from web_case import FIP, WebCase, ask, ask_fip, is_open, raw_status

TYPE = "application/x-ns-proxy-autoconfig"


class Scripts(WebCase):
    def test_it_has_three_names(self):
        for name in ("/wpad.dat", "/proxy.pac", "/wpad.da", "/wpad.dat?Type=WMT"):
            answer = ask_fip(name)
            self.assertEqual(answer.status, 200)
            self.assertEqual(answer.headers["Content-Type"], TYPE)
            self.assertIn(b"FindProxyForURL", answer.body)

    def test_head_is_get_without_the_body(self):
        answer, head = ask_fip(), ask_fip(method="HEAD")
        self.assertEqual((head.status, head.body), (200, b""))
        for name in ("Content-Type", "Content-Length", "ETag", "Cache-Control"):
            self.assertEqual(head.headers[name], answer.headers[name])
        self.assertEqual(int(head.headers["Content-Length"]), len(answer.body))

    def test_it_is_kept_shortly_and_by_the_client_alone(self):
        self.assertEqual(ask_fip().headers["Cache-Control"], "private, max-age=60")

    def test_the_host_is_passed_over(self):
        for host in ("wpad", "wpad.example.", "192.0.2.9:8080", "", "no host/"):
            self.assertEqual(ask_fip(Host=host).status, 200)
        self.assertEqual(raw_status(b"GET /wpad.dat HTTP/1.0\r\n\r\n", address=FIP, port=80),
            [200])
        self.assertEqual(raw_status(b"GET http://x.example/wpad.dat HTTP/1.1\r\n"
            b"Connection: close\r\n\r\n", address=FIP, port=80), [200])

    def test_who_has_it_already_is_told_so(self):
        tag = ask_fip().headers["ETag"]
        answer = ask_fip(If_None_Match=f'"other", {tag}')
        self.assertEqual((answer.status, answer.body), (304, b""))
        self.assertEqual(answer.headers["ETag"], tag)
        self.assertEqual(ask_fip(If_None_Match='"other"').status, 200)

    def test_a_change_of_the_state_has_another_tag(self):
        tag = ask_fip().headers["ETag"]
        self.change("pac", proxy_port=3128)
        self.wait_until(lambda: ask_fip().headers["ETag"] != tag)
        self.assertIn(b"192.0.2.1:3128", ask_fip().body)

    def test_the_source_address_decides(self):
        even, odd = ask_fip(source="127.0.0.10"), ask_fip(source="127.0.0.11")
        self.assertNotEqual(even.body, odd.body)
        self.assertEqual(even.body, ask_fip(source="127.0.0.12").body)

    def test_only_listed_clients_get_it(self):
        self.change("pac", client_networks=["10.0.0.0/8", "127.0.0.10/32"])
        self.wait_until(lambda: ask_fip().status == 403)
        self.assertEqual(ask_fip(source="127.0.0.10").status, 200)
        self.assertEqual(ask_fip("/proxy.pac", method="HEAD").status, 403)
        self.assertEqual(ask("/wpad.dat").status, 403)
        self.assertEqual(ask_fip("/active").status, 200)

    def test_it_is_where_the_page_is_too(self):
        self.assertEqual(ask("/wpad.dat").body, ask_fip().body)
        self.change("pac", enabled=False)
        self.wait_until(lambda: ask("/wpad.dat").status == 404)

    def test_the_fips_show_nothing_of_the_node(self):
        for path in ("/", "/api/v1/status", "/metrics", "/page.css"):
            self.assertEqual(ask_fip(path).status, 404)

    def test_fipd_is_told_how_many_were_served(self):
        tag = ask_fip().headers["ETag"]
        for _ in range(3):
            ask_fip(If_None_Match=tag)
        ask_fip(method="HEAD")
        ask_fip("/active")
        self.fipd.wait_for(lambda: self.served() == 4)
        self.assertEqual(self.sample("fipd_web_scripts_total"), 4)

    def test_who_fetched_it_is_written_only_where_that_is_asked_for(self):
        ask_fip(source="127.0.0.11")
        self.stop()
        self.assertNotIn("script to", self.logged())
        self.start("--log-scripts")
        self.wait_until(lambda: is_open(FIP, 80))
        answer = ask_fip(source="127.0.0.11")
        ask_fip(source="127.0.0.12", If_None_Match=ask_fip("/proxy.pac").headers["ETag"])
        ask_fip(source="127.0.0.13", method="HEAD")
        ask_fip("/active", source="127.0.0.14")
        first = answer.body.decode().partition("\n")[0]
        self.assertIn(f"fipd-web: script to 127.0.0.11: {first}\n", self.logged())
        self.assertEqual(["127.0.0.11", "127.0.0.1", "127.0.0.12"],
            re.findall(r"script to ([0-9.]+): ", self.logged()))

    def served(self):
        return sum(request["requests"] for request in self.fipd.requests
            if request["op"] == "served")

    def test_what_was_served_without_fipd_is_told_later(self):
        self.lose_fipd()
        self.wait_until(lambda: "no fipd" in self.logged())
        ask_fip()
        self.play_fipd()
        self.fipd.wait_for(lambda: self.served() == 1)
