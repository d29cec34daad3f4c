"""instances - many pairs of fipd on two hosts, and a pair whose status many clients read."""

import os

from lab.node import ask_at, yaml_text
from lab.wait import wait_until

from contestant import MOVE, RAISED, START_LIMIT_S, Fipd, family

FOLDER = os.path.dirname(os.path.abspath(__file__))


class Instance:
    """One fipd among others on its node; each pair of them has a port and an F-IP of its own."""

    def __init__(self, node, number):
        self.control = f"/run/fipd/{number}.sock"
        self.node = node
        self.files = node.path(f"instance-{number}")
        os.makedirs(self.files, mode=0o700)
        self.settings = {**node.settings, "pair": f"lab{number}", "port": 7900 + number,
            "fips": [f"192.168.0.{100 + number}/24"]}

    def start(self):
        path = os.path.join(self.files, "fipd.yaml")
        with open(path, "w") as file:
            file.write(yaml_text(self.settings))
        self.process = self.node.start(os.path.basename(self.files), [
            self.node.program("fipd"), "-c", path, "--state", self.files, "--control",
            self.control, "--log", "stderr"], wrap=RAISED)

    def role(self):
        if not self.process.alive():
            raise RuntimeError(f"{self.process.name} on {self.node.name} ended: "
                f"{self.process.output()[-2000:]}")
        try:
            return ask_at(self.node.seen(self.control), {"op": "status"})[
                "status"]["role"]["role"]
        except (OSError, ValueError):
            return None


class Instances(Fipd):
    """Two hosts with so many fipd each, all active on the one and standby on the other."""

    def __init__(self, lab, count):
        super().__init__(lab)
        self.name = f"{count} instance" + ("s" if count > 1 else "")
        self.count = count
        self.all = {}

    def start(self, case):
        self.case = case
        self.lab.configure(interval=f"{case.interval_ms} ms", count=case.count,
            failback_delay="0 s", failback="automatic" if case.failback else "manual")
        for node in self.lab.nodes:
            self.all[node.name] = [Instance(node, number) for number in range(self.count)]
            for each in self.all[node.name]:
                each.start()
        wait_until(lambda: self.roles() == ("active", "standby"), START_LIMIT_S * 2,
            lambda: f"{self.name}: {self._found()}")

    def _found(self):
        return {name: [each.role() for each in found] for name, found in self.all.items()}

    def roles(self):
        """Return the role of each node, None where the instances differ."""
        return tuple(found[0] if len(set(found)) == 1 else None
            for found in self._found().values())

    def is_whole(self):
        return self.roles() == ("active", "standby")

    def moves(self):
        return sum(len(MOVE.findall(each.process.output()))
            for found in self.all.values() for each in found)

    def processes(self, node):
        return family(*(each.process.pid for each in self.all[node.name]))


class Watched(Fipd):
    """A pair of fipd whose control sockets may have subscribers."""

    def __init__(self, lab, name):
        super().__init__(lab)
        self.name = name
        self.clients = []

    def watch(self, count):
        """Let so many clients subscribe at each node, and nobody else."""
        while self.clients:
            self.clients.pop().kill()
        for node in self.lab.nodes if count else ():
            clients = node.start(f"subscribers-{len(node.processes)}", ["/usr/bin/python3",
                "-I", os.path.join(FOLDER, "subscribers.py"), str(count)])
            self.clients.append(clients)
            wait_until(lambda: "subscribed" in clients.output(), 30,
                lambda: f"the clients on {node.name} subscribe: {clients.output()}")
