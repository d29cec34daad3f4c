"""browser - headless Chromium for tests: no network, a fresh profile, everything logged.

    with Browser() as browser:
        browser.open("http://127.0.0.1:8080/")

It is started with more arguments (a PAC URL, say) or inside a network namespace by
Browser("--proxy-pac-url=http://wpad/wpad.dat", inside=("ip", "netns", "exec", "pc")):
it is driven through a pipe, so that the test itself may be anywhere.
"""

import base64
import os
import shutil
import signal
import sys
import tempfile

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.wait import wait_until  # pylint: disable=wrong-import-position

CHROMIUM = "/usr/bin/chromium"
DRIVER = "/usr/bin/chromedriver"
LIMIT_S = 120

# Root needs --no-sandbox; the rest keeps Chromium from asking for hosts of its own.
ARGUMENTS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
    "--disable-quic", "--no-first-run", "--no-default-browser-check",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-default-apps", "--disable-extensions", "--metrics-recording-only",
    "--disable-features=OptimizationHints,MediaRouter,Translate", "--password-store=basic",
    "--hide-scrollbars", "--remote-debugging-pipe",
)


class Browser:
    """Chromium from the start to close()."""

    def __init__(self, *arguments, inside=(), languages="en-US,en"):
        self.folder = tempfile.mkdtemp(prefix="fipd-browser-")
        self.driver = None
        try:
            self.start(arguments, inside, languages)
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def start(self, arguments, inside, languages):
        options = Options()
        options.binary_location = self.write_starter(inside)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        proxy = any("--proxy" in argument for argument in arguments)
        for argument in (*ARGUMENTS, *([] if proxy else ["--no-proxy-server"]), *arguments,
                f"--accept-lang={languages}", f"--lang={languages.split(',')[0]}",
                f"--user-data-dir={self.folder}/profile"):
            options.add_argument(argument)
        self.driver = webdriver.Chrome(options=options, service=Service(DRIVER))
        self.driver.set_page_load_timeout(LIMIT_S)
        self.driver.set_script_timeout(LIMIT_S)

    def write_starter(self, inside):
        """Write the program that chromedriver starts: it tells its process id."""
        path = os.path.join(self.folder, "chromium")
        with open(path, "w") as file:
            print("#!/bin/sh", f"echo $$ >{self.folder}/pid",
                f"export HOME={self.folder} XDG_CONFIG_HOME={self.folder}/config",
                "unset http_proxy https_proxy all_proxy no_proxy",
                f'exec {" ".join(inside)} {CHROMIUM} "$@"', sep="\n", file=file)
        os.chmod(path, 0o755)
        return path

    def close(self):
        try:
            if self.driver is not None:
                self.driver.quit()
        finally:
            self.end_process()
            shutil.rmtree(self.folder, ignore_errors=True)

    def end_process(self):
        """A Chromium whose driver has died would stay: end it, if it still is ours."""
        try:
            with open(os.path.join(self.folder, "pid")) as file:
                process = int(file.read())
            with open(f"/proc/{process}/cmdline") as file:
                if self.folder in file.read():
                    os.kill(process, signal.SIGKILL)
        except (OSError, ValueError):
            pass  # it has ended, or never begun

    def open(self, url):
        self.driver.get(url)

    def run(self, script, *arguments):
        """Run the body of a function in the page; return what it returns."""
        return self.driver.execute_script(script, *arguments)

    def wait(self, condition, what, limit_s=LIMIT_S):
        return wait_until(condition, limit_s, what)

    def command(self, name, **parameters):
        """Give a command of the DevTools protocol."""
        return self.driver.execute_cdp_cmd(name, parameters)

    def set_width(self, width, height=800):
        self.command("Emulation.setDeviceMetricsOverride", width=width, height=height,
            deviceScaleFactor=1, mobile=width < 600)

    def set_media(self, media="", **features):
        """Emulate a medium ("print") and its features: prefers_color_scheme="dark"."""
        self.command("Emulation.setEmulatedMedia", media=media,
            features=[{"name": name.replace("_", "-"), "value": value}
                for name, value in features.items()])

    def read_log(self):
        """Return and forget what is in the console, violations of the CSP among it."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def screenshot(self, path):
        """Write the whole page as a PNG."""
        size = self.command("Page.getLayoutMetrics")["cssContentSize"]
        picture = self.command("Page.captureScreenshot", format="png",
            captureBeyondViewport=True, clip={**size, "x": 0, "y": 0, "scale": 1})
        with open(path, "wb") as file:
            file.write(base64.b64decode(picture["data"]))
