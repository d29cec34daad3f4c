"""demo - play one scene in a lab and tell it as it happens (see tests/demo).

Each step of a scene does one thing to the lab and names what must then be seen; `seen`
prints it with ok or NOT SEEN.  The program ends with a summary, and with 1 if anything was
not seen.
"""

import argparse
import contextlib
import os
import signal
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from lab.kept import write_scripts
from lab.lab import Lab
from lab.network import source_folder
from scene.active_active import ActiveActive
from scene.failover import Failover
from scene.narrator import Narrator


def tell_how_to_use(lab, scene):
    enter, down = write_scripts(lab)
    print(f"\nThe lab stays up.  A shell in a host ({', '.join(h.name for h in lab.hosts)}):")
    print(f"    {enter} n1")
    for title, commands in scene.EXAMPLES.items():
        print(f"{title}:")
        for command in commands:
            print(f"    {enter} {command}")
    print("Logs and files of each host:")
    print(f"    ls {lab.folder}/n1")
    print("Take it down:")
    print(f"    {down}")


def end_watchers(lab):
    for host, script in ((lab.oc, "_watch"), (lab.network, "beats-")):
        for process in host.processes:
            if script in process.name:
                process.kill()


def perform(scene, lab, narrator, keep):
    with contextlib.closing(scene):
        try:
            scene.run()
        except AssertionError as error:
            narrator.seen(False, str(error))
        narrator.tally()
    if keep:
        end_watchers(lab)
        tell_how_to_use(lab, scene)


def arguments():
    parser = argparse.ArgumentParser(prog="tests/demo",
        description="two real nodes fail over and back, in namespaces of this machine")
    parser.add_argument("--active-active", action="store_true",
        help="a proxy on each node, the script on the F-IP, a browser")
    parser.add_argument("--keep", action="store_true", help="leave the lab up")
    given = parser.parse_args()
    if os.geteuid() != 0:
        sys.exit("tests/demo makes network namespaces: run it as root")
    return given


def main():
    given = arguments()
    narrator = Narrator()
    lab = Lab(os.path.join(source_folder(), "build", "release"), given.keep)
    try:
        with lab:
            scene = (ActiveActive if given.active_active else Failover)(lab, narrator)
            perform(scene, lab, narrator, given.keep)
            if given.keep:
                lab.abandon()
    except RuntimeError as error:
        narrator.seen(False, str(error))
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
    sys.exit(1 if narrator.bad or not narrator.good else 0)


main()
