#include "subagent/addresses.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "subagent/getter.h"

enum {
	STORAGE_VOLATILE = 2,
	STORAGE_NON_VOLATILE = 3,
};

/* Kind and bytes of an address, and which row is to come there. */
struct place {
	uint8_t key[1 + sizeof(struct in6_addr)];
	uint32_t from; /* F-IPs of the status first, then drafts */
};

static struct place place_of(const char *address, size_t from)
{
	struct place place = { .from = (uint32_t)from };
	struct value value = { 0 };
	get_address_type(&value, address, NULL);
	get_address(&value, address, NULL);
	place.key[0] = (uint8_t)value.number;
	memcpy(place.key + 1, value.octets, value.length);
	return place;
}

static int compare_keys(const struct place *a, const struct place *b)
{
	return memcmp(a->key, b->key, sizeof(a->key));
}

static int compare(const void *a, const void *b)
{
	const struct place *left = a;
	const struct place *right = b;
	int order = compare_keys(left, right);
	return order != 0 ? order : (int)left->from - (int)right->from;
}

static struct address_row make_row(
	const struct status *status, const struct drafts *drafts, uint32_t from)
{
	struct address_row row = { .status = ROW_ACTIVE,
		.storage = STORAGE_NON_VOLATILE };
	if (from < status->fip_count) {
		row.fip = status->fips[from];
		return row;
	}
	const struct draft *draft = &drafts->list[from - status->fip_count];
	memcpy(row.fip.address, draft->address, sizeof(row.fip.address));
	row.fip.prefix_length = draft->prefix_length;
	row.fip.state = FIP_ABSENT;
	row.fip.state_age_ms = -1;
	row.status = draft->prefix_length > 0 ? ROW_NOT_IN_SERVICE : ROW_NOT_READY;
	row.storage = STORAGE_VOLATILE;
	return row;
}

void addresses_make(struct addresses *addresses, const struct status *status,
	const struct drafts *drafts)
{
	struct place places[ADDRESSES_MAX];
	size_t count = 0;
	for (uint32_t i = 0; i < status->fip_count; i++, count++) {
		places[count] = place_of(status->fips[i].address, count);
	}
	for (size_t i = 0; i < drafts->count; i++, count++) {
		places[count] = place_of(drafts->list[i].address, count);
	}
	qsort(places, count, sizeof(places[0]), compare);
	addresses->count = 0;
	for (size_t i = 0; i < count; i++) {
		if (i == 0 || compare_keys(&places[i - 1], &places[i]) != 0) {
			addresses->list[addresses->count++] =
				make_row(status, drafts, places[i].from);
		}
	}
}
