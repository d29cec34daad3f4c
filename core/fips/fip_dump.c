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

static bool is_sound(const struct netlink_address *address)
{
	return address->prefix_length == 8 * ip_length_bytes(address->address.family)
	       && address->protocol == NETLINK_FIP_PROTOCOL && !address->tentative;
}

static void on_found(const struct netlink_address *address, void *context)
{
	struct fip_dump *dump = context;
	struct netlink_address *found = &dump->found[dump->count];
	size_t place;

	if (!fip_list_find(dump->list, address->address, &place)
		|| dump->count == FIP_DUMP_MAX) {
		return;
	}
	*found = *address;
	dump->count++;
	if (is_sound(found)) {
		dump->sound[place] = found;
	} else {
		dump->copies[dump->copy_count++] = *found;
	}
}

int fip_dump_look(struct fip_dump *dump, struct netlink *netlink, uint32_t index)
{
	dump->count = 0;
	dump->copy_count = 0;
	memset(dump->sound, 0, sizeof(dump->sound));
	return netlink_list_addresses(netlink, index, on_found, dump);
}

size_t fip_dump_count_sound(const struct fip_dump *dump)
{
	size_t count = 0;

	for (size_t i = 0; i < dump->list->count; i++) {
		count += dump->sound[i] != NULL;
	}
	return count;
}
