"""A played fipd-web: the files of web/page and a status that the test may change."""

import http.server
import json
import os
import threading

from example import make_status

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
PAGE = os.path.join(TOP, "web", "page")
# What the build makes for the page: words.js.
MADE = os.path.join(os.environ.get("FIPD_BUILD", os.path.join(TOP, "build", "dev")),
    "generated", "web")
TYPES = {".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
        "connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
REFRESH_MS = 300


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers as fipd-web does."""

    def do_GET(self):
        path = self.path.partition("?")[0]
        if path == "/api/v1/status":
            self.server.play.answer(self)
        elif path == "/" or os.path.splitext(path)[1] in TYPES:
            self.give_file(path.strip("/") or "index.html")
        else:
            self.give(404, "text/plain", b"no such page\n")

    def give_file(self, name):
        folder = MADE if name == "words.js" else PAGE
        try:
            with open(os.path.join(folder, os.path.basename(name)), "rb") as file:
                self.give(200, TYPES[os.path.splitext(name)[1]], file.read())
        except FileNotFoundError:
            self.give(404, "text/plain", b"no such page\n")

    def give(self, code, kind, body):
        self.send_response(code)
        for name, value in {**HEADERS, "Content-Type": kind,
                "Content-Length": len(body)}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, *_):
        pass  # the browser has gone away


class PlayedWeb:
    """Serves until stop(); code and body, if set, are given instead of the status."""

    def __init__(self, status=None):
        self.status = status or make_status()
        self.status["page"]["refresh_ms"] = REFRESH_MS
        self.code = 200
        self.body = None
        self.answers = 0
        self.silent = threading.Event()  # set: a question is not answered
        self.lock = threading.Lock()
        self.left = None  # answers until it is silent, if they are counted
        self.over = threading.Event()
        self.port = 0
        self.start()

    def start(self):
        self.over.clear()
        self.server = Server(("127.0.0.1", self.port), Handler)
        self.server.play = self
        self.port = self.server.server_port
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))
        self.thread.start()

    def stop(self):
        self.over.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def change_for_one_answer(self, change):
        """Change the status; after one more answer, which tells it, be silent."""
        with self.lock:
            change(self.status)
            self.left = 1

    def next_body(self):
        """Return what is to be answered, None if nothing is."""
        with self.lock:
            if self.silent.is_set() or self.left == 0:
                return None
            self.left = self.left and self.left - 1
            return self.body if self.body is not None else json.dumps(self.status).encode()

    def answer(self, handler):
        body = self.next_body()
        if body is None:
            self.over.wait()
            return
        handler.give(self.code, "application/json", body)
        self.answers += 1

    def url(self, more=""):
        return f"http://127.0.0.1:{self.port}/{more}"
