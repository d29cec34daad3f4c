"""FIPD-MIB at another root: the program that is built for it serves all of it, and no more."""

import os
import subprocess

from lab import BUILD, Lab, mib_folders
from mibfile import Mib

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
ROOT = "enterprises 99999"


class OtherRootTest(Lab):
    """Builds fipd-agentx once more, in the build folder, where it stays for the next time."""

    @classmethod
    def setUpClass(cls):
        cls.build = os.path.join(BUILD, "other-root")
        for command in (["cmake", "-G", "Ninja", "-S", TOP, "-B", cls.build,
                f"-DFIPD_MIB_ROOT={ROOT}", "-DFIPD_TESTS=OFF"],
                ["ninja", "-C", cls.build, "fipd-agentx"]):
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    def setUp(self):
        super().setUp()
        self.mib = Mib([mib_folders(self.build)[0], mib_folders()[1]])
        for number in range(3):
            self.core.add_event()
        self.core.alarms = [{**self.core.events[0], "kind": "peerLost"}]
        self.start_snmpd()
        self.start("agent", [os.path.join(self.build, "fipd-agentx"), "--control",
            self.path("control"), "--agentx", self.path("agentx"), "--lock",
            self.path("lock"), "--user", "root"])
        self.wait_current()

    def test_every_object_is_served_at_the_other_root_and_nothing_else(self):
        self.assertEqual((1, 3, 6, 1, 4, 1, 99999), self.mib.root)
        whole = self.whole()
        self.assertEqual(set(self.mib.objects), {self.mib.named(name).name for name, _ in whole})
        for name, (tag, value) in whole:
            each = self.mib.named(name)
            self.assertTrue(each.allows(tag, value), f"{each.name}: {tag:#x} {value}")
        self.assertEqual([], self.manager.walk((1, 3, 6, 1, 4, 1, 8072, 9999, 9999, 7900)))

    def test_notifications_are_those_of_the_other_root(self):
        self.start_trapd()
        self.core.add_event("failover")
        self.wait_trapped(1)
        self.assertIn(".1.3.6.1.4.1.99999.0.6", self.log("trapd"))
