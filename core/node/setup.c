#include "node/setup.h"

#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "config/config_check.h"
#include "config/keys.h"
#include "config/list.h"
#include "config/value.h"
#include "heartbeat/endpoint.h"
#include "heartbeat/links.h"
#include "netlink/netlink.h"
#include "schema/schema.h"

/* A long list is cut: the file has all of it. */
enum {
	LIST_TEXT_SIZE = 104
};

/* Lay the run-time settings over config; leave it alone if they do not fit. */
static void lay_over(
	struct config *config, const char *path, struct setup_faults *faults)
{
	struct config both = *config;
	const struct config_source source = {
		.name = path,
		.origin = CONFIG_ORIGIN_SET,
		.unknown = &faults->unknown,
	};

	if (access(path, F_OK) != 0) {
		return;
	}
	if (config_read(&both, &source, &faults->overlay)
		&& config_check(&both, path, &faults->overlay)) {
		*config = both;
	}
}

static bool load_config(struct config *config, const struct setup_files *files,
	struct setup_faults *faults)
{
	const struct config_source source = {
		.name = files->config,
		.origin = CONFIG_ORIGIN_FILE,
	};
	struct config both;
	bool good;

	config_defaults(config);
	good = config_read(config, &source, &faults->config);
	if (!good) {
		config_check(config, files->config, &faults->config);
		return false;
	}
	/* The overlay may hold what the file alone lacks: a peer set over SNMP. */
	both = *config;
	lay_over(&both, files->overlay, faults);
	if (faults->overlay.count == 0) {
		*config = both;
	}
	return config_check(config, files->config, &faults->config);
}

bool setup_load(struct setup *setup, const struct setup_files *files,
	struct setup_faults *faults)
{
	bool good;

	memset(faults, 0, sizeof(*faults));
	memset(setup, 0, sizeof(*setup));
	good = load_config(&setup->config, files, faults);
	if (good && setup->config.authenticated) {
		good = keys_read(&setup->keys, setup->config.key_file, &faults->keys);
	}
	return good;
}

bool setup_has_fip(const struct config *config, struct ip address)
{
	for (size_t i = 0; i < config->fip_count; i++) {
		if (ip_equal(config->fips[i].address, address)) {
			return true;
		}
	}
	return false;
}

/* Link-local addresses are told apart by their interface. */
static bool is_link(const struct config *config, struct ip address)
{
	for (size_t i = 0; i < config->link_count; i++) {
		const struct config_link *link = &config->links[i];

		if (ip_equal(link->address, address)
			&& (!ip_is_link_local(address)
				|| strcmp(link->interface, config->interface) == 0)) {
			return true;
		}
	}
	return false;
}

struct search {
	const struct config *config;
	struct ip named; /* by the kernel */
	bool has_named;
	struct ip other; /* the first one of the peer's subnet that is no F-IP */
};

static void on_address(const struct netlink_address *address, void *context)
{
	struct search *search = context;
	const struct config *config = search->config;
	struct ip ip = address->address;

	search->has_named = search->has_named
			    || (ip_equal(ip, search->named)
				    && address->protocol != NETLINK_FIP_PROTOCOL);
	if (!ip_is_set(search->other) && !address->tentative
		&& !setup_has_fip(config, ip)
		&& ip_shares_prefix(ip, config->peer, address->prefix_length)) {
		search->other = ip;
	}
}

static int search_interface(struct search *search)
{
	struct netlink *netlink;
	int error = netlink_open(&netlink);

	if (!error) {
		error = netlink_list_addresses(netlink,
			if_nametoindex(search->config->interface), on_address, search);
		netlink_close(netlink);
	}
	return error;
}

/*
 * Asked for a way over an interface that has no address, the kernel names one of
 * another interface, from which no heartbeat would be answered, or an F-IP that fipd
 * itself has set; and an F-IP that an outsider has set with a longer prefix than the
 * real IP's comes before that one.
 */
static int find_near(const struct config *config, struct ip *own)
{
	struct search search = { .config = config };
	int error = endpoint_find_own(own, config->peer, config->interface);

	search.named = *own;
	error = error ? error : search_interface(&search);
	if (error || (search.has_named && !setup_has_fip(config, *own))) {
		return error;
	}
	if (ip_is_set(search.other)) {
		*own = search.other;
	}
	return search.has_named || ip_is_set(search.other) ? 0 : -ENETUNREACH;
}

static enum setup_own judge(const struct config *config, struct ip *own)
{
	if (ip_equal(*own, config->peer)) {
		*own = (struct ip){ 0 };
		return SETUP_OWN_IS_PEER;
	}
	if (setup_has_fip(config, *own)) {
		*own = (struct ip){ 0 };
		return SETUP_OWN_IS_FIP;
	}
	if (is_link(config, *own)) {
		*own = (struct ip){ 0 };
		return SETUP_OWN_IS_LINK;
	}
	return SETUP_OWN_KNOWN;
}

static enum setup_own find_own(const struct config *config, struct ip *own, int *error)
{
	*error = 0;
	*own = config->address;
	if (!ip_is_set(*own)) {
		*error = config->routed ? endpoint_find_own(own, config->peer, NULL)
					: find_near(config, own);
	}
	if (*error) {
		*own = (struct ip){ 0 };
		return endpoint_may_wait(*error) ? SETUP_OWN_UNKNOWN
						 : SETUP_OWN_REFUSED;
	}
	return judge(config, own);
}

enum setup_own setup_find_own(const struct config *config, struct ip *own, int *error)
{
	struct ip former = *own;
	enum setup_own verdict = find_own(config, own, error);

	/* It is away, and what is there instead may be an F-IP of an outsider. */
	if (ip_is_set(former)
		&& (verdict == SETUP_OWN_UNKNOWN || verdict == SETUP_OWN_IS_FIP)) {
		*own = former;
		return judge(config, own);
	}
	return verdict;
}

void setup_explain_own(char *text, size_t size, enum setup_own verdict,
	const struct config *config, int error)
{
	char peer[IP_TEXT_SIZE];

	ip_write(config->peer, peer);
	switch (verdict) {
	case SETUP_OWN_IS_FIP:
		snprintf(text, size,
			"the address towards peer %s is an F-IP; set "
			"`address` to the real IP of this node",
			peer);
		break;
	case SETUP_OWN_IS_PEER:
		snprintf(text, size,
			"peer: %s is an address of this node; the real IP of "
			"the other node is needed",
			peer);
		break;
	case SETUP_OWN_IS_LINK:
		snprintf(text, size,
			"the address towards peer %s is that of a link; every path "
			"needs two addresses of its own",
			peer);
		break;
	case SETUP_OWN_UNKNOWN:
	case SETUP_OWN_REFUSED:
		if (error == -ENETUNREACH && !config->routed) {
			snprintf(text, size,
				"own real IP not known: no address of %s reaches "
				"peer %s; give it one, with a route, or set `address`",
				config->interface, peer);
			break;
		}
		snprintf(text, size,
			"own real IP not known: no way to peer %s%s%s: %s; "
			"give the host an address and a route, or set `address`",
			peer, config->routed ? "" : " over ",
			config->routed ? "" : config->interface, strerror(-error));
		break;
	case SETUP_OWN_KNOWN:
		snprintf(text, size, "the own real IP is known");
		break;
	}
}

struct writing {
	char *text;
	size_t size;
	size_t length;
	bool only_names;
};

static void add_change(struct writing *writing, const char *name, const char *before,
	const char *after)
{
	char *end = writing->text + writing->length;
	size_t room = writing->size - writing->length;
	const char *comma = writing->length ? ", " : "";
	int wanted;

	if (writing->only_names) {
		wanted = snprintf(end, room, "%s%s", comma, name);
	} else {
		wanted = snprintf(end, room, "%s%s%s%s to %s", comma, name,
			*before ? " " : "", before, after);
	}
	writing->length += wanted > 0 ? (size_t)wanted : 0;
	if (writing->length >= writing->size) {
		writing->length = writing->size - 1;
	}
}

static void write_value(char text[VALUE_TEXT_SIZE], const struct config *config,
	const struct schema_row *row)
{
	if (list_has(row)) {
		list_write(config, row, "+", text, LIST_TEXT_SIZE);
		if (text[0] == '\0') {
			snprintf(text, VALUE_TEXT_SIZE, "none");
		}
	} else {
		value_write(config, row, text);
	}
}

static void write_changes(struct writing *writing, const struct config *before,
	const struct config *after)
{
	const struct schema_row *row;

	writing->text[0] = '\0';
	for (size_t i = 0; (row = schema_row(i)) != NULL; i++) {
		char old[VALUE_TEXT_SIZE];
		char new[VALUE_TEXT_SIZE];

		write_value(old, before, row);
		write_value(new, after, row);
		if (list_has(row) ? !list_equal(before, after, row)
				  : strcmp(old, new) != 0) {
			add_change(writing, row->name, old, new);
		}
	}
}

void setup_write_diff(char *text, size_t size, const struct config *before,
	const struct config *after)
{
	struct writing writing = { .text = text, .size = size };

	write_changes(&writing, before, after);
}

void setup_write_names(char *text, size_t size, const struct config *before,
	const struct config *after)
{
	struct writing writing = { .text = text, .size = size, .only_names = true };

	write_changes(&writing, before, after);
}

/* The F-IP that a change brings and the kernel may have refused: with IPv6 switched off
 * one of IPv6.  NULL: it brings none, or also something else that may be the cause. */
static const struct config_fip *find_suspect(
	const struct config *old, const struct config *config, int error)
{
	const struct config_fip *suspect = NULL;
	char names[LIST_TEXT_SIZE];

	setup_write_names(names, sizeof(names), old, config);
	if (strcmp(names, "fips") != 0) {
		return NULL;
	}
	for (size_t i = 0; i < config->fip_count; i++) {
		const struct config_fip *fip = &config->fips[i];
		bool first = suspect == NULL;
		bool better = error == -EACCES && fip->address.family == IP_V6;

		if (!setup_has_fip(old, fip->address) && (first || better)) {
			suspect = fip;
		}
	}
	return suspect;
}

void setup_explain_change(char *text, size_t size, const struct config *old,
	const struct config *config, int error)
{
	const struct config_fip *fip = find_suspect(old, config, error);
	char address[IP_TEXT_SIZE];

	if (fip == NULL) {
		snprintf(text, size,
			"port %u on %s: %s; the old settings stay in force",
			config->port, config->interface, strerror(-error));
	} else if (error == -EACCES && fip->address.family == IP_V6) {
		snprintf(text, size,
			"fips: %s cannot be set on %s, where IPv6 is switched off "
			"(net.ipv6.conf.%s.disable_ipv6); the old settings stay in "
			"force",
			ip_write(fip->address, address), config->interface,
			config->interface);
	} else {
		snprintf(text, size,
			"fips: %s cannot be set on %s: %s; the old settings stay in "
			"force",
			ip_write(fip->address, address), config->interface,
			strerror(-error));
	}
}
