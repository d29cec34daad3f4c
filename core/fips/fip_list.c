#include "fips/fip_list.h"

#include <assert.h>
#include <string.h>

#include "model/types.h"

static struct ip address_at(const struct fip_list *list, size_t rank)
{
	return list->entries[list->sorted[rank]].fip.address;
}

/* Each goes before those above it: files are sorted already, as a rule. */
static void sort(struct fip_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		struct ip address = list->entries[i].fip.address;
		size_t rank = i;

		while (rank > 0
			&& ip_compare(address_at(list, rank - 1), address) > 0) {
			list->sorted[rank] = list->sorted[rank - 1];
			rank--;
		}
		list->sorted[rank] = (uint16_t)i;
	}
}

void fip_list_init(struct fip_list *list, const struct config_fip *fips, size_t count,
	int64_t now_us)
{
	assert(count <= CONFIG_FIPS_MAX);
	memset(list, 0, sizeof(*list));
	list->count = count;
	for (size_t i = 0; i < count; i++) {
		list->entries[i].fip = fips[i];
	}
	sort(list);
	fip_list_set_all(list, FIP_ABSENT, now_us);
}

bool fip_list_find(const struct fip_list *list, struct ip address, size_t *place)
{
	size_t low = 0;
	size_t high = list->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = ip_compare(address_at(list, middle), address);

		if (order == 0) {
			*place = list->sorted[middle];
			return true;
		}
		if (order < 0) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return false;
}

void fip_list_set(struct fip_list_entry *entry, enum fip_state state, int64_t now_us)
{
	if (entry->state != state) {
		entry->state = state;
		entry->since_us = now_us;
	}
}

void fip_list_set_all(struct fip_list *list, enum fip_state state, int64_t now_us)
{
	for (size_t i = 0; i < list->count; i++) {
		fip_list_set(&list->entries[i], state, now_us);
	}
}

void fip_list_name(const struct fip_list *list, uint32_t interface_index,
	uint32_t lease_s, struct netlink_address names[CONFIG_FIPS_MAX])
{
	for (size_t i = 0; i < list->count; i++) {
		struct ip address = list->entries[i].fip.address;

		names[i] = (struct netlink_address){
			.address = address,
			.interface_index = interface_index,
			.valid_s = lease_s,
			.prefix_length = (uint8_t)(8 * ip_length_bytes(address.family)),
			.protocol = ADDRESS_MESSAGE_FIP_PROTOCOL,
		};
	}
}

static void tell_entry(
	const struct fip_list_entry *entry, int64_t now_us, struct fip_status *status)
{
	ip_write(entry->fip.address, status->address);
	status->prefix_length = entry->fip.prefix_length;
	status->state = entry->state;
	/* The state may have been set after the wake-up's one look at the clock. */
	status->state_age_ms =
		now_us > entry->since_us ? (now_us - entry->since_us) / MS_US : 0;
}

void fip_list_tell(const struct fip_list *list, int64_t now_us, struct status *status)
{
	status->fip_count = (uint32_t)list->count;
	for (size_t i = 0; i < list->count; i++) {
		tell_entry(&list->entries[i], now_us, &status->fips[i]);
	}
}
