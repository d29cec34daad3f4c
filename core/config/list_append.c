#include "config/list_append.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

#include "config/address.h"
#include "words/narrate.h"

static bool refuse_double(const char *text, struct fault *fault)
{
	return fault_say(fault, "%s is in the list already", text);
}

static bool refuse_excess(const char *text, int most, struct fault *fault)
{
	return fault_say(fault, "%s is one too many; %d are allowed", text, most);
}

static bool append_fip(struct config *config, const char *text, struct fault *fault)
{
	struct config_fip fip;

	if (!address_read_fip(text, &fip, fault)) {
		return false;
	}
	for (size_t i = 0; i < config->fip_count; i++) {
		if (ip_equal(config->fips[i].address, fip.address)) {
			return refuse_double(text, fault);
		}
	}
	if (config->fip_count == CONFIG_FIPS_MAX) {
		return refuse_excess(text, CONFIG_FIPS_MAX, fault);
	}
	config->fips[config->fip_count++] = fip;
	return true;
}

static bool has_reference(const struct config *config, struct ip address)
{
	for (size_t i = 0; i < config->reference_count; i++) {
		if (ip_equal(config->references[i], address)) {
			return true;
		}
	}
	return false;
}

static bool append_reference(
	struct config *config, const char *text, struct fault *fault)
{
	bool gateway = strcasecmp(text, "gateway") == 0;
	struct ip address = { .family = IP_NONE };

	if (!gateway && !address_read(text, &address, fault)) {
		return false;
	}
	if (gateway ? config->reference_gateway : has_reference(config, address)) {
		return refuse_double(text, fault);
	}
	if (gateway) {
		config->reference_gateway = true;
		return true;
	}
	if (config->reference_count == CONFIG_REFERENCES_MAX) {
		return refuse_excess(text, CONFIG_REFERENCES_MAX, fault);
	}
	config->references[config->reference_count++] = address;
	return true;
}

static bool append_kind(uint32_t *kinds, const char *text, struct fault *fault)
{
	struct quote quote;
	enum event_kind kind = narrate_kind_of(text);

	if (kind == 0) {
		return fault_say(fault,
			"'%s' is no kind of event; fipctl events names them, as in "
			"peerLost",
			fault_quote(&quote, text));
	}
	*kinds |= event_bit(kind);
	return true;
}

static bool append_network(
	struct config_networks *networks, const char *text, struct fault *fault)
{
	struct config_fip network;

	if (!address_read_network(text, &network, fault)) {
		return false;
	}
	for (size_t i = 0; i < networks->count; i++) {
		if (ip_equal(networks->list[i].address, network.address)
			&& networks->list[i].prefix_length == network.prefix_length) {
			return refuse_double(text, fault);
		}
	}
	if (networks->count == CONFIG_NETWORKS_MAX) {
		return refuse_excess(text, CONFIG_NETWORKS_MAX, fault);
	}
	networks->list[networks->count++] = network;
	return true;
}

bool append_entry(struct config *config, const struct schema_row *row, const char *text,
	struct fault *fault)
{
	void *member = (char *)config + row->offset;

	if (row->type == SCHEMA_FIPS) {
		return append_fip(config, text, fault);
	}
	if (row->type == SCHEMA_REFERENCES) {
		return append_reference(config, text, fault);
	}
	if (row->type == SCHEMA_KINDS) {
		return append_kind(member, text, fault);
	}
	assert(row->type == SCHEMA_NETWORKS);
	return append_network(member, text, fault);
}
