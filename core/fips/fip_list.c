#include "fips/fip_list.h"

#include <assert.h>
#include <string.h>

static struct ip address_at(const struct fip_list *list, size_t rank)
{
	return list->fips[list->sorted[rank]].address;
}

/* Each address goes before those above it: files are sorted already, as a rule. */
static void sort(struct fip_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		struct ip address = list->fips[i].address;
		size_t rank = i;

		while (rank > 0
			&& ip_compare(address_at(list, rank - 1), address) > 0) {
			list->sorted[rank] = list->sorted[rank - 1];
			rank--;
		}
		list->sorted[rank] = (uint16_t)i;
	}
}

void fip_list_init(struct fip_list *list, const struct config_fip *fips, size_t count)
{
	assert(count <= CONFIG_FIPS_MAX);
	memset(list, 0, sizeof(*list));
	list->count = count;
	memcpy(list->fips, fips, count * sizeof(*fips));
	sort(list);
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
