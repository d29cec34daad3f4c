"""What every test of fipctl page needs: the command, the address that it prints, and requests."""

import http.client
import json
import re
import subprocess

from case import LIMIT_S, Case, environment

ADDRESS = re.compile(r"http://(127\.0\.0\.1:(\d+))/([0-9a-f]{32})/\n")


class Visitor:
    """Asks as a browser does, with the cookie that it was given."""

    def __init__(self, page):
        self.page = page
        self.cookie = None

    def ask(self, name="", method="GET", body=None, token=None, **headers):
        """Ask once; a head of None is left out."""
        connection = http.client.HTTPConnection("127.0.0.1", self.page.port, timeout=LIMIT_S)
        head = {"Host": self.page.host, "Cookie": self.cookie, **headers}
        if method != "GET":
            head = {"Origin": f"http://{self.page.host}", **head}
        try:
            connection.putrequest(method, f"/{token or self.page.token}/{name}", skip_host=True)
            text = b"" if body is None else json.dumps(body).encode()
            for key, value in {**head, "Content-Length": str(len(text))}.items():
                if value is not None:
                    connection.putheader(key, value)
            connection.endheaders(text)
            answer = connection.getresponse()
            answer.text = answer.read().decode()
        finally:
            connection.close()
        given = answer.headers["Set-Cookie"]
        self.cookie = given.split(";")[0] if given else self.cookie
        return answer

    def post(self, name, *settings, **headers):
        """Post settings, (name, value) each; return the status of HTTP and the answer."""
        body = {"set": [{"name": name, "value": value} for name, value in settings]}
        answer = self.ask(name, "POST", body, **headers)
        return answer.status, json.loads(answer.text) if answer.status == 200 else answer.text


class Page:
    """fipctl page from its start to end()."""

    def __init__(self, command):
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True, env=environment())
        first = self.process.stdout.readline()
        found = ADDRESS.fullmatch(first)
        if not found:
            raise AssertionError(first + self.end())
        self.advice = "".join(self.process.stdout.readline() for _ in range(3))
        self.address = first.strip()
        self.host, self.token = found[1], found[3]
        self.port = int(found[2])

    def end(self):
        """Let it end, and return what it still said."""
        self.process.terminate()
        return self.process.communicate(timeout=LIMIT_S)[0]


class PageCase(Case):
    def begin(self, *words):
        page = Page(self.command("page", *words))
        self.addCleanup(page.end)
        return page

    def enter(self, page):
        """Open the page as the first browser."""
        visitor = Visitor(page)
        self.assertEqual(visitor.ask().status, 200)
        return visitor
