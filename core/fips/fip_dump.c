#include "fips/fip_dump.h"

#include <string.h>

struct netlink_address fip_dump_name(
	struct ip fip, uint32_t interface_index, uint32_t valid_s)
{
	return (struct netlink_address){
		.address = fip,
		.interface_index = interface_index,
		.valid_s = valid_s,
		.prefix_length = (uint8_t)(8 * ip_length_bytes(fip.family)),
		.protocol = NETLINK_FIP_PROTOCOL,
	};
}

static bool is_host_address(const struct netlink_address *address)
{
	return address->prefix_length == 8 * ip_length_bytes(address->address.family);
}

static void add_own(
	struct fip_dump *dump, size_t place, const struct netlink_address *address)
{
	struct netlink_address *own = &dump->own[dump->own_count++];

	*own = *address;
	if (is_host_address(own) && !own->tentative) {
		dump->sound[place] = own;
	} else {
		dump->obstacles[dump->obstacle_count++] = *own;
	}
}

static void add_copy(struct fip_dump *dump, const struct netlink_address *address)
{
	dump->copies[dump->copy_count++] = *address;
	if (is_host_address(address) || address->address.family == IP_V6) {
		dump->obstacles[dump->obstacle_count++] = *address;
	}
}

static void add_other(struct fip_dump *dump, const struct netlink_address *address)
{
	if (!address->secondary) {
		return;
	}
	if (dump->secondary_count < FIP_DUMP_SECONDARIES_MAX) {
		dump->secondaries[dump->secondary_count] = *address;
	}
	dump->secondary_count++;
}

static void on_found(const struct netlink_address *address, void *context)
{
	struct fip_dump *dump = context;
	size_t place;

	if (!fip_list_find(dump->list, address->address, &place)) {
		add_other(dump, address);
	} else if (dump->own_count + dump->copy_count == FIP_DUMP_MAX) {
		return;
	} else if (address->protocol == NETLINK_FIP_PROTOCOL) {
		add_own(dump, place, address);
	} else {
		add_copy(dump, address);
	}
}

int fip_dump_look(struct fip_dump *dump, struct netlink *netlink, uint32_t index)
{
	dump->own_count = 0;
	dump->copy_count = 0;
	dump->obstacle_count = 0;
	dump->secondary_count = 0;
	memset(dump->sound, 0, sizeof(dump->sound));
	return netlink_list_addresses(netlink, index, on_found, dump);
}

static bool is_of_network(
	const struct netlink_address *address, const struct netlink_address *copy)
{
	return address->prefix_length == copy->prefix_length
	       && ip_shares_prefix(
		       address->address, copy->address, copy->prefix_length);
}

bool fip_dump_is_bound(const struct fip_dump *dump, const struct netlink_address *copy)
{
	bool bound = dump->secondary_count > FIP_DUMP_SECONDARIES_MAX;

	if (copy->secondary || copy->address.family == IP_V6) {
		return false;
	}
	for (size_t i = 0; !bound && i < dump->secondary_count; i++) {
		bound = is_of_network(&dump->secondaries[i], copy);
	}
	return bound;
}

size_t fip_dump_count_sound(const struct fip_dump *dump)
{
	size_t count = 0;

	for (size_t i = 0; i < dump->list->count; i++) {
		count += dump->sound[i] != NULL;
	}
	return count;
}
