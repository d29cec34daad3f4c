#include "schema/schema.h"

#include <string.h>

#include "model/settings.h"
#include "schema/config_struct.h"

enum {
	PORT_MAX = UINT16_MAX,
	WEIGHT_MAX = 100,
	REFRESH_MIN_MS = 1000,
	REFRESH_MAX_MS = 3600 * 1000,
};

/* clang-format off */
static const struct schema_word on_off[] = {
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

static const struct schema_word outsiders[] = {
	{ "remove", CONFIG_OUTSIDERS_REMOVE }, { "tell", CONFIG_OUTSIDERS_TELL },
	{ NULL, 0 },
};

static const struct schema_word splits[] = {
	{ "even-odd", CONFIG_SPLIT_EVEN_ODD }, { "hash", CONFIG_SPLIT_HASH },
	{ NULL, 0 },
};

static const struct schema_word scopes[] = {
	{ "off", CONFIG_SCOPE_OFF }, { "loopback", CONFIG_SCOPE_LOOPBACK },
	{ "node", CONFIG_SCOPE_NODE }, { NULL, 0 },
};

/* table */
static const struct schema_row rows[] = {
	{
		.name = "node",
		.type = SCHEMA_NAME,
		.offset = offsetof(struct config, node),
		.minimum = 1, .maximum = CONFIG_NAME_MAX,
		.absent = "default: the host name up to its first dot",
		.sample = "n1",
		.group = "system", .key = "node",
		.description = "Name of this node in logs, traps and status.",
	},
	{
		.name = "pair",
		.type = SCHEMA_NAME,
		.offset = offsetof(struct config, pair),
		.minimum = 1, .maximum = CONFIG_NAME_MAX,
		.initial = "fipd",
		.group = "system", .key = "pair",
		.description = "Name of the pair in traps and status, the same on "
			"both nodes.",
	},
	{
		.name = "redundancy",
		.type = SCHEMA_SWITCH, .words = on_off,
		.settable = true, .shown = true,
		.offset = offsetof(struct config, redundancy),
		.initial = "off",
		.sample = "on",
		.object = "fipdRedundancy",
		.group = "settings", .key = "redundancy",
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
		.group = "settings", .key = "configured_role",
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
		.description = "Real IP of this node, from which its heartbeats come. "
			"Without it only an address of the interface of the F-IPs is "
			"taken, unless the peer is routed: where the real IP stands on "
			"another one, fipd waits in fault until that interface has an "
			"address that reaches the peer.",
	},
	{
		.name = "interface",
		.type = SCHEMA_INTERFACE,
		.shown = true,
		.offset = offsetof(struct config, interface),
		.minimum = 1, .maximum = CONFIG_INTERFACE_MAX,
		.initial = "eth0",
		.object = "fipdInterface",
		.group = "settings", .key = "interface",
		.description = "Interface that carries the F-IPs; where network cards "
			"are bonded, the bond.",
	},
	{
		.name = "fips",
		.type = SCHEMA_FIPS,
		.settable = true, .shown = true,
		.offset = offsetof(struct config, fips),
		.absent = "must be given if redundancy is on",
		.sample = "192.168.0.100/24",
		.object = "fipdAddressTable",
		.description = "F-IPs, each with its prefix length; the same list on "
			"both nodes, and all of them move together.",
	},
	{
		.name = "resident",
		.type = SCHEMA_SWITCH, .words = yes_no,
		.settable = true,
		.offset = offsetof(struct config, resident),
		.initial = "no",
		.object = "fipdResident",
		.group = "settings", .key = "resident",
		.description = "Whether the F-IPs are configured on the loopback "
			"interface of both nodes all the time, so that services can "
			"bind them on the standby too; only the active answers for "
			"them on the network. Yes where a service of these hosts "
			"binds an F-IP; the same on both nodes.",
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
		.settable = true,
		.offset = offsetof(struct config, references),
		.absent = "default: none",
		.sample = "gateway",
		.object = "fipdReferences",
		.description = "Addresses on the segment that answer ARP or neighbour "
			"discovery as long as this node reaches the network; gateway "
			"is the default router. A node that reaches none of them does "
			"not hold the F-IPs.",
	},
	{
		.name = "maintenance",
		.type = SCHEMA_SWITCH, .words = yes_no,
		.settable = true, .offset = offsetof(struct config, maintenance),
		.initial = "no",
		.object = "fipdMaintenance",
		.group = "outlook", .key = "maintenance",
		.description = "Whether this node is being worked on and must not "
			"hold the F-IPs.",
	},
	{
		.name = "maintenance_until",
		.type = SCHEMA_NUMBER,
		.settable = true, .offset = offsetof(struct config, maintenance_until),
		.minimum = 0, .maximum = UINT32_MAX,
		.initial = "0",
		.description = "When maintenance ends by itself, in seconds since 1970 "
			"by this host's clock; 0 is never. `fipctl maintenance on "
			"--for` sets it, and to set maintenance without it takes it "
			"back.",
	},
	{
		.name = "mute",
		.type = SCHEMA_KINDS,
		.settable = true, .offset = offsetof(struct config, muted),
		.absent = "default: none",
		.sample = "fipRestored",
		.object = "fipdNotificationEnable",
		.group = "settings", .key = "muted",
		.description = "Kinds of events of which fipd-agentx sends no "
			"notification; they are in the journal and in the event "
			"table all the same.",
	},
	{
		.name = "resend_after_cut",
		.type = SCHEMA_SWITCH, .words = yes_no,
		.settable = true,
		.offset = offsetof(struct config, resend_after_cut),
		.initial = "no",
		.object = "fipdNotificationResendAfterCut",
		.group = "settings", .key = "resend_after_cut",
		.description = "Whether snmpd is given again, when this node hears "
			"its peer again, the notifications of the time in which it "
			"did not: what it sent then may have gone into a cut cable. "
			"For receivers that snmpd sends traps to; informs of "
			"fipd-agentx(8) need it not.",
	},
	{
		.name = "notification_spacing",
		.type = SCHEMA_SPAN,
		.settable = true,
		.offset = offsetof(struct config, notification_spacing_ms),
		.minimum = 0, .maximum = 3600 * 1000,
		.initial = "0 s",
		.object = "fipdNotificationSpacing",
		.group = "settings", .key = "notification_spacing_ms",
		.description = "The least time between two notifications of one kind. "
			"A repeat that comes earlier waits, and what is behind it too, "
			"so all arrive and in order; but nothing waits once 64 are "
			"queued or a critical one is.",
	},
	{
		.name = "port",
		.type = SCHEMA_NUMBER,
		.settable = true, .offset = offsetof(struct config, port),
		.minimum = 1, .maximum = UINT16_MAX,
		.initial = "7900",
		.object = "fipdMonitorPort",
		.group = "settings", .key = "port",
		.description = "UDP port of the heartbeat (monitor port), the same on "
			"both nodes. One below 1024 needs CAP_NET_BIND_SERVICE, which "
			"the unit does not give to fipd: add it to AmbientCapabilities "
			"and CapabilityBoundingSet in a drop-in.",
	},
	{
		.name = "interval",
		.type = SCHEMA_SPAN,
		.settable = true, .offset = offsetof(struct config, interval_ms),
		.minimum = INTERVAL_MIN_MS, .maximum = INTERVAL_MAX_MS,
		.initial = "2 s",
		.object = "fipdMonitorInterval",
		.group = "settings", .key = "interval_ms",
		.description = "Time from one heartbeat to the next (monitor "
			"interval).",
	},
	{
		.name = "count",
		.type = SCHEMA_NUMBER,
		.settable = true, .offset = offsetof(struct config, count),
		.minimum = COUNT_MIN, .maximum = COUNT_MAX,
		.initial = "5",
		.object = "fipdMonitorCount",
		.group = "settings", .key = "count",
		.description = "Number of intervals without a heartbeat after which "
			"the peer counts as dead (monitor count).",
	},
	{
		.name = "failback",
		.type = SCHEMA_WORD, .words = failbacks,
		.settable = true, .offset = offsetof(struct config, failback),
		.initial = "automatic",
		.object = "fipdFailbackPolicy",
		.group = "settings", .key = "failback",
		.description = "Whether the F-IPs return to the recovered active by "
			"themselves, or by the operator's switchover only.",
	},
	{
		.name = "failback_delay",
		.type = SCHEMA_SPAN,
		.settable = true, .offset = offsetof(struct config, failback_delay_ms),
		.minimum = 0, .maximum = 3600 * 1000,
		.initial = "20 s",
		.object = "fipdFailbackDelay",
		.group = "settings", .key = "failback_delay_ms",
		.description = "Time for which both nodes must be healthy and hear "
			"each other before an automatic failback.",
	},
	{
		.name = "outsiders",
		.type = SCHEMA_WORD, .words = outsiders,
		.settable = true, .offset = offsetof(struct config, outsiders),
		.initial = "remove",
		.object = "fipdOutsiders",
		.group = "settings", .key = "outsiders",
		.description = "Whether an F-IP that somebody else set on this host is "
			"removed and told, or told only.",
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

	/* The settings of fipd-web. */
	{
		.name = "pac",
		.type = SCHEMA_SWITCH, .words = on_off,
		.settable = true, .offset = offsetof(struct config, pac.enabled),
		.initial = "off",
		.object = "fipdPacEnable",
		.group = "pac", .key = "enabled",
		.description = "Whether fipd-web serves the proxy "
			"auto-configuration (PAC) script on the F-IPs.",
	},
	{
		.name = "pac_port",
		.type = SCHEMA_NUMBER,
		.settable = true, .offset = offsetof(struct config, pac.port),
		.minimum = 1, .maximum = PORT_MAX,
		.initial = "80",
		.object = "fipdPacPort",
		.group = "pac", .key = "port",
		.description = "TCP port of the PAC script on the F-IPs.",
	},
	{
		.name = "proxy",
		.type = SCHEMA_HOST,
		.settable = true, .offset = offsetof(struct config, pac.own.host),
		.minimum = 1, .maximum = CONFIG_HOST_MAX,
		.absent = "default: this node's real IP",
		.sample = "192.168.0.1",
		.object = "fipdPacProxyHost",
		.group = "pac", .key = "proxy",
		.description = "Host of this node's proxy as the script names it.",
	},
	{
		.name = "proxy_port",
		.type = SCHEMA_NUMBER,
		.settable = true, .offset = offsetof(struct config, pac.own.port),
		.minimum = 1, .maximum = PORT_MAX,
		.initial = "8080",
		.object = "fipdPacProxyPort",
		.group = "pac", .key = "proxy_port",
		.description = "Port of this node's proxy.",
	},
	{
		.name = "proxy_weight",
		.type = SCHEMA_NUMBER,
		.settable = true, .offset = offsetof(struct config, pac.own.weight),
		.minimum = 1, .maximum = WEIGHT_MAX,
		.initial = "1",
		.object = "fipdPacProxyWeight",
		.group = "pac", .key = "proxy_weight",
		.description = "Share of the clients that this node's proxy gets, "
			"beside peer_proxy_weight; split even-odd knows no weights.",
	},
	{
		.name = "peer_proxy",
		.type = SCHEMA_HOST,
		.settable = true, .offset = offsetof(struct config, pac.peer.host),
		.minimum = 1, .maximum = CONFIG_HOST_MAX,
		.absent = "default: the peer's real IP",
		.sample = "192.168.0.2",
		.object = "fipdPacPeerProxyHost",
		.group = "pac", .key = "peer_proxy",
		.description = "Host of the peer's proxy as the script names it; "
			"what the peer has as proxy.",
	},
	{
		.name = "peer_proxy_port",
		.type = SCHEMA_NUMBER,
		.settable = true, .offset = offsetof(struct config, pac.peer.port),
		.minimum = 1, .maximum = PORT_MAX,
		.initial = "8080",
		.object = "fipdPacPeerProxyPort",
		.group = "pac", .key = "peer_proxy_port",
		.description = "Port of the peer's proxy.",
	},
	{
		.name = "peer_proxy_weight",
		.type = SCHEMA_NUMBER,
		.settable = true, .offset = offsetof(struct config, pac.peer.weight),
		.minimum = 1, .maximum = WEIGHT_MAX,
		.initial = "1",
		.object = "fipdPacPeerProxyWeight",
		.group = "pac", .key = "peer_proxy_weight",
		.description = "Share of the clients that the peer's proxy gets.",
	},
	{
		.name = "share_load",
		.type = SCHEMA_SWITCH, .words = on_off,
		.settable = true, .offset = offsetof(struct config, pac.share_load),
		.initial = "on",
		.object = "fipdPacShareLoad",
		.group = "pac", .key = "share",
		.description = "Whether the script spreads the clients over both "
			"proxies; if not, all use the configured active's, and the "
			"standby's while that is out.",
	},
	{
		.name = "split",
		.type = SCHEMA_WORD, .words = splits,
		.settable = true, .offset = offsetof(struct config, pac.split),
		.initial = "even-odd",
		.object = "fipdPacSplit",
		.group = "pac", .key = "split",
		.description = "How the clients are spread: by whether the last "
			"octet of their address (of IPv6 the last 16 bits) is even "
			"or odd, even for the configured active; or by a hash of it "
			"and the weights.",
	},
	{
		.name = "direct_networks",
		.type = SCHEMA_NETWORKS,
		.settable = true, .offset = offsetof(struct config, pac.direct),
		.initial = "127.0.0.0/8",
		.object = "fipdPacDirectTable",
		.group = "pac", .key = "direct_networks",
		.description = "Networks whose hosts need no proxy.",
	},
	{
		.name = "direct_plain_names",
		.type = SCHEMA_SWITCH, .words = yes_no,
		.settable = true,
		.offset = offsetof(struct config, pac.direct_plain_names),
		.initial = "yes",
		.object = "fipdPacDirectPlainNames",
		.group = "pac", .key = "direct_plain_names",
		.description = "Whether hosts with a plain name, one without a dot, "
			"need no proxy; if not, only those in direct_networks do.",
	},
	{
		.name = "client_networks",
		.type = SCHEMA_NETWORKS,
		.settable = true, .offset = offsetof(struct config, pac.clients),
		.absent = "default: none, and every client gets it",
		.sample = "192.168.0.0/16",
		.object = "fipdPacClientTable",
		.group = "pac", .key = "client_networks",
		.description = "Networks of the clients that may have the script.",
	},
	{
		.name = "status_page",
		.type = SCHEMA_WORD, .words = scopes,
		.offset = offsetof(struct config, page.scope),
		.initial = "node",
		.group = "page", .key = "scope",
		.description = "Where fipd-web serves the status page, the metrics "
			"and the JSON: nowhere, on the loopback addresses, or on "
			"those and this node's real IP.",
	},
	{
		.name = "status_port",
		.type = SCHEMA_NUMBER,
		.offset = offsetof(struct config, page.port),
		.minimum = 1, .maximum = PORT_MAX,
		.initial = "7900",
		.group = "page", .key = "port",
		.description = "TCP port of the status page.",
	},
	{
		.name = "status_refresh",
		.type = SCHEMA_SPAN,
		.offset = offsetof(struct config, page.refresh_ms),
		.minimum = REFRESH_MIN_MS, .maximum = REFRESH_MAX_MS,
		.initial = "10 s",
		.group = "page", .key = "refresh_ms",
		.description = "Time from one refresh of the status page to the "
			"next.",
	},
	{
		.name = "status_networks",
		.type = SCHEMA_NETWORKS,
		.offset = offsetof(struct config, page.clients),
		.absent = "default: none, and whoever reaches it may see it",
		.sample = "192.168.0.0/16",
		.group = "page", .key = "networks",
		.description = "Networks of those who may see the status page, the "
			"metrics and the JSON, beside who asks from a loopback address. "
			"Naming this node's own address lets in its own programs, and "
			"the clients of a proxy on it.",
	},
	{
		.name = "status_host",
		.type = SCHEMA_HOST,
		.offset = offsetof(struct config, page.host),
		.minimum = 1, .maximum = CONFIG_HOST_MAX,
		.absent = "default: none",
		.sample = "n1.example.com",
		.group = "page", .key = "host",
		.description = "A further name by which browsers ask for the status "
			"page, beside this node's addresses, its name and its host "
			"name.",
	},
	{
		.name = "checks",
		.type = SCHEMA_CHECKS,
		.offset = offsetof(struct config, tasks.checks),
		.absent = "default: none",
		.sample = "{ name: proxy, tcp: 127.0.0.1:3128, effect: demote }",
		.description = "What fipd-exec asks again and again: whether a service "
			"of this node works. With the effect demote the peer takes over "
			"while it does not, and the peer's own works.",
	},
	{
		.name = "hooks",
		.type = SCHEMA_HOOKS,
		.offset = offsetof(struct config, tasks.hooks),
		.absent = "default: none",
		.sample = "{ name: route, on: [active, standby], "
			"command: [/usr/local/sbin/move-route] }",
		.description = "Commands that fipd-exec runs after changes of role and "
			"other events, in order and one at a time.",
	},
};
/* clang-format on */

const struct schema_row *schema_row(size_t index)
{
	return index < sizeof(rows) / sizeof(rows[0]) ? &rows[index] : NULL;
}

const struct schema_row *schema_find(const char *name)
{
	const struct schema_row *row = schema_row(0);

	for (size_t i = 1; row != NULL && strcmp(row->name, name) != 0; i++) {
		row = schema_row(i);
	}
	return row;
}

size_t schema_index(const struct schema_row *row)
{
	return (size_t)(row - rows);
}

const char *schema_word(const struct schema_row *row, uint32_t meaning)
{
	for (const struct schema_word *word = row->words; word->text != NULL; word++) {
		if (word->meaning == meaning) {
			return word->text;
		}
	}
	return "";
}
