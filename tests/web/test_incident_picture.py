"""The drawing of the last move on the status page, in Chromium; its data from a played fipd-web."""

import datetime
import unittest

import test_page
from browser import Browser
from example import make_event
from test_page import CONTRASTS

MOVED = datetime.datetime(2026, 11, 22, 18, 40, 1, tzinfo=datetime.timezone.utc)
SILENCE_S = 10  # the detection time of the example
# From SVG coordinates to the seconds that the axis shows.
LEFT, WIDTH, AROUND_S = 110, 960, 17


def setUpModule():
    test_page.browser = Browser()
    unittest.addModuleCleanup(test_page.browser.close)


def at(seconds):
    date = MOVED + datetime.timedelta(seconds=seconds)
    return date.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def told(sequence, kind, seconds, before, after, peer, **more):
    return {**make_event(sequence, kind, "major", peer, "peerSilent", f"{kind} is told"),
        "date": at(seconds), "from": before, "to": after, **more}


FAILOVER = told(3, "failover", 0, "standby", "active", "unknown",
    silence_us=SILENCE_S * 1000000, limit_us=SILENCE_S * 1000000)
STORY = [
    told(1, "linkUp", -12, "standby", "standby", "active"),
    told(2, "peerLost", -0.5, "standby", "standby", "unknown"),
    FAILOVER,
    told(4, "peerRecovered", 8, "active", "active", "standby"),
    told(5, "linkUp", 3600, "active", "active", "standby"),
]


class Picture(test_page.PageCase):
    def bars(self, name):
        """Return from and to of each bar of a kind, in seconds of the axis."""
        found = test_page.browser.run("return [...document.querySelectorAll("
            "'#incident rect.' + arguments[0])].map(one => [+one.getAttribute('x'),"
            " +one.getAttribute('width'), +one.getAttribute('y')])", name)
        seconds = lambda x: (x - LEFT) / WIDTH * 2 * AROUND_S - AROUND_S
        return [(round(seconds(x), 2), round(seconds(x + width), 2), y) for x, width, y in found]

    def titles(self):
        return test_page.browser.run("return [...document.querySelectorAll("
            "'#incident .mark title')].map(one => one.textContent)")

    def test_the_last_move_is_drawn_as_the_events_tell_it(self):
        self.status["history"] = STORY
        self.open()
        own, peer = (self.bars(name) for name in ("active", "standby"))
        top = min(y for _, _, y in own)
        self.assertIn((0, AROUND_S, top), own)              # this node after the failover
        self.assertIn((-AROUND_S, 0, top), peer)            # and before
        self.assertEqual([(-AROUND_S, -0.5)], [bar[:2] for bar in own if bar[2] > top])
        self.assertIn((8, AROUND_S), [bar[:2] for bar in peer if bar[2] > top])
        self.assertEqual([(-SILENCE_S, 0)], [bar[:2] for bar in self.bars("silent")])
        # What was an hour later is another story.
        self.assertEqual(["linkUp is told", "peerLost is told", "failover is told",
            "peerRecovered is told"], self.titles())
        self.assertIn("failover is told", self.text("#incident-what"))
        self.assertEqual("failover is told", test_page.browser.run(
            "return document.querySelector('#incident svg').getAttribute('aria-label')"))

    def test_it_is_drawn_anew_when_the_next_move_comes_and_only_then(self):
        self.status["history"] = STORY
        self.open()
        test_page.browser.run("document.querySelector('#incident svg').dataset.kept = 'yes'")
        self.see_refresh()
        self.assertEqual("yes", test_page.browser.run(
            "return document.querySelector('#incident svg').dataset.kept"))
        self.status["history"] = [*STORY, told(6, "switchover", 7200, "active", "standby", "active")]
        self.see_text("#incident-what", "switchover is told")
        self.assertEqual(["switchover is told"], self.titles())

    def test_without_a_move_there_is_no_picture(self):
        for history in ([], [told(1, "started", 0, "initial", "active", "unknown")],
                [told(1, "linkUp", 0, "active", "active", "standby")],
                [{**FAILOVER, "date": "yesterday"}, {**FAILOVER, "date": None}]):
            with self.subTest(history=history):
                self.status["history"] = history
                self.open()
                self.assertFalse(test_page.browser.run("return incident.checkVisibility()"))

    def test_markup_in_an_event_is_text(self):
        self.status["history"] = [{**FAILOVER, "text": "<img src=x onerror=alert(1)>",
            "from": "<b>", "peer": "<i>"}]
        self.open()
        self.assertIn("<img src=x", self.titles()[0])
        self.assertEqual(0, test_page.browser.run(
            "return document.querySelectorAll('#incident img, #incident b, #incident i').length"))

    def test_it_is_told_in_japanese_and_fits_a_phone_dark_and_printed(self):
        self.status["history"] = STORY
        test_page.browser.set_media(prefers_color_scheme="dark")
        test_page.browser.set_width(320)
        self.open("?lang=ja")
        self.assertEqual("最後のF-IPの移動", self.text("#incident-title"))
        self.assertLessEqual(
            test_page.browser.run("return document.documentElement.scrollWidth"), 320)
        self.assertEqual([], [one for one in test_page.browser.run(CONTRASTS) if one[0] < 4.5])
        test_page.browser.set_media("print")
        self.addCleanup(test_page.browser.set_media)
        self.assertTrue(test_page.browser.run("return incident.checkVisibility()"))
