/*
 * ring - the newest records of the journal, in memory taken once.
 *
 * A record has an index, counted from 0 since the start, by which its place is found;
 * its sequence number only grows, but may have gaps where the archive was damaged.
 */
#ifndef FIPD_JOURNAL_RING_H
#define FIPD_JOURNAL_RING_H

#include <stdint.h>

#include "protocol/entry.h"

enum {
	RING_RECORDS_MAX = 1000
};

struct ring {
	uint64_t count; /* records that ever were in it */
	struct entry list[RING_RECORDS_MAX];
};

/* Put a record behind the newest, in place of the oldest, and return its place. */
struct entry *ring_add(struct ring *ring, const struct entry *entry);

/* Return the record with an index that is still in the ring. */
const struct entry *ring_at(const struct ring *ring, uint64_t index);

/* Return the index of the oldest record. */
uint64_t ring_first(const struct ring *ring);

/* Return the oldest record below index end whose number is above sequence, or NULL. */
const struct entry *ring_after(
	const struct ring *ring, uint64_t sequence, uint64_t end);

#endif
