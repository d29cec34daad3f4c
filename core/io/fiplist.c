#include "io/fiplist.h"

#include <assert.h>
#include <string.h>

#include "logic/types.h"

void fiplist_init(struct fiplist *list, const struct config_fip *fips, size_t count,
	int64_t now_us)
{
	assert(count <= CONFIG_FIPS_MAX);
	memset(list, 0, sizeof(*list));
	list->count = count;
	for (size_t i = 0; i < count; i++) {
		list->entries[i].fip = fips[i];
	}
	fiplist_set_all(list, FIP_ABSENT, now_us);
}

struct fiplist_entry *fiplist_find(struct fiplist *list, struct ip address)
{
	for (size_t i = 0; i < list->count; i++) {
		if (ip_equal(list->entries[i].fip.address, address)) {
			return &list->entries[i];
		}
	}
	return NULL;
}

void fiplist_set(struct fiplist_entry *entry, enum fip_state state, int64_t now_us)
{
	if (entry->state != state) {
		entry->state = state;
		entry->since_us = now_us;
	}
}

void fiplist_set_all(struct fiplist *list, enum fip_state state, int64_t now_us)
{
	for (size_t i = 0; i < list->count; i++) {
		fiplist_set(&list->entries[i], state, now_us);
	}
}

static void tell_entry(
	const struct fiplist_entry *entry, int64_t now_us, struct fip_status *status)
{
	ip_write(entry->fip.address, status->address);
	status->prefix_length = entry->fip.prefix_length;
	status->state = entry->state;
	/* The state may have been set after the wake-up's one look at the clock. */
	status->state_age_ms =
		now_us > entry->since_us ? (now_us - entry->since_us) / MS_US : 0;
}

void fiplist_tell(const struct fiplist *list, int64_t now_us, struct status *status)
{
	status->fip_count = (uint32_t)list->count;
	for (size_t i = 0; i < list->count; i++) {
		tell_entry(&list->entries[i], now_us, &status->fips[i]);
	}
}
