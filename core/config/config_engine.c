#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "config/config.h"

enum {
	NODE_LOWER = 1,
	NODE_HIGHER = 2,
};

/* FNV-1a with its published parameters: short, well spread, the same on every host. */
static const uint32_t fnv32_basis = 2166136261U;
static const uint32_t fnv32_prime = 16777619U;
static const uint64_t fnv64_basis = 14695981039346656037U;
static const uint64_t fnv64_prime = 1099511628211U;

static uint32_t hash_address(uint32_t hash, uint32_t address)
{
	for (int shift = 24; shift >= 0; shift -= 8) {
		hash = (hash ^ ((address >> shift) & 0xff)) * fnv32_prime;
	}
	return hash;
}

static uint32_t number_pair(uint32_t own, uint32_t peer)
{
	uint32_t lower = own < peer ? own : peer;
	uint32_t higher = own < peer ? peer : own;

	return hash_address(hash_address(fnv32_basis, lower), higher);
}

/* One F-IP as a number: the address, then the prefix length. */
static uint64_t pack(const struct config_fip *fip)
{
	return (uint64_t)ntohl(fip->address.s_addr) << 8 | fip->prefix_length;
}

static int compare(const void *a, const void *b)
{
	uint64_t left = *(const uint64_t *)a;
	uint64_t right = *(const uint64_t *)b;

	return (left > right) - (left < right);
}

/* Sorted first, so that the order in which an operator lists them does not matter. */
static uint64_t digest_fips(const struct config *config)
{
	uint64_t packed[CONFIG_FIPS_MAX];
	uint64_t hash = fnv64_basis;

	for (size_t i = 0; i < config->fip_count; i++) {
		packed[i] = pack(&config->fips[i]);
	}
	qsort(packed, config->fip_count, sizeof(packed[0]), compare);
	for (size_t i = 0; i < config->fip_count; i++) {
		for (int shift = 32; shift >= 0; shift -= 8) {
			hash = (hash ^ ((packed[i] >> shift) & 0xff)) * fnv64_prime;
		}
	}
	return hash == 0 ? 1 : hash;
}

void config_engine_settings(
	const struct config *config, struct in_addr own, struct settings *settings)
{
	uint32_t own_number = ntohl(own.s_addr);
	uint32_t peer_number = ntohl(config->peer.s_addr);

	memset(settings, 0, sizeof(*settings));
	settings->enabled = config->redundancy;
	settings->preferred = config->role == CONFIG_ROLE_ACTIVE;
	settings->automatic_failback = config->failback == CONFIG_FAILBACK_AUTOMATIC;
	settings->node = own_number < peer_number ? NODE_LOWER : NODE_HIGHER;
	settings->count = (uint8_t)config->count;
	settings->pair = number_pair(own_number, peer_number);
	settings->interval_ms = config->interval_ms;
	settings->failback_delay_ms = config->failback_delay_ms;
	settings->digest = digest_fips(config);
}
