#include "subagent/roworder.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "subagent/getter.h"

/* Kind and bytes of the address: where the row belongs. */
struct place {
	uint8_t key[1 + sizeof(struct in6_addr)];
	uint32_t row; /* where it is now */
};

static struct place place_of(const struct fip_status *fip, uint32_t row)
{
	struct place place = { .row = row };
	struct value value = { 0 };
	get_address_type(&value, fip->address, NULL);
	get_address(&value, fip->address, NULL);
	place.key[0] = (uint8_t)value.number;
	memcpy(place.key + 1, value.octets, value.length);
	return place;
}

static int compare(const void *a, const void *b)
{
	const struct place *left = a;
	const struct place *right = b;
	return memcmp(left->key, right->key, sizeof(left->key));
}

static bool is_sorted(const struct place *places, uint32_t count)
{
	for (uint32_t i = 1; i < count; i++) {
		if (compare(&places[i - 1], &places[i]) > 0) {
			return false;
		}
	}
	return true;
}

void roworder_sort(struct status *status)
{
	static struct place places[STATUS_FIPS_MAX];
	static struct fip_status sorted[STATUS_FIPS_MAX];
	uint32_t count = status->fip_count;
	for (uint32_t i = 0; i < count; i++) {
		places[i] = place_of(&status->fips[i], i);
	}
	if (is_sorted(places, count)) {
		return;
	}
	qsort(places, count, sizeof(places[0]), compare);
	for (uint32_t i = 0; i < count; i++) {
		sorted[i] = status->fips[places[i].row];
	}
	memcpy(status->fips, sorted, count * sizeof(sorted[0]));
}
