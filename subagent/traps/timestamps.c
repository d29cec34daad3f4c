#include "traps/timestamps.h"

#include <string.h>

#include "mib/instance.h"

static int64_t keep(int64_t age_ms, int64_t old_age_ms, int64_t between_ms)
{
	int64_t unchanged_ms = old_age_ms + between_ms;
	int64_t moved_ms = age_ms - unchanged_ms;
	bool trembles =
		moved_ms < TIMESTAMPS_TREMBLE_MS && moved_ms > -TIMESTAMPS_TREMBLE_MS;

	return age_ms >= 0 && old_age_ms >= 0 && trembles ? unchanged_ms : age_ms;
}

/* Where in struct status the members of a row are. */
static size_t find_place(enum mib_source source, size_t row)
{
	if (source == MIB_FIP) {
		return offsetof(struct status, fips) + row * sizeof(struct fip_status);
	}
	return source == MIB_LINK ? offsetof(struct status, links)
					    + row * sizeof(struct link_status)
				  : 0;
}

/* Rows move when the list is edited. */
static bool is_same_fip(
	const struct status *status, const struct status *before, size_t row)
{
	return row < before->fip_count
	       && strcmp(status->fips[row].address, before->fips[row].address) == 0;
}

static bool is_same_link(
	const struct status *status, const struct status *before, size_t row)
{
	return row < before->link_count
	       && strcmp(status->links[row].name, before->links[row].name) == 0;
}

/* Where the rows of an object are that both statuses have; false: no such row. */
static bool find_both(const struct mib_object *object, const struct status *status,
	const struct status *before, size_t row, size_t *place)
{
	*place = find_place(object->source, row) + object->offset;
	if (object->source == MIB_LINK) {
		return is_same_link(status, before, row);
	}
	return object->source != MIB_FIP || is_same_fip(status, before, row);
}

static size_t count_rows(const struct mib_object *object, const struct status *status)
{
	if (object->source == MIB_LINK) {
		return status->link_count;
	}
	return object->source == MIB_FIP ? status->fip_count : 1;
}

static bool is_age(const struct mib_object *object)
{
	return object->get == GET_AGE || object->get == GET_DISCONTINUITY;
}

static void keep_object(const struct mib_object *object, struct status *status,
	const struct status *before, int64_t between_ms)
{
	for (size_t i = 0; i < count_rows(object, status); i++) {
		size_t place;
		int64_t age_ms;
		int64_t old_age_ms;

		if (!find_both(object, status, before, i, &place)) {
			continue;
		}
		memcpy(&age_ms, (const char *)status + place, sizeof(age_ms));
		memcpy(&old_age_ms, (const char *)before + place, sizeof(old_age_ms));
		age_ms = keep(age_ms, old_age_ms, between_ms);
		memcpy((char *)status + place, &age_ms, sizeof(age_ms));
	}
}

void timestamps_keep(
	struct mirror *mirror, const struct status *before, int64_t before_received_ms)
{
	size_t count;
	const struct mib_object *objects = mib_objects(&count);

	for (size_t i = 0; i < count; i++) {
		if (is_age(&objects[i])) {
			keep_object(&objects[i], &mirror->status, before,
				mirror->received_ms - before_received_ms);
		}
	}
}

static bool goes_back(const struct mib_object *object, const struct status *status,
	const struct status *before)
{
	for (size_t i = 0; i < count_rows(object, status); i++) {
		size_t place;
		uint64_t number;
		uint64_t old_number;

		if (!find_both(object, status, before, i, &place)) {
			continue;
		}
		memcpy(&number, (const char *)status + place, sizeof(number));
		memcpy(&old_number, (const char *)before + place, sizeof(old_number));
		if (number < old_number) {
			return true;
		}
	}
	return false;
}

static bool is_counter_of_fipd(const struct mib_object *object)
{
	bool counter = object->type == VALUE_COUNTER || object->type == VALUE_COUNTER64;

	return counter && object->source != MIB_AGENT;
}

bool timestamps_is_broken(const struct status *status, const struct status *before)
{
	size_t count;
	const struct mib_object *objects = mib_objects(&count);

	for (size_t i = 0; i < count; i++) {
		if (is_counter_of_fipd(&objects[i])
			&& goes_back(&objects[i], status, before)) {
			return true;
		}
	}
	return false;
}
