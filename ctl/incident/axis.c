#include "incident/axis.h"

#include <stdlib.h>

enum {
	DRIFT_PPM = 500, /* the most by which the kernel slews one clock, each way */
	BOTH_NODES = 2,
};

static int compare_beats(const struct side_beat *a, const struct side_beat *b)
{
	if (a->life != b->life) {
		return a->life < b->life ? -1 : 1;
	}
	if (a->link != b->link) {
		return a->link < b->link ? -1 : 1;
	}
	return (a->sequence > b->sequence) - (a->sequence < b->sequence);
}

static int compare(const void *a, const void *b)
{
	const struct side_beat *const *first = a;
	const struct side_beat *const *second = b;

	return compare_beats(*first, *second);
}

/* The beats of a side in the order of their senders' numbers; free it. */
static const struct side_beat **sort(const struct side *side)
{
	const struct side_beat **list = calloc(side->beat_count + 1, sizeof(*list));

	for (size_t i = 0; list != NULL && i < side->beat_count; i++) {
		list[i] = &side->beats[i];
	}
	if (list != NULL) {
		qsort(list, side->beat_count, sizeof(*list), compare);
	}
	return list;
}

/* Find where the sender heard the heartbeat that one of its own acknowledges. */
static const struct side_beat *find_acknowledged(
	const struct side_beat *beat, const struct side_beat **sorted, size_t count)
{
	const struct side_beat wanted = {
		.life = beat->echo, .link = beat->link, .sequence = beat->acknowledged
	};
	const struct side_beat *key = &wanted;
	const struct side_beat **found =
		bsearch(&key, sorted, count, sizeof(*sorted), compare);

	return found == NULL ? NULL : *found;
}

/*
 * Return when a beat was sent, on its sender's clock.  The age counts from when the
 * acknowledged one had arrived as the sender believed; what it believed, it recorded,
 * so that a wrong belief (a wall clock was set meanwhile) cancels out.
 */
static int64_t find_sent(const struct side_beat *heard, const struct side_beat *beat)
{
	return heard->at_us - heard->lay_us + beat->age_us;
}

/*
 * Return the least by which the hearer's clock can be ahead of the sender's, plus what
 * both may have drifted until near_us of the hearer's clock; how many pairs there were.
 */
static size_t find_bound(const struct side *hearer, const struct side *sender,
	int64_t near_us, int64_t *least_us)
{
	const struct side_beat **sorted = sort(sender);
	size_t pairs = 0;

	*least_us = INT64_MAX;
	for (size_t i = 0; sorted != NULL && i < hearer->beat_count; i++) {
		const struct side_beat *beat = &hearer->beats[i];
		const struct side_beat *heard =
			find_acknowledged(beat, sorted, sender->beat_count);
		int64_t drift_us = llabs(beat->at_us - near_us) / 1000 * DRIFT_PPM
				   * BOTH_NODES / 1000;
		int64_t bound_us;

		if (heard == NULL || beat->age_us == UINT32_MAX) {
			continue;
		}
		pairs++;
		bound_us = beat->at_us - find_sent(heard, beat) + drift_us;
		*least_us = bound_us < *least_us ? bound_us : *least_us;
	}
	free(sorted);
	return pairs;
}

bool axis_relate(struct axis *axis, const struct side *own, const struct side *peer,
	int64_t near_us)
{
	int64_t highest_us;
	int64_t lowest_us;

	*axis = (struct axis){ 0 };
	axis->own_pairs = find_bound(own, peer, near_us, &highest_us);
	if (axis->own_pairs == 0) {
		return false;
	}
	axis->peer_pairs = find_bound(peer, own, near_us - highest_us, &lowest_us);
	if (axis->peer_pairs == 0) {
		return false;
	}
	lowest_us = -lowest_us;
	axis->offset_us = lowest_us + (highest_us - lowest_us) / 2;
	axis->error_us = llabs(highest_us - lowest_us) / 2;
	return true;
}
