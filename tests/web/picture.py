"""picture.py FILE - make the picture of the status page that the README shows.

With pngquant and optipng, if they are here, it takes a quarter of the space.
"""

import shutil
import subprocess
import sys

from browser import Browser
from played_web import PlayedWeb


def shrink(path):
    for command in (["pngquant", "--force", "--strip", "--output", path, "64", path],
            ["optipng", "-quiet", "-o5", path]):
        if shutil.which(command[0]):
            subprocess.run(command, check=True)


def draw(path, address):
    with Browser() as browser:
        browser.set_width(1100)
        browser.command("Emulation.setTimezoneOverride", timezoneId="Asia/Tokyo")
        browser.open(address)
        browser.wait(lambda: browser.run("return document.title") == "ACTIVE n1", "it is drawn")
        browser.screenshot(path)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    web = PlayedWeb()
    web.status["page"]["refresh_ms"] = 10000
    try:
        draw(sys.argv[1], web.url())
    finally:
        web.stop()
    shrink(sys.argv[1])


main()
