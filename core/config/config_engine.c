#include "config/config_engine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	NODE_LOWER = 1,
	NODE_HIGHER = 2,
};

/* FNV-1a with its published parameters: short, well spread, the same on every host. */
static const uint32_t fnv32_basis = 2166136261U;
static const uint32_t fnv32_prime = 16777619U;
static const uint64_t fnv64_basis = 14695981039346656037U;
static const uint64_t fnv64_prime = 1099511628211U;

static uint32_t hash_address(uint32_t hash, struct ip address)
{
	for (size_t i = 0; i < ip_length_bytes(address.family); i++) {
		hash = (hash ^ address.bytes[i]) * fnv32_prime;
	}
	return hash;
}

static uint32_t number_pair(struct ip own, struct ip peer)
{
	bool lower = ip_compare(own, peer) < 0;
	uint32_t hash = hash_address(fnv32_basis, lower ? own : peer);

	return hash_address(hash, lower ? peer : own);
}

static int compare(const void *a, const void *b)
{
	const struct config_fip *left = a;
	const struct config_fip *right = b;
	int order = ip_compare(left->address, right->address);

	return order ? order : left->prefix_length - right->prefix_length;
}

static uint64_t hash_fip(uint64_t hash, const struct config_fip *fip)
{
	for (size_t i = 0; i < ip_length_bytes(fip->address.family); i++) {
		hash = (hash ^ fip->address.bytes[i]) * fnv64_prime;
	}
	return (hash ^ fip->prefix_length) * fnv64_prime;
}

/* Sorted first, so that the order in which an operator lists them does not matter. */
static uint64_t digest_fips(const struct config *config)
{
	struct config_fip sorted[CONFIG_FIPS_MAX];
	uint64_t hash = fnv64_basis;

	memcpy(sorted, config->fips, config->fip_count * sizeof(sorted[0]));
	qsort(sorted, config->fip_count, sizeof(sorted[0]), compare);
	for (size_t i = 0; i < config->fip_count; i++) {
		hash = hash_fip(hash, &sorted[i]);
	}
	return hash == 0 ? 1 : hash;
}

/* Return a version, "1.2.3", as settings.release: major x 256 + minor. */
static uint32_t read_release(const char *version)
{
	uint8_t major = 0, minor = 0;

	sscanf(version, "%hhu.%hhu", &major, &minor);
	return (uint32_t)(major << 8 | minor);
}

void config_engine_settings(const struct config *config, struct ip own,
	const char *version, struct settings *settings)
{
	memset(settings, 0, sizeof(*settings));
	settings->enabled = config->redundancy;
	settings->preferred = config->role == CONFIG_ROLE_ACTIVE;
	settings->automatic_failback = config->failback == CONFIG_FAILBACK_AUTOMATIC;
	settings->node = ip_compare(own, config->peer) < 0 ? NODE_LOWER : NODE_HIGHER;
	settings->maintenance = config->maintenance;
	settings->references = config->reference_gateway || config->reference_count > 0;
	settings->expels = config->outsiders == CONFIG_OUTSIDERS_REMOVE;
	settings->links = (uint8_t)(1 + config->link_count);
	settings->count = (uint8_t)config->count;
	settings->pair = number_pair(own, config->peer);
	settings->interval_ms = config->interval_ms;
	settings->failback_delay_ms = config->failback_delay_ms;
	settings->digest = digest_fips(config);
	settings->release = read_release(version);
}
