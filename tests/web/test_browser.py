"""The browser of the other tests: driven wherever it runs, and gone without a trace."""

import glob
import os
import unittest

from selenium.common.exceptions import WebDriverException

from browser import Browser
from played_web import PlayedWeb


def processes_of(folder):
    """Return the ids of the processes that were started with a folder."""
    found = []
    for path in glob.glob("/proc/[0-9]*/cmdline"):
        try:
            with open(path, errors="replace") as file:
                if folder in file.read():
                    found.append(int(path.split("/")[2]))
        except OSError:
            pass  # it has just ended
    return found


class BrowserTest(unittest.TestCase):
    def setUp(self):
        self.web = PlayedWeb()
        self.addCleanup(self.web.stop)

    def test_it_is_driven_in_another_network_namespace(self):
        with Browser(inside=("unshare", "--net")) as inside:
            with self.assertRaisesRegex(WebDriverException, "ERR_"):
                inside.open(self.web.url())
        self.assertEqual(self.web.answers, 0)

    def test_nothing_of_it_is_left(self):
        with Browser() as browser:
            browser.open(self.web.url())
            self.assertTrue(processes_of(browser.folder))
        browser.wait(lambda: not processes_of(browser.folder), "its processes have ended")
        self.assertFalse(os.path.exists(browser.folder))

    def test_a_screenshot_holds_the_whole_page(self):
        with Browser() as browser:
            browser.set_width(1100)
            browser.open(self.web.url())
            browser.wait(lambda: browser.run(
                "return !document.querySelector('main').hidden"), "the page is drawn")
            path = os.path.join(browser.folder, "page.png")
            browser.screenshot(path)
            height = browser.run("return document.documentElement.scrollHeight")
            with open(path, "rb") as file:
                head = file.read(24)
        self.assertEqual(head[:4], b"\x89PNG")
        self.assertEqual(int.from_bytes(head[16:20], "big"), 1100)
        self.assertEqual(int.from_bytes(head[20:24], "big"), height)


if __name__ == "__main__":
    unittest.main()
