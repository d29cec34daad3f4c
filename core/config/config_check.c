#include <stdio.h>

#include "config/config.h"
#include "config/schema.h"

/* What all the checks look at and report to. */
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
	if (config->fip_count == 0 && is_missing(config, "fips")) {
		report(inspection, "fips",
			"is missing; write the floating addresses, "
			"as in 'fips: [192.168.0.100/24]'");
	}
}

static void check_peer(const struct inspection *inspection)
{
	const struct config *config = inspection->config;
	char address[IP_TEXT_SIZE], text[160];

	if (!ip_is_set(config->peer) || !ip_equal(config->peer, config->address)) {
		return;
	}
	snprintf(text, sizeof(text),
		"%s is this node's own address; "
		"the real IP of the other node is needed",
		ip_write(config->peer, address));
	report(inspection, "peer", text);
}

static void check_fip(const struct inspection *inspection, const struct config_fip *fip)
{
	const struct config *config = inspection->config;
	char address[IP_TEXT_SIZE], text[160];
	const char *owner = NULL;

	if (ip_equal(fip->address, config->peer)) {
		owner = "the peer's";
	} else if (ip_equal(fip->address, config->address)) {
		owner = "this node's";
	}
	if (owner != NULL) {
		snprintf(text, sizeof(text),
			"%s is %s real IP; "
			"an F-IP is an address that no host has for its own",
			ip_write(fip->address, address), owner);
		report(inspection, "fips", text);
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
	check_peer(&inspection);
	for (size_t i = 0; i < config->fip_count; i++) {
		check_fip(&inspection, &config->fips[i]);
	}
	return diagnostics->count == before;
}
