#include "fips/loopback.h"

static const char name[] = "lo";

static uint32_t find_index(struct loopback *loopback)
{
	struct netlink_interface interface;

	netlink_find_interface(loopback->netlink, name, &interface);
	return interface.index;
}

static int look(struct loopback *loopback, const struct fip_list *list, uint32_t index)
{
	loopback->dump.list = list;
	return fip_dump_look(&loopback->dump, loopback->netlink, index);
}

static bool is_copied(const struct fip_dump *dump, struct ip address)
{
	for (size_t i = 0; i < dump->copy_count; i++) {
		if (ip_equal(dump->copies[i].address, address)) {
			return true;
		}
	}
	return false;
}

static struct netlink_address request_for(struct ip address, uint32_t index)
{
	return (struct netlink_address){
		.address = address,
		.interface_index = index,
		.valid_s = ADDRESS_MESSAGE_FOREVER,
		.prefix_length = (uint8_t)(8 * ip_length_bytes(address.family)),
		.protocol = ADDRESS_MESSAGE_FIP_PROTOCOL,
	};
}

int loopback_add(struct loopback *loopback, const struct fip_list *list)
{
	const struct fip_dump *dump = &loopback->dump;
	uint32_t index = find_index(loopback);
	size_t count = 0;
	int error = look(loopback, list, index);

	for (size_t i = 0; !error && i < list->count; i++) {
		struct ip address = list->entries[i].fip.address;

		if (!dump->sound[i] && !is_copied(dump, address)) {
			loopback->requests[count++] = request_for(address, index);
		}
	}
	if (!error && count > 0) {
		error = netlink_set_addresses(
			loopback->netlink, loopback->requests, count);
	}
	return error;
}

int loopback_remove(struct loopback *loopback, const struct fip_list *list,
	const struct fip_list *kept)
{
	size_t count = 0;
	size_t place;
	int error = look(loopback, list, find_index(loopback));

	for (size_t i = 0; !error && i < list->count; i++) {
		const struct netlink_address *ours = loopback->dump.sound[i];

		if (ours != NULL
			&& (kept == NULL
				|| !fip_list_find(kept, ours->address, &place))) {
			loopback->requests[count++] = *ours;
		}
	}
	if (!error && count > 0) {
		error = netlink_delete_addresses(
			loopback->netlink, loopback->requests, count);
	}
	return error;
}

bool loopback_has_any(struct loopback *loopback, const struct fip_list *list)
{
	return look(loopback, list, find_index(loopback)) == 0
	       && fip_dump_count_sound(&loopback->dump) > 0;
}
