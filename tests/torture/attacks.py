"""attacks - what somebody without the key may do: by ARP, ND and UDP, and on the hosts."""

import os

from lab.frames import BROADCAST, arp_frame, neighbor_advert, neighbor_probe
from lab.node import CONTROL, FLOATING

from .terms import ALL, Fault, NEVER, NO_GAP

ENDLESS_S = 3600
FOLDER = os.path.dirname(os.path.abspath(__file__))
CROWD = """
import socket, sys, time
crowd = [socket.socket(socket.AF_UNIX) for _ in range(48)]
for each in crowd:
    each.connect(sys.argv[1])
time.sleep(3600)
"""
FLOATING_6 = "2001:db8::100"


def send(rig, name, frames, interval_ms):
    """Send frames one after the other, over and over, until the fault ends."""
    path = rig.third.write_frames(frames)
    return rig.third.start(name, ["/usr/bin/python3", "-I", os.path.join(FOLDER, "sender.py"),
        "eth0", path, str(interval_ms)])


def end(rig, node, name, kept):
    kept.kill()


def claim_the_fip(rig, node, name):
    """Tell both nodes that the F-IPs are the outsider's."""
    mac = rig.third.mac
    return send(rig, name, [frame for each in rig.nodes for frame in (
        arp_frame((mac, each.mac), 2, (mac, FLOATING), (each.mac, FLOATING)),
        neighbor_advert((mac, each.mac), FLOATING_6, mac))], 20)


def probe_as_the_peer(rig, node, name):
    """Probe for the F-IP as if the peer did, under the outsider's Ethernet address."""
    peer = rig.other(node)
    return send(rig, name, [arp_frame((rig.third.mac, node.mac), 1, (peer.mac, "0.0.0.0"),
        ("00:00:00:00:00:00", FLOATING))], 20)


def answer_as_the_peer(rig, node, name):
    """Answer for the F-IP as if the peer did, under the outsider's Ethernet address."""
    peer = rig.other(node)
    return send(rig, name, [
        arp_frame((rig.third.mac, node.mac), 2, (peer.mac, FLOATING), (node.mac, node.address)),
        neighbor_advert((rig.third.mac, node.mac), FLOATING_6, peer.mac)], 20)


def probe_from_the_peers_mac(rig, node, name):
    """Probe for the F-IPs from the peer's own MAC: what is sent to it goes astray besides."""
    peer = rig.other(node)
    return send(rig, name, [arp_frame((peer.mac, BROADCAST), 1, (peer.mac, "0.0.0.0"),
        ("00:00:00:00:00:00", FLOATING)), neighbor_probe(peer.mac, FLOATING_6)], 20)


def answer_from_the_peers_mac(rig, node, name):
    """Answer for the F-IPs from the peer's own MAC."""
    peer = rig.other(node)
    return send(rig, name, [
        arp_frame((peer.mac, node.mac), 2, (peer.mac, FLOATING), (node.mac, node.address)),
        neighbor_advert((peer.mac, node.mac), FLOATING_6, peer.mac)], 20)


def probe_by_nd(rig, node, name):
    """Probe for the F-IP of IPv6, as somebody does who wants it for himself."""
    return send(rig, name, [neighbor_probe(rig.third.mac, FLOATING_6)], 20)


def steal_the_real_ips(rig, node, name):
    """Tell each node that the other one's real IP is at the outsider's MAC."""
    mac = rig.third.mac
    return send(rig, name, [arp_frame((mac, each.mac), 2, (mac, each.peer),
        (each.mac, each.address)) for each in rig.nodes], 20)


def flood_with_arp(rig, node, name):
    """Probes and claims of 256 MACs, as fast as the machine can."""
    frames = []
    for end_of_mac in range(256):
        mac = f"02:00:00:00:aa:{end_of_mac:02x}"
        frames.append(arp_frame((rig.third.mac, BROADCAST), 1, (mac, "0.0.0.0"),
            ("00:00:00:00:00:00", FLOATING)))
        frames.append(arp_frame((rig.third.mac, node.mac), 2, (mac, FLOATING),
            (node.mac, node.address)))
    return rig.third.start_sending(frames, ENDLESS_S)


def flood_with_nd(rig, node, name):
    """Probes and claims of 256 MACs, a thousand a second: the holder's kernel answers each."""
    frames = []
    for end_of_mac in range(256):
        mac = f"02:00:00:00:ab:{end_of_mac:02x}"
        frames.append(neighbor_probe(mac, FLOATING_6))
        frames.append(neighbor_advert((mac, node.mac), FLOATING_6, mac))
    return send(rig, name, frames, 1)


def flood_with_noise(rig, node, name):
    """Datagrams to the monitor port that are no heartbeat."""
    frames = [rig.third.datagram(node, bytes([value]) * (value + 1)) for value in range(200)]
    return rig.third.start_sending(frames, ENDLESS_S)


def replay(rig, node, name):
    """All that the nodes have said lately, again, to both."""
    rig.record()
    frames = [rig.third.datagram(each, data) for each in rig.nodes
        for data in rig.records[each.peer]]
    return send(rig, name, frames or [bytes(60)], 2)


def crowd_the_socket(rig, node, name):
    """More silent clients at the control socket than it has places."""
    return node.start(name, ["/usr/bin/python3", "-I", "-c", CROWD, CONTROL])


def remove_the_socket(rig, node, name):
    """A careless package removes the folder of the control socket."""
    # fipd may put a socket back while the folder is emptied.
    node.run(["rm", "-rf", os.path.dirname(CONTROL)], check=False)


ATTACKS = [
    Fault("claim the F-IP", claim_the_fip, end, ALL, 2, "none", "third", NO_GAP, 0, NEVER, True),
    Fault("probe as the peer", probe_as_the_peer, end, ALL, 2, "any", "third",
        NO_GAP, 0, NEVER, True),
    Fault("answer as the peer", answer_as_the_peer, end, ALL, 2, "any", "third",
        NO_GAP, 0, NEVER, True),
    Fault("probe from the MAC of the peer", probe_from_the_peers_mac, end, ALL, 2, "any", "third",
        NO_GAP, 0, NEVER, True),
    Fault("answer from the MAC of the peer", answer_from_the_peers_mac, end, ALL, 2, "any", "third",
        NO_GAP, 0, NEVER, True),
    Fault("probe by ND", probe_by_nd, end, ALL, 1, "none", "third", NO_GAP, 0, NEVER, True),
    Fault("steal the real IPs", steal_the_real_ips, end, ALL, 2, "none", "third",
        NO_GAP, 0, NEVER, True),
    Fault("flood with ARP", flood_with_arp, end, ALL, 1, "any", "third",
        NO_GAP, 0, NEVER, True),
    Fault("flood with ND", flood_with_nd, end, ALL, 1, "any", "third",
        NO_GAP, 0, NEVER, True),
    Fault("flood with noise", flood_with_noise, end, ALL, 1, "any", "third",
        NO_GAP, 0, NEVER, True),
    Fault("crowd the control socket", crowd_the_socket, end, ALL, 1, "any", "socket",
        NO_GAP, 0, NEVER),
    Fault("remove the control socket", remove_the_socket, None, ALL, 1, "any", "daemon",
        NO_GAP, 0, NEVER),
    Fault("replay", replay, end, ALL, 2, "none", "third", NO_GAP, 0, NEVER, True),
]
