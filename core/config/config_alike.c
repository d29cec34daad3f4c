#include "config/config_alike.h"

#include <string.h>

bool config_alike_has_fip(const struct config *config, struct ip address)
{
	for (size_t i = 0; i < config->fip_count; i++) {
		if (ip_equal(config->fips[i].address, address)) {
			return true;
		}
	}
	return false;
}

/* The prefix length is only told to people, but it is told from the same list. */
bool config_alike_fips(const struct config *a, const struct config *b)
{
	bool alike =
		strcmp(a->interface, b->interface) == 0 && a->fip_count == b->fip_count;

	for (size_t i = 0; alike && i < a->fip_count; i++) {
		alike = ip_equal(a->fips[i].address, b->fips[i].address)
			&& a->fips[i].prefix_length == b->fips[i].prefix_length;
	}
	return alike;
}

bool config_alike_hosts(const struct config *a, const struct config *b)
{
	bool alike = ip_equal(a->peer, b->peer)
		     && a->reference_gateway == b->reference_gateway
		     && a->reference_count == b->reference_count;

	for (size_t i = 0; alike && i < a->reference_count; i++) {
		alike = ip_equal(a->references[i], b->references[i]);
	}
	return alike;
}
