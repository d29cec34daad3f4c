#include "config/config.h"
#include "config/schema_parts.h"

enum {
	PORT_MAX = UINT16_MAX,
	WEIGHT_MAX = 100,
	REFRESH_MIN_MS = 1000,
	REFRESH_MAX_MS = 3600 * 1000,
};

/* clang-format off */
static const struct schema_word splits[] = {
	{ "even-odd", CONFIG_SPLIT_EVEN_ODD }, { "hash", CONFIG_SPLIT_HASH },
	{ NULL, 0 },
};

static const struct schema_word scopes[] = {
	{ "off", CONFIG_SCOPE_OFF }, { "loopback", CONFIG_SCOPE_LOOPBACK },
	{ "node", CONFIG_SCOPE_NODE }, { NULL, 0 },
};

/* table */
const struct schema_row schema_web_rows[] = {
	{
		.name = "pac",
		.type = SCHEMA_SWITCH, .words = schema_on_off,
		.settable = true,
		.offset = offsetof(struct config, pac.enabled),
		.initial = "off",
		.object = "fipdPacEnable",
		.description = "Whether fipd-web serves the proxy "
			"auto-configuration (PAC) script on the F-IPs.",
	},
	{
		.name = "pac_port",
		.type = SCHEMA_NUMBER,
		.settable = true,
		.offset = offsetof(struct config, pac.port),
		.minimum = 1, .maximum = PORT_MAX,
		.initial = "80",
		.object = "fipdPacPort",
		.description = "TCP port of the PAC script on the F-IPs.",
	},
	{
		.name = "proxy",
		.type = SCHEMA_HOST,
		.settable = true,
		.offset = offsetof(struct config, pac.own.host),
		.minimum = 1, .maximum = CONFIG_HOST_MAX,
		.absent = "default: this node's real IP",
		.sample = "192.168.0.1",
		.object = "fipdPacProxyHost",
		.description = "Host of this node's proxy as the script names it.",
	},
	{
		.name = "proxy_port",
		.type = SCHEMA_NUMBER,
		.settable = true,
		.offset = offsetof(struct config, pac.own.port),
		.minimum = 1, .maximum = PORT_MAX,
		.initial = "8080",
		.object = "fipdPacProxyPort",
		.description = "Port of this node's proxy.",
	},
	{
		.name = "proxy_weight",
		.type = SCHEMA_NUMBER,
		.settable = true,
		.offset = offsetof(struct config, pac.own.weight),
		.minimum = 1, .maximum = WEIGHT_MAX,
		.initial = "1",
		.object = "fipdPacProxyWeight",
		.description = "Share of the clients that this node's proxy gets, "
			"beside peer_proxy_weight; split even-odd knows no weights.",
	},
	{
		.name = "peer_proxy",
		.type = SCHEMA_HOST,
		.settable = true,
		.offset = offsetof(struct config, pac.peer.host),
		.minimum = 1, .maximum = CONFIG_HOST_MAX,
		.absent = "default: the peer's real IP",
		.sample = "192.168.0.2",
		.object = "fipdPacPeerProxyHost",
		.description = "Host of the peer's proxy as the script names it; "
			"what the peer has as proxy.",
	},
	{
		.name = "peer_proxy_port",
		.type = SCHEMA_NUMBER,
		.settable = true,
		.offset = offsetof(struct config, pac.peer.port),
		.minimum = 1, .maximum = PORT_MAX,
		.initial = "8080",
		.object = "fipdPacPeerProxyPort",
		.description = "Port of the peer's proxy.",
	},
	{
		.name = "peer_proxy_weight",
		.type = SCHEMA_NUMBER,
		.settable = true,
		.offset = offsetof(struct config, pac.peer.weight),
		.minimum = 1, .maximum = WEIGHT_MAX,
		.initial = "1",
		.object = "fipdPacPeerProxyWeight",
		.description = "Share of the clients that the peer's proxy gets.",
	},
	{
		.name = "share_load",
		.type = SCHEMA_SWITCH, .words = schema_on_off,
		.settable = true,
		.offset = offsetof(struct config, pac.share_load),
		.initial = "on",
		.object = "fipdPacShareLoad",
		.description = "Whether the script spreads the clients over both "
			"proxies; if not, all use the configured active's, and the "
			"standby's while that is out.",
	},
	{
		.name = "split",
		.type = SCHEMA_WORD, .words = splits,
		.settable = true,
		.offset = offsetof(struct config, pac.split),
		.initial = "even-odd",
		.object = "fipdPacSplit",
		.description = "How the clients are spread: by whether the last "
			"octet of their address (of IPv6 the last 16 bits) is even "
			"or odd, even for the configured active; or by a hash of it "
			"and the weights.",
	},
	{
		.name = "direct_networks",
		.type = SCHEMA_NETWORKS,
		.settable = true,
		.offset = offsetof(struct config, pac.direct),
		.initial = "127.0.0.0/8",
		.object = "fipdPacDirectTable",
		.description = "Networks whose hosts need no proxy.",
	},
	{
		.name = "client_networks",
		.type = SCHEMA_NETWORKS,
		.settable = true,
		.offset = offsetof(struct config, pac.clients),
		.absent = "default: none, and every client gets it",
		.sample = "192.168.0.0/16",
		.object = "fipdPacClientTable",
		.description = "Networks of the clients that may have the script.",
	},
	{
		.name = "status_page",
		.type = SCHEMA_WORD, .words = scopes,
		.offset = offsetof(struct config, page.scope),
		.initial = "node",
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
		.description = "TCP port of the status page.",
	},
	{
		.name = "status_refresh",
		.type = SCHEMA_SPAN,
		.offset = offsetof(struct config, page.refresh_ms),
		.minimum = REFRESH_MIN_MS, .maximum = REFRESH_MAX_MS,
		.initial = "10 s",
		.description = "Time from one refresh of the status page to the "
			"next.",
	},
};
/* clang-format on */

const size_t schema_web_count = sizeof(schema_web_rows) / sizeof(schema_web_rows[0]);
