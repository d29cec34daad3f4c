#include "config/config.h"
#include "config/schema_parts.h"
#include "model/settings.h"

/* clang-format off */
const struct schema_word schema_on_off[] = {
	{ "on", 1 }, { "off", 0 }, { "yes", 1 }, { "no", 0 },
	{ "true", 1 }, { "false", 0 }, { NULL, 0 },
};

static const struct schema_word yes_no[] = {
	{ "yes", 1 }, { "no", 0 }, { "on", 1 }, { "off", 0 },
	{ "true", 1 }, { "false", 0 }, { NULL, 0 },
};

static const struct schema_word hmac_none[] = {
	{ "hmac", 1 }, { "none", 0 }, { NULL, 0 },
};

static const struct schema_word roles[] = {
	{ "active", CONFIG_ROLE_ACTIVE }, { "standby", CONFIG_ROLE_STANDBY },
	{ NULL, 0 },
};

static const struct schema_word failbacks[] = {
	{ "automatic", CONFIG_FAILBACK_AUTOMATIC },
	{ "manual", CONFIG_FAILBACK_MANUAL }, { NULL, 0 },
};

/* table */
const struct schema_row schema_pair_rows[] = {
	{
		.name = "node",
		.type = SCHEMA_NAME,
		.offset = offsetof(struct config, node),
		.minimum = 1, .maximum = CONFIG_NAME_MAX,
		.absent = "default: the host name up to its first dot",
		.sample = "n1",
		.description = "Name of this node in logs, traps and status.",
	},
	{
		.name = "pair",
		.type = SCHEMA_NAME,
		.offset = offsetof(struct config, pair),
		.minimum = 1, .maximum = CONFIG_NAME_MAX,
		.initial = "fipd",
		.description = "Name of the pair in traps and status, the same on "
			"both nodes.",
	},
	{
		.name = "redundancy",
		.type = SCHEMA_SWITCH, .words = schema_on_off,
		.settable = true, .shown = true,
		.offset = offsetof(struct config, redundancy),
		.initial = "off",
		.sample = "on",
		.object = "fipdRedundancy",
		.description = "Whether this node takes part in the failover.",
	},
	{
		.name = "role",
		.type = SCHEMA_WORD, .words = roles,
		.settable = true, .shown = true,
		.offset = offsetof(struct config, role),
		.absent = "must be given if redundancy is on",
		.sample = "active",
		.object = "fipdConfiguredRole",
		.description = "Configured role of this node: the active is preferred "
			"and holds the F-IPs whenever it is healthy, the standby "
			"takes them while it is not.",
	},
	{
		.name = "peer",
		.type = SCHEMA_ADDRESS,
		.settable = true, .shown = true,
		.offset = offsetof(struct config, peer),
		.absent = "must be given",
		.sample = "192.168.0.2",
		.object = "fipdPeerAddress",
		.description = "Real IP of the peer, the other node of the pair.",
	},
	{
		.name = "address",
		.type = SCHEMA_ADDRESS,
		.offset = offsetof(struct config, address),
		.absent = "default: the address from which this host reaches the peer",
		.sample = "192.168.0.1",
		.description = "Real IP of this node, from which its heartbeats come.",
	},
	{
		.name = "interface",
		.type = SCHEMA_INTERFACE,
		.shown = true,
		.offset = offsetof(struct config, interface),
		.minimum = 1, .maximum = CONFIG_INTERFACE_MAX,
		.initial = "eth0",
		.object = "fipdInterface",
		.description = "Interface that carries the F-IPs; where network cards "
			"are bonded, the bond.",
	},
	{
		.name = "fips",
		.type = SCHEMA_FIPS,
		.settable = true, .shown = true,
		.offset = offsetof(struct config, fips),
		.absent = "must be given",
		.sample = "192.168.0.100/24",
		.object = "fipdAddressTable",
		.description = "F-IPs, each with its prefix length; the same list on "
			"both nodes, and all of them move together.",
	},
	{
		.name = "resident",
		.type = SCHEMA_SWITCH, .words = yes_no,
		.offset = offsetof(struct config, resident),
		.initial = "no",
		.description = "Whether the F-IPs are configured on the loopback "
			"interface of both nodes all the time, so that services can "
			"bind them on the standby too; only the active answers for "
			"them on the network.",
	},
	{
		.name = "links",
		.type = SCHEMA_LINKS,
		.offset = offsetof(struct config, links),
		.absent = "default: none",
		.sample = "{ name: cross, interface: eth1, address: 10.0.0.1, "
			"peer: 10.0.0.2 }",
		.description = "Further heartbeat paths, beside the one between the "
			"real IPs, in the same order on both nodes; the peer is "
			"silent only when it is silent on all of them.",
	},
	{
		.name = "references",
		.type = SCHEMA_REFERENCES,
		.offset = offsetof(struct config, references),
		.absent = "default: none",
		.sample = "gateway",
		.description = "Addresses on the segment that answer ARP or neighbour "
			"discovery as long as this node reaches the network; gateway "
			"is the default router. A node that reaches none of them does "
			"not hold the F-IPs.",
	},
	{
		.name = "maintenance",
		.type = SCHEMA_SWITCH, .words = yes_no,
		.settable = true,
		.offset = offsetof(struct config, maintenance),
		.initial = "no",
		.object = "fipdMaintenance",
		.description = "Whether this node is being worked on and must not "
			"hold the F-IPs.",
	},
	{
		.name = "mute",
		.type = SCHEMA_KINDS,
		.settable = true,
		.offset = offsetof(struct config, muted),
		.absent = "default: none",
		.sample = "fipRestored",
		.object = "fipdNotificationEnable",
		.description = "Kinds of events of which fipd-agentx sends no "
			"notification; they are in the journal and in the event "
			"table all the same.",
	},
	{
		.name = "port",
		.type = SCHEMA_NUMBER,
		.settable = true,
		.offset = offsetof(struct config, port),
		.minimum = 1, .maximum = UINT16_MAX,
		.initial = "7900",
		.object = "fipdMonitorPort",
		.description = "UDP port of the heartbeat (monitor port), the same on "
			"both nodes.",
	},
	{
		.name = "interval",
		.type = SCHEMA_SPAN,
		.settable = true,
		.offset = offsetof(struct config, interval_ms),
		.minimum = INTERVAL_MIN_MS, .maximum = INTERVAL_MAX_MS,
		.initial = "2 s",
		.object = "fipdMonitorInterval",
		.description = "Time from one heartbeat to the next (monitor "
			"interval).",
	},
	{
		.name = "count",
		.type = SCHEMA_NUMBER,
		.settable = true,
		.offset = offsetof(struct config, count),
		.minimum = COUNT_MIN, .maximum = COUNT_MAX,
		.initial = "5",
		.object = "fipdMonitorCount",
		.description = "Number of intervals without a heartbeat after which "
			"the peer counts as dead (monitor count).",
	},
	{
		.name = "failback",
		.type = SCHEMA_WORD, .words = failbacks,
		.settable = true,
		.offset = offsetof(struct config, failback),
		.initial = "automatic",
		.object = "fipdFailbackPolicy",
		.description = "Whether the F-IPs return to the recovered active by "
			"themselves, or by the operator's switchover only.",
	},
	{
		.name = "failback_delay",
		.type = SCHEMA_SPAN,
		.settable = true,
		.offset = offsetof(struct config, failback_delay_ms),
		.minimum = 0, .maximum = 3600 * 1000,
		.initial = "20 s",
		.object = "fipdFailbackDelay",
		.description = "Time for which both nodes must be healthy and hear "
			"each other before an automatic failback.",
	},
	{
		.name = "key_file",
		.type = SCHEMA_PATH,
		.offset = offsetof(struct config, key_file),
		.minimum = 2, .maximum = CONFIG_PATH_MAX,
		.initial = "/etc/fipd/key",
		.description = "File of the key that both nodes share, mode 0600; "
			"fipctl keygen makes one.",
	},
	{
		.name = "auth",
		.type = SCHEMA_SWITCH, .words = hmac_none,
		.offset = offsetof(struct config, authenticated),
		.initial = "hmac",
		.description = "How heartbeats are authenticated: by HMAC-SHA256 with "
			"that key, or not at all, which is an alarm.",
	},
	{
		.name = "routed",
		.type = SCHEMA_SWITCH, .words = yes_no,
		.offset = offsetof(struct config, routed),
		.initial = "no",
		.description = "Whether heartbeats may come through a router; if not, "
			"one whose hop limit is not 255 is dropped.",
	},
};
/* clang-format on */

const size_t schema_pair_count = sizeof(schema_pair_rows) / sizeof(schema_pair_rows[0]);
