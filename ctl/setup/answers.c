#include "setup/answers.h"

#include <net/if.h>
#include <stdio.h>
#include <string.h>

#include "config/list.h"
#include "config/value.h"
#include "schema/schema.h"

static bool check_peer(const struct config *config, struct fault *fault)
{
	char text[IP_TEXT_SIZE];

	return !host_has(config->peer)
	       || fault_write(fault,
		       "%s is an address of this node; the real IP of the other node "
		       "is needed",
		       ip_write(config->peer, text));
}

static bool check_fips(const struct config *config, struct fault *fault)
{
	char text[IP_TEXT_SIZE];

	for (size_t i = 0; i < config->fip_count; i++) {
		if (ip_equal(config->fips[i].address, config->peer)) {
			return fault_write(fault,
				"%s is the peer's real IP; an F-IP is an address "
				"beside those of the nodes",
				ip_write(config->peer, text));
		}
	}
	return config->fip_count > 0
	       || fault_write(fault, "is missing; an address and its prefix length are "
				     "needed, as in 192.168.0.100/24");
}

static bool check_interface(const struct config *config, struct fault *fault)
{
	char list[HOST_LIST_BYTES];

	return if_nametoindex(config->interface) != 0
	       || fault_write(fault, "there is no interface %s here; there is %s",
		       config->interface, host_list(list));
}

static bool check(const struct config *config, const char *name, struct fault *fault)
{
	if (strcmp(name, "peer") == 0) {
		return check_peer(config, fault);
	}
	if (strcmp(name, "fips") == 0) {
		return check_fips(config, fault);
	}
	return strcmp(name, "interface") != 0 || check_interface(config, fault);
}

bool answers_take(
	struct config *config, const char *name, const char *text, struct fault *fault)
{
	const struct schema_row *row = schema_find(name);
	struct config next = *config;

	if (!(list_is_inline(row) ? list_read_inline(&next, row, text, fault)
				  : value_read(&next, row, text, fault))
		|| !check(&next, name, fault)) {
		return false;
	}
	*config = next;
	return true;
}

void answers_write(
	const struct config *config, const char *name, char *text, size_t size)
{
	const struct schema_row *row = schema_find(name);
	char value[VALUE_TEXT_SIZE];
	bool is_known = strcmp(name, "role") == 0   ? config->role != CONFIG_ROLE_NONE
			: strcmp(name, "peer") == 0 ? ip_is_set(config->peer)
						    : true;

	text[0] = '\0';
	if (list_has(row)) {
		list_write(config, row, ", ", text, size);
	} else if (is_known) {
		snprintf(text, size, "%s", value_write(config, row, value));
	}
}

bool answers_fit(
	const struct config *config, const struct host *host, struct fault *fault)
{
	char fip[IP_TEXT_SIZE];
	char peer[IP_TEXT_SIZE];
	char list[HOST_LIST_BYTES];

	if (host->interface[0] == '\0' && host_has(config->fips[0].address)) {
		return fault_write(fault,
			"%s is this node's only address in its network; an F-IP is an "
			"address beside the real IP",
			ip_write(config->fips[0].address, fip));
	}
	if (host->interface[0] == '\0') {
		return fault_write(fault,
			"no interface has an address in the network of %s: name one "
			"with --interface (there is %s)",
			ip_write(config->fips[0].address, fip), host_list(list));
	}
	if (if_nametoindex(host->interface) == 0) {
		return fault_write(fault, "there is no interface %s here; there is %s",
			host->interface, host_list(list));
	}
	for (size_t i = 0; i < config->fip_count; i++) {
		if (ip_equal(config->fips[i].address, host->address)) {
			return fault_write(fault,
				"%s is this node's real IP, from which %s is reached; "
				"an F-IP is an address beside it",
				ip_write(host->address, fip),
				ip_write(config->peer, peer));
		}
	}
	return true;
}

void answers_write_yaml(const struct config *config, char text[ANSWERS_YAML_BYTES])
{
	const struct schema_row *row = schema_find("fips");
	char role[VALUE_TEXT_SIZE];
	char peer[IP_TEXT_SIZE];
	size_t used;

	answers_write(config, "role", role, sizeof(role));
	used = (size_t)snprintf(text, ANSWERS_YAML_BYTES,
		"redundancy: on\nrole: %s\npeer: %s\ninterface: %s\nfips:\n  - ", role,
		ip_write(config->peer, peer), config->interface);
	list_write(config, row, "\n  - ", text + used, ANSWERS_YAML_BYTES - used - 1);
	used = strlen(text);
	snprintf(text + used, ANSWERS_YAML_BYTES - used, "\n");
}
