#include "config/config_check.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "schema/schema.h"
#include "values/fault.h"

/* The configuration that all checks look at, and the list that they report to. */
struct inspection {
	const struct config *config;
	const char *name;
	struct diagnostics *diagnostics;
};

static void report(
	const struct inspection *inspection, const char *setting, const char *text)
{
	diagnostics_add(inspection->diagnostics, inspection->name, 0, 0, "%s: %s",
		setting, text);
}

/*
 * A setting that was given, but wrongly, has been reported where it stands; of a file
 * that was not read to its end nobody knows what is missing.
 */
static bool is_missing(const struct config *config, const char *setting)
{
	size_t index = schema_index(schema_find(setting));

	return !config->incomplete && config->origin[index] == CONFIG_ORIGIN_DEFAULT;
}

/* An empty list names no more F-IPs than none; a bad one has been reported. */
static bool lacks_fips(const struct config *config)
{
	size_t index = schema_index(schema_find("fips"));

	return config->redundancy && config->fip_count == 0 && !config->incomplete
	       && config->origin[index] != CONFIG_ORIGIN_FILE;
}

static void check_needed(const struct inspection *inspection)
{
	const struct config *config = inspection->config;

	if (!ip_is_set(config->peer) && is_missing(config, "peer")) {
		report(inspection, "peer",
			"is missing; write the real IP of the other node, "
			"as in 'peer: 192.168.0.2'");
	}
	if (config->redundancy && config->role == CONFIG_ROLE_NONE
		&& is_missing(config, "role")) {
		report(inspection, "role",
			"is missing while redundancy is on; write 'role: active' "
			"on the preferred node and 'role: standby' on the other");
	}
	if (lacks_fips(config)) {
		report(inspection, "fips",
			"is missing while redundancy is on; write the floating "
			"addresses, as in 'fips: [192.168.0.100/24]'");
	}
}

/* Whose own address an F-IP or a reference must not be, or NULL. */
static const char *find_owner(const struct config *config, struct ip address)
{
	if (ip_equal(address, config->peer)) {
		return "the peer's real IP";
	}
	if (ip_equal(address, config->address)) {
		return "this node's real IP";
	}
	for (size_t i = 0; i < config->link_count; i++) {
		if (ip_equal(address, config->links[i].address)
			|| ip_equal(address, config->links[i].peer)) {
			return "an address of a link";
		}
	}
	return NULL;
}

static void check_owner(const struct inspection *inspection, const char *setting,
	struct ip address, const char *meaning)
{
	const char *owner = find_owner(inspection->config, address);
	char written[IP_TEXT_SIZE], text[FAULT_TEXT_MAX + 1];

	if (owner != NULL) {
		snprintf(text, sizeof(text), "%s is %s; %s", ip_write(address, written),
			owner, meaning);
		report(inspection, setting, text);
	}
}

static bool is_fip(const struct config *config, struct ip address)
{
	for (size_t i = 0; i < config->fip_count; i++) {
		if (ip_equal(config->fips[i].address, address)) {
			return true;
		}
	}
	return false;
}

static void check_reference(const struct inspection *inspection, struct ip address)
{
	static const char meaning[] =
		"a reference is an address of a third host, which answers whoever is "
		"active";
	char written[IP_TEXT_SIZE], text[FAULT_TEXT_MAX + 1];

	if (is_fip(inspection->config, address)) {
		snprintf(text, sizeof(text), "%s is an F-IP; %s",
			ip_write(address, written), meaning);
		report(inspection, "references", text);
	} else {
		check_owner(inspection, "references", address, meaning);
	}
}

/* A proxy that moves with the F-IP would be both proxies in one. */
static void check_proxy(
	const struct inspection *inspection, const char *setting, const char *host)
{
	struct ip address;
	char text[FAULT_TEXT_MAX + 1];

	if (ip_read(host, &address) && is_fip(inspection->config, address)) {
		snprintf(text, sizeof(text),
			"%s is an F-IP; the script names the proxies by addresses "
			"that stay",
			host);
		report(inspection, setting, text);
	}
}

/* The host of a proxy as the script will name it; "": not known yet. */
static const char *find_host(
	const struct config_proxy *proxy, struct ip real, char text[IP_TEXT_SIZE])
{
	if (proxy->host[0] != '\0') {
		return proxy->host;
	}
	return ip_is_set(real) ? ip_write(real, text) : "";
}

static bool is_same_host(const char *a, const char *b)
{
	struct ip left, right;

	if (ip_read(a, &left) && ip_read(b, &right)) {
		return ip_equal(left, right);
	}
	return a[0] != '\0' && strcasecmp(a, b) == 0;
}

static void check_proxies(const struct inspection *inspection)
{
	const struct config *config = inspection->config;
	const struct config_proxy *own = &config->pac.own;
	const struct config_proxy *peer = &config->pac.peer;
	char own_text[IP_TEXT_SIZE], peer_text[IP_TEXT_SIZE];
	bool given = own->host[0] != '\0' || peer->host[0] != '\0';

	check_proxy(inspection, "proxy", own->host);
	check_proxy(inspection, "peer_proxy", peer->host);
	if (given && own->port == peer->port
		&& is_same_host(find_host(own, config->address, own_text),
			find_host(peer, config->peer, peer_text))) {
		report(inspection, peer->host[0] == '\0' ? "proxy" : "peer_proxy",
			peer->host[0] == '\0'
				? "is the peer's real IP, which peer_proxy is unless "
				  "set; write the host of this node's proxy"
				: "is the same as proxy; write the host of the other "
				  "node's proxy");
	}
}

/* Link 1 as an entry of `links`; the fault of its addresses is one of `peer`. */
static struct config_link main_link(const struct config *config)
{
	struct config_link link = {
		.address = config->address,
		.peer = config->peer,
	};

	snprintf(link.name, sizeof(link.name), "%s", config->interface);
	snprintf(link.interface, sizeof(link.interface), "%s", config->interface);
	return link;
}

static void report_link(const struct inspection *inspection,
	const struct config_link *link, const struct fault *fault)
{
	diagnostics_add(inspection->diagnostics, inspection->name, link->place.line,
		link->place.column, "%s: %s", link->place.line ? "links" : "peer",
		fault->text);
}

static const char *name_family(struct ip ip)
{
	return ip.family == IP_V6 ? "IPv6" : "IPv4";
}

/* Return whether a link is good by itself; else the fault says what is wrong with it.
 */
static bool is_sound(const struct config *config, const struct config_link *link,
	struct fault *fault)
{
	char own[IP_TEXT_SIZE], peer[IP_TEXT_SIZE];

	if (config->routed && ip_is_link_local(link->peer)) {
		return fault_write(fault,
			"%s is a link-local address, which no router forwards; write "
			"'routed: no' or other addresses",
			ip_write(link->peer, peer));
	}
	if (!ip_is_set(link->address) || !ip_is_set(link->peer)) {
		return true;
	}
	ip_write(link->address, own);
	ip_write(link->peer, peer);
	if (link->address.family != link->peer.family) {
		return fault_write(fault,
			"%s is an address of %s and %s of %s; a path has one family",
			own, name_family(link->address), peer, name_family(link->peer));
	}
	if (ip_equal(link->address, link->peer)) {
		return fault_write(fault,
			"%s is this node's own address; "
			"%s of the other node is needed",
			peer, link->place.line ? "that" : "the real IP");
	}
	return true;
}

/* Link-local addresses are told apart by their interface. */
static bool clash(const struct config_link *link, const struct config_link *other,
	struct ip a, struct ip b)
{
	return ip_is_set(a) && ip_equal(a, b)
	       && (!ip_is_link_local(a)
		       || strcmp(link->interface, other->interface) == 0);
}

static bool is_distinct(const struct config_link *link, const struct config_link *other,
	struct fault *fault)
{
	const struct ip addresses[] = { link->address, link->peer };
	char text[IP_TEXT_SIZE];

	if (strcmp(link->name, other->name) == 0) {
		return fault_write(fault,
			"another path is named %s already; add a 'name' of its own",
			link->name);
	}
	for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++) {
		if (clash(link, other, addresses[i], other->address)
			|| clash(link, other, addresses[i], other->peer)) {
			return fault_write(fault,
				"path %s uses %s already; every path needs two "
				"addresses of its own",
				other->name, ip_write(addresses[i], text));
		}
	}
	return true;
}

static void check_link(const struct inspection *inspection, size_t index)
{
	const struct config_link *links = inspection->config->links;
	const struct config_link first = main_link(inspection->config);
	struct fault fault;
	bool good = is_sound(inspection->config, &links[index], &fault)
		    && is_distinct(&links[index], &first, &fault);

	for (size_t i = 0; good && i < index; i++) {
		good = is_distinct(&links[index], &links[i], &fault);
	}
	if (!good) {
		report_link(inspection, &links[index], &fault);
	}
}

static void check_links(const struct inspection *inspection)
{
	const struct config *config = inspection->config;
	const struct config_link first = main_link(config);
	struct fault fault;

	if (!is_sound(config, &first, &fault)) {
		report_link(inspection, &first, &fault);
	}
	for (size_t i = 0; i < config->link_count; i++) {
		check_link(inspection, i);
	}
}

bool config_check(
	const struct config *config, const char *name, struct diagnostics *diagnostics)
{
	size_t before = diagnostics->count;
	struct inspection inspection = {
		.config = config,
		.name = name,
		.diagnostics = diagnostics,
	};

	check_needed(&inspection);
	check_links(&inspection);
	for (size_t i = 0; i < config->fip_count; i++) {
		check_owner(&inspection, "fips", config->fips[i].address,
			"an F-IP is an address that no host has for its own");
	}
	for (size_t i = 0; i < config->reference_count; i++) {
		check_reference(&inspection, config->references[i]);
	}
	check_proxies(&inspection);
	return diagnostics->count == before;
}
