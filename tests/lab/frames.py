"""frames - Ethernet frames as bytes: UDP datagrams and ARP packets of anybody's address."""

import socket
import struct

ETHERTYPE_IP, ETHERTYPE_ARP, ETHERTYPE_IPV6 = b"\x08\x00", b"\x08\x06", b"\x86\xdd"
ICMP, UDP, ICMPV6 = 1, 17, 58
BROADCAST = "ff:ff:ff:ff:ff:ff"


def mac_bytes(mac):
    return bytes.fromhex(mac.replace(":", ""))


def checksum(data):
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    total = (total & 0xffff) + (total >> 16)
    return ~(total + (total >> 16)) & 0xffff


def ip_header(source, target, length_bytes, hop_limit, protocol=UDP):
    head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + length_bytes, 0, 0x4000, hop_limit,
        protocol, 0, socket.inet_aton(source), socket.inet_aton(target))
    return head[:10] + struct.pack("!H", checksum(head)) + head[12:]


def udp_frame(macs, addresses, data, port=7900, hop_limit=255):
    """Return a datagram from macs[0] to macs[1], from addresses[0] to addresses[1].

    Both ports are the monitor port; the UDP checksum is left out, as IPv4 allows.
    """
    udp = struct.pack("!HHHH", port, port, 8 + len(data), 0) + data
    return (mac_bytes(macs[1]) + mac_bytes(macs[0]) + ETHERTYPE_IP
        + ip_header(*addresses, len(udp), hop_limit) + udp)


def unreachable_frame(macs, addresses, code, port=7900):
    """Return what says (RFC 792) that a datagram of addresses[1] could not get to addresses[0].

    The datagram that it quotes has the monitor port at both ends.
    """
    source, target = addresses
    quoted = ip_header(target, source, 16, 255) + struct.pack("!HHHH", port, port, 16, 0)
    body = struct.pack("!BBHI", 3, code, 0, 0) + quoted
    body = body[:2] + struct.pack("!H", checksum(body)) + body[4:]
    return (mac_bytes(macs[1]) + mac_bytes(macs[0]) + ETHERTYPE_IP
        + ip_header(source, target, len(body), 64, ICMP) + body)


def arp_frame(macs, operation, sender, target):
    """Return an ARP packet from macs[0] to macs[1]; sender and target are (MAC, address)."""
    return (mac_bytes(macs[1]) + mac_bytes(macs[0]) + ETHERTYPE_ARP
        + struct.pack("!HHBBH", 1, 0x0800, 6, 4, operation)
        + b"".join(mac_bytes(mac) + socket.inet_aton(address) for mac, address in (sender, target)))


def icmpv6(source, target, message):
    """Return the IPv6 packet with a message whose checksum is still 0."""
    pseudo = source + target + struct.pack("!II", len(message), ICMPV6)
    return (struct.pack("!IHBB", 6 << 28, len(message), ICMPV6, 255) + source + target
        + message[:2] + struct.pack("!H", checksum(pseudo + message)) + message[4:])


def neighbor_advert(macs, address, owner):
    """Return the advertisement, from macs[0] to macs[1], that owner has an address of IPv6."""
    source = socket.inet_pton(socket.AF_INET6, address)
    unsolicited_override = b"\x88\0\0\0\x20\0\0\0"
    return (mac_bytes(macs[1]) + mac_bytes(macs[0]) + ETHERTYPE_IPV6
        + icmpv6(source, socket.inet_pton(socket.AF_INET6, "ff02::1"),
            unsolicited_override + source + b"\x02\x01" + mac_bytes(owner)))


def neighbor_probe(mac, address):
    """Return the question of a MAC for an address of IPv6, from nobody."""
    target = socket.inet_pton(socket.AF_INET6, address)
    group = socket.inet_pton(socket.AF_INET6, "ff02::1:ff00:0")[:13] + target[13:]
    return (b"\x33\x33" + group[12:] + mac_bytes(mac) + ETHERTYPE_IPV6
        + icmpv6(bytes(16), group, b"\x87\0\0\0" + bytes(4) + target))


def gratuitous_arp(mac, address):
    """Return the ARP request by which a host says that an address is its own."""
    owner = mac_bytes(mac)
    return (mac_bytes(BROADCAST) + owner + ETHERTYPE_ARP
        + struct.pack("!HHBBH", 1, 0x0800, 6, 4, 1) + owner + socket.inet_aton(address)
        + bytes(6) + socket.inet_aton(address))
