"""loss - how often a pair with a lossy link takes its peer for dead, or refuses a move.

Stories with one link, one for each seed: of every frame of either direction a share is lost at
random, and an operator moves the F-IPs there and back forty times.
"""

import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from command import BUILD, markdown, take_options, write_json

TIMINGS = {"2s": (2000, 5), "1s": (1000, 3), "100ms": (100, 3),
    "2s2": (2000, 2), "100ms5": (100, 5), "10ms": (10, 3), "10ms2": (10, 2)}
LOSSES = (1, 5, 20, 30, 50)  # in percent
FAILOVER = re.compile(r": (standby|claiming|held) to active: (peer|taken over).* silent ")
SEEDS = 30
QUICK_SEEDS = 6
MOVES = 40  # there, and as many back
SPACING = 350  # intervals between two of them


def story(interval_ms, count, loss, seed):
    lines = [f"given interval {interval_ms} ms", f"given count {count}", "given links 1",
        f"0 s seed {seed}", "0 s start both", f"{10 * interval_ms} ms loss {loss}"]
    for move in range(2 * MOVES):
        at_ms = (move + 1) * SPACING * interval_ms
        lines.append(f"{at_ms} ms switchover n{2 - move % 2}")
    lines.append(f"check {(2 * MOVES + 2) * SPACING * interval_ms} ms n1 link 1 up")
    return "\n".join(lines) + "\n"


def play(build, folder):
    """Play the stories of a folder, and return what the nodes told."""
    names = sorted(os.path.join(folder, name) for name in os.listdir(folder))
    done = subprocess.run([os.path.join(build, "tests", "stories", "stories"), *names],
        env=os.environ | {"STORY_TOLD": "1"}, text=True, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.stdout.splitlines()


def count(told):
    """Of whom was lost, took over unasked, or refused."""
    return {
        "lost": sum(": peer " in line and " lost: " in line for line in told),
        "failover": sum(bool(FAILOVER.search(line)) for line in told),
        "refused": sum("was refused: " in line for line in told),
    }


def measure(build, timing, loss, seeds):
    interval_ms, beats = TIMINGS[timing]
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(1, seeds + 1):
            with open(os.path.join(folder, f"{seed}.story"), "w") as file:
                file.write(story(interval_ms, beats, loss, seed))
        return count(play(build, folder))


def days(timing, seeds):
    return seeds * (2 * MOVES + 2) * SPACING * TIMINGS[timing][0] / 86_400_000


def main():
    options = take_options("loss", __doc__.splitlines()[0],
        f"{QUICK_SEEDS} seeds instead of {SEEDS}", cases=tuple(TIMINGS), before=True)
    seeds = QUICK_SEEDS if options.quick else SEEDS
    builds = {"now": BUILD} | ({"before": options.before} if options.before else {})
    numbers = []
    for timing in options.cases or TIMINGS:
        for loss in LOSSES:
            for name, build in builds.items():
                found = measure(build, timing, loss, seeds)
                numbers.append({"timing": timing, "loss": loss, "build": name,
                    "days": days(timing, seeds), "moves": 2 * MOVES * seeds, **found})
                print(f"{timing}, {loss} % lost, {name}: {found}", file=sys.stderr)
    print(markdown(("timing", "lost each way", "build", "days", "peer taken for lost", "failovers",
        "moves refused"), [("{} x {}".format(row["timing"], TIMINGS[row["timing"]][1]),
            f"{row['loss']} %", row["build"], f"{row['days']:.1f}", str(row["lost"]),
            str(row["failover"]), f"{row['refused']} of {row['moves']}") for row in numbers]))
    write_json(options.json, numbers)


if __name__ == "__main__":
    main()
