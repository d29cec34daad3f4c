#include "words/catalogue_parts.h"

/* The events of the journal. */

/* clang-format off */
/* table */
static const struct message messages[] = {
	{
		CATALOGUE_EVENTS + EVENT_STARTED,
		MESSAGE_INFO,
		"fipd started",
		"The daemon runs and asks the peer before it does anything about the "
		"F-IPs.",
		"Nothing. If you did not start it, find out why the host or the "
		"service restarted: `journalctl -u fipd -b`.",
	},
	{
		CATALOGUE_EVENTS + EVENT_STOPPED,
		MESSAGE_INFO,
		"fipd stopped",
		"The daemon stopped in good order. It removed its F-IPs and told the "
		"peer, which takes them at once.",
		"Nothing if you stopped it. Otherwise `systemctl status fipd` says "
		"who did; `systemctl start fipd` brings redundancy back.",
	},
	{
		CATALOGUE_EVENTS + EVENT_SWITCHOVER,
		MESSAGE_NOTICE,
		"Switchover: the F-IPs moved at the operator's wish",
		"This node took the F-IPs from the peer because an operator, or a SET "
		"over SNMP, asked for it.",
		"Nothing. `fipctl switchover` moves them back; there is no automatic "
		"failback after a switchover.",
	},
	{
		CATALOGUE_EVENTS + EVENT_ROLE_CHANGE,
		MESSAGE_NOTICE,
		"The role of this node changed",
		"The node went from one role to another; the line says which and why. "
		"fault means that it cannot hold the F-IPs, held that somebody else "
		"answers for them.",
		"Nothing for initial, standby, claiming, active or releasing. For "
		"fault or held read the reason in the line and the lines before it: "
		"`journalctl -t fipd`, and `fipctl status`.",
	},
	{
		CATALOGUE_EVENTS + EVENT_FAILBACK,
		MESSAGE_NOTICE,
		"Failback: the F-IPs returned to the preferred node",
		"The preferred node was well again for the failback delay, so this "
		"node gave the F-IPs back to it. No traffic is lost on the way.",
		"Nothing. To keep them where they are the next time set `failback: "
		"manual` in fipd.yaml.",
	},
	{
		CATALOGUE_EVENTS + EVENT_FAILOVER,
		MESSAGE_NOTICE,
		"Failover: this node took the F-IPs over",
		"The peer was not heard for the detection time, or said that it "
		"fails, so this node now holds the F-IPs. The service goes on, but "
		"without redundancy until the peer is back.",
		"Look after the peer: is its host up (`ping` its real IP), does fipd "
		"run there (`systemctl status fipd`), is the cable in? `fipctl "
		"status` here shows when it is heard again.",
	},
	{
		CATALOGUE_EVENTS + EVENT_PEER_LOST,
		MESSAGE_WARNING,
		"The peer is not heard",
		"No valid heartbeat of the peer came for the detection time, or it "
		"said that it stops. Nobody stands by for the F-IPs now.",
		"On the peer: `systemctl status fipd`. If it runs, look at the "
		"network between the two real IPs (`ping`), at a firewall (UDP on the "
		"monitor port, both ways), and at `fipctl status` for unauthenticated "
		"or malformed datagrams: different keys look like silence.",
	},
	{
		CATALOGUE_EVENTS + EVENT_PEER_RECOVERED,
		MESSAGE_INFO,
		"The peer is heard again",
		"A valid heartbeat of the peer came after it had been lost. "
		"Redundancy is back.",
		"Nothing. If this comes often, the path between the nodes is bad: "
		"compare lost and received in `fipctl --json` on both nodes.",
	},
	{
		CATALOGUE_EVENTS + EVENT_SPLIT_BRAIN,
		MESSAGE_ERROR,
		"Split brain: both nodes are active",
		"Both nodes held the F-IPs, as after a network that was cut in two "
		"has healed. One of them gives way within a few beats, by the rule "
		"both know.",
		"It should end by itself within seconds (FIP-110). If it does not: "
		"stop fipd on the node that must not be active (`systemctl stop "
		"fipd`), then look for heartbeats that pass in one direction only: "
		"`tcpdump -ni any udp port 7900` on both nodes.",
	},
	{
		CATALOGUE_EVENTS + EVENT_SPLIT_BRAIN_END,
		MESSAGE_NOTICE,
		"The split brain is over",
		"One of the two active nodes gave way and removed the F-IPs; the "
		"other announced them again.",
		"Nothing now. Find out what had cut the network between the nodes; "
		"the time is that of FIP-109.",
	},
	{
		CATALOGUE_EVENTS + EVENT_ADDRESS_CONFLICT,
		MESSAGE_ERROR,
		"Somebody else answers for an F-IP",
		"Asked by ARP, another machine answered for an F-IP, so this node "
		"does not take it. The line names its MAC. Either the silent peer "
		"still holds it, or a third host has the address by mistake.",
		"Find the machine by the MAC in the line: `ip neigh` here, or the "
		"forwarding table of your switch. If it is the peer, look after its "
		"fipd; it lets go by itself when its lease ends. If it is a third "
		"host, take the address from it; fipd asks again all the time.",
	},
	{
		CATALOGUE_EVENTS + EVENT_ADDRESS_CONFLICT_END,
		MESSAGE_NOTICE,
		"The address conflict is over",
		"Nobody else answers for the F-IPs any more.",
		"Nothing. If a third host had the address, see that it does not take "
		"it again.",
	},
	{
		CATALOGUE_EVENTS + EVENT_CONFIG_CHANGED,
		MESSAGE_INFO,
		"The configuration changed",
		"New settings are in force: fipd.yaml was read again, or a setting "
		"was changed over SNMP or with fipctl.",
		"Nothing. `fipctl status` shows what is in force; give the peer the "
		"same interval, count and F-IPs.",
	},
	{
		CATALOGUE_EVENTS + EVENT_FIP_RESTORED,
		MESSAGE_WARNING,
		"An F-IP was removed by somebody else and put back",
		"An F-IP disappeared from the interface although its lease was fresh, "
		"so a person or a program on this host removed it. After more than "
		"five times in a minute the node goes into fault.",
		"Find what manages addresses here beside fipd (NetworkManager, "
		"systemd-networkd, ifupdown, a script) and tell it to leave the "
		"interface or the F-IPs alone. `ip monitor address` shows each "
		"removal.",
	},
	{
		CATALOGUE_EVENTS + EVENT_ACTION_REFUSED,
		MESSAGE_WARNING,
		"An operator's action was refused",
		"A switchover or another action was asked for and could not be begun; "
		"the line says why. Nothing changed.",
		"Remove the reason that the line names, check with `fipctl status`, "
		"and ask again.",
	},
	{
		CATALOGUE_EVENTS + EVENT_LINK_DOWN,
		MESSAGE_WARNING,
		"A heartbeat link is down",
		"On one of several links the peer is silent, or does not hear this "
		"node; the line says which and why. The peer is still heard on "
		"another link, so the F-IPs stay where they are.",
		"Look after that link while there is another: cable, switch port, "
		"`ip addr` and `ip link` on both nodes, a firewall (UDP on the monitor "
		"port, both ways). `fipctl status` shows every link.",
	},
	{
		CATALOGUE_EVENTS + EVENT_LINK_UP,
		MESSAGE_INFO,
		"A heartbeat link is up again",
		"The two nodes hear each other on that link.",
		"Nothing. If this comes often, the link is bad: compare lost and "
		"received in `fipctl --json` on both nodes.",
	},
	{
		CATALOGUE_EVENTS + EVENT_CONFIG_MISMATCH,
		MESSAGE_WARNING,
		"The two nodes are configured so that they contradict",
		"The peer says something else than this node about roles, F-IPs or "
		"timing; the line says what. There is no automatic failback as long "
		"as the F-IPs differ; with different timing both wait for the longer "
		"of the two.",
		"Compare `fipctl show config` on both nodes. One has `role: active`, "
		"the other `role: standby`; fips, port, interval and count are the "
		"same on both.",
	},
	{
		CATALOGUE_EVENTS + EVENT_CONFIG_MATCH,
		MESSAGE_INFO,
		"The configurations of the two nodes agree again",
		"What the mismatch named is the same on both nodes now.",
		"Nothing.",
	},
	{
		CATALOGUE_EVENTS + EVENT_CHECK_FAILED,
		MESSAGE_ERROR,
		"No reference address answers",
		"None of the addresses listed under `references` answers ARP or "
		"neighbour solicitation on the interface of the F-IPs. This node is "
		"cut off from the network that its clients come from, so it gives the "
		"F-IPs up.",
		"Is the cable in, the switch port up, the VLAN right? `ping` the "
		"references from here. If a reference is gone for good, take it from "
		"the list: `references` in fipd.yaml.",
	},
	{
		CATALOGUE_EVENTS + EVENT_CHECK_PASSED,
		MESSAGE_INFO,
		"A reference address answers again",
		"This node reaches the network again and can hold the F-IPs.",
		"Nothing.",
	},
};
/* clang-format on */

const struct catalogue_part catalogue_events = {
	.list = messages,
	.count = sizeof(messages) / sizeof(messages[0]),
};
