#include "config/link_check.h"

#include <stdio.h>
#include <string.h>

#include "values/fault.h"

/* What all the checks look at and report to. */
struct inspection {
	const struct config *config;
	const char *file;
	struct diagnostics *diagnostics;
};

/* Path 1 as if it were a link; the fault of its addresses is that of `peer`. */
static struct config_link main_path(const struct config *config)
{
	struct config_link path = {
		.address = config->address,
		.peer = config->peer,
	};

	snprintf(path.name, sizeof(path.name), "%s", config->interface);
	snprintf(path.interface, sizeof(path.interface), "%s", config->interface);
	return path;
}

static void report(const struct inspection *inspection, const struct config_link *link,
	const struct fault *fault)
{
	diagnostics_add(inspection->diagnostics, inspection->file, link->place.line,
		link->place.column, "%s: %s", link->place.line ? "links" : "peer",
		fault->text);
}

static const char *name_family(struct ip ip)
{
	return ip.family == IP_V6 ? "IPv6" : "IPv4";
}

/* What is wrong with a path by itself. */
static bool is_sound(const struct config *config, const struct config_link *path,
	struct fault *fault)
{
	char own[IP_TEXT_SIZE], peer[IP_TEXT_SIZE];

	if (config->routed && ip_is_link_local(path->peer)) {
		return fault_say(fault,
			"%s is a link-local address, which no router forwards; write "
			"'routed: no' or other addresses",
			ip_write(path->peer, peer));
	}
	if (!ip_is_set(path->address) || !ip_is_set(path->peer)) {
		return true;
	}
	ip_write(path->address, own);
	ip_write(path->peer, peer);
	if (path->address.family != path->peer.family) {
		return fault_say(fault,
			"%s is an address of %s and %s of %s; a path has one family",
			own, name_family(path->address), peer, name_family(path->peer));
	}
	if (ip_equal(path->address, path->peer)) {
		return fault_say(fault,
			"%s is this node's own address; "
			"%s of the other node is needed",
			peer, path->place.line ? "that" : "the real IP");
	}
	return true;
}

/* Link-local addresses are told apart by their interface. */
static bool clash(const struct config_link *path, const struct config_link *other,
	struct ip a, struct ip b)
{
	return ip_is_set(a) && ip_equal(a, b)
	       && (!ip_is_link_local(a)
		       || strcmp(path->interface, other->interface) == 0);
}

static bool is_distinct(const struct config_link *path, const struct config_link *other,
	struct fault *fault)
{
	const struct ip addresses[] = { path->address, path->peer };
	char text[IP_TEXT_SIZE];

	if (strcmp(path->name, other->name) == 0) {
		return fault_say(fault,
			"another path is named %s already; add a 'name' of its own",
			path->name);
	}
	for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++) {
		if (clash(path, other, addresses[i], other->address)
			|| clash(path, other, addresses[i], other->peer)) {
			return fault_say(fault,
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
	const struct config_link first = main_path(inspection->config);
	struct fault fault;
	bool good = is_sound(inspection->config, &links[index], &fault)
		    && is_distinct(&links[index], &first, &fault);

	for (size_t i = 0; good && i < index; i++) {
		good = is_distinct(&links[index], &links[i], &fault);
	}
	if (!good) {
		report(inspection, &links[index], &fault);
	}
}

void linkcheck(
	const struct config *config, const char *file, struct diagnostics *diagnostics)
{
	const struct inspection inspection = { config, file, diagnostics };
	const struct config_link first = main_path(config);
	struct fault fault;

	if (!is_sound(config, &first, &fault)) {
		report(&inspection, &first, &fault);
	}
	for (size_t i = 0; i < config->link_count; i++) {
		check_link(&inspection, i);
	}
}
