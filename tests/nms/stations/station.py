"""station - what all management systems of the operations center have in common."""

import json
import os

OK, WARNING, CRITICAL, UNKNOWN = "ok", "warning", "critical", "unknown"
POLL_S = 2  # between two polls of a node, in every system


class Station:
    """One management system; packs is the folder of the generated packs."""

    name = "?"

    def __init__(self, lab, packs):
        self.lab = lab
        self.oc = lab.oc
        self.packs = packs

    def pack(self, *parts):
        return os.path.join(self.packs, *parts)

    def write(self, name, text):
        """Write a file of the operations center; return its path."""
        path = self.oc.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def fetch(self, url, *more):
        """Return what an HTTP server of the operations center answers, as JSON."""
        done = self.oc.run(["curl", "-sg", "-m", "120", *more, url], check=False)
        try:
            return json.loads(done.stdout)
        except ValueError:
            return None

    def colors(self):
        """Return what is shown of each node: {"n1": OK, ...}."""
        raise NotImplementedError
