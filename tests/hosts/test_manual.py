"""From stock Debian hosts to a pair that works, by the manual's text alone (acceptance 1)."""

from case import HostsCase


class ManualTest(HostsCase):
    def test_the_manual_makes_a_pair_of_stock_hosts(self):
        for node in (self.n1, self.n2):
            self.assertEqual("", node.systemctl("--failed", "--no-legend").stdout.strip())
