#include "journal/ring.h"

#include <assert.h>
#include <stddef.h>

struct entry *ring_add(struct ring *ring, const struct entry *entry)
{
	struct entry *place = &ring->list[ring->count++ % RING_RECORDS_MAX];

	*place = *entry;
	return place;
}

const struct entry *ring_at(const struct ring *ring, uint64_t index)
{
	assert(index < ring->count && index >= ring_first(ring));
	return &ring->list[index % RING_RECORDS_MAX];
}

uint64_t ring_first(const struct ring *ring)
{
	return ring->count > RING_RECORDS_MAX ? ring->count - RING_RECORDS_MAX : 0;
}

const struct entry *ring_after(const struct ring *ring, uint64_t sequence, uint64_t end)
{
	uint64_t low = ring_first(ring);
	uint64_t high = end;

	while (low < high) {
		uint64_t middle = low + (high - low) / 2;

		if (ring_at(ring, middle)->sequence > sequence) {
			high = middle;
		} else {
			low = middle + 1;
		}
	}
	return low < end ? ring_at(ring, low) : NULL;
}
