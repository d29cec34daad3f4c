#include "fips/fip_dump.h"

#include <string.h>

#include "model/types.h"

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

/* Where secondary addresses are not promoted, those of its network go with a primary.
 */
static bool is_bound(const struct fip_dump *dump, const struct netlink_address *copy)
{
	bool bound = dump->secondary_count > FIP_DUMP_SECONDARIES_MAX;

	if (dump->promotes || copy->secondary || copy->address.family == IP_V6) {
		return false;
	}
	for (size_t i = 0; !bound && i < dump->secondary_count; i++) {
		bound = is_of_network(&dump->secondaries[i], copy);
	}
	return bound;
}

struct copy fip_dump_copy(const struct fip_dump *dump, size_t number)
{
	const struct netlink_address *found = &dump->copies[number];
	size_t place = 0;

	fip_list_find(dump->list, found->address, &place);
	return (struct copy){
		.fip = (uint32_t)place + 1,
		.prefix_length = found->prefix_length,
		.protocol = found->protocol,
		.bound = is_bound(dump, found),
	};
}

/* Those that others depend on go last, when nothing depends on them any more. */
static int remove_copies(
	const struct fip_dump *dump, struct netlink *netlink, bool secondary)
{
	struct netlink_address removed[FIP_DUMP_MAX];
	size_t count = 0;

	for (size_t i = 0; i < dump->copy_count; i++) {
		const struct netlink_address *copy = &dump->copies[i];

		if (copy->secondary == secondary && !is_bound(dump, copy)) {
			removed[count++] = *copy;
		}
	}
	return netlink_delete_addresses(netlink, removed, count);
}

int fip_dump_expel(const struct fip_dump *dump, struct netlink *netlink)
{
	int error = remove_copies(dump, netlink, true);

	return error ? error : remove_copies(dump, netlink, false);
}

/* The kernel rounds up to whole seconds; one without an end has no lease to rely on. */
static int64_t surely_left_us(const struct netlink_address *address)
{
	if (address->valid_s == NETLINK_FOREVER || address->valid_s == 0) {
		return 0;
	}
	return ((int64_t)address->valid_s - 1) * SECOND_US;
}

int64_t fip_dump_left_us(const struct fip_dump *dump)
{
	int64_t least_us = INT64_MAX;

	for (size_t i = 0; i < dump->list->count; i++) {
		if (dump->sound[i] != NULL) {
			int64_t left_us = surely_left_us(dump->sound[i]);

			least_us = left_us < least_us ? left_us : least_us;
		}
	}
	return least_us;
}

size_t fip_dump_count_sound(const struct fip_dump *dump)
{
	size_t count = 0;

	for (size_t i = 0; i < dump->list->count; i++) {
		count += dump->sound[i] != NULL;
	}
	return count;
}
