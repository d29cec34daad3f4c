/*
 * Whatever a crash, a bad disk or a stranger made of a recording: reading it never
 * leaves its bytes, and what reads as good is written again as it was.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "wire/members.h"
#include "wire/octets.h"
#include "wire/recording.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What was read of a record must be what a writer would have put there. */
static void check_step(const struct recording_entry *entry)
{
	uint8_t bytes[RECORDING_BYTES_MAX];
	struct recording_entry again;
	size_t length = recording_put_step(bytes, &entry->event, &entry->decision);

	assert(recording_take(bytes, length, &again) == RECORDING_GOOD);
	assert(again.event.kind == entry->event.kind);
	for (size_t i = 0; i < members_count(); i++) {
		assert(members_get(&again.event, i) == members_get(&entry->event, i));
	}
	assert(memcmp(&again.decision, &entry->decision, sizeof again.decision) == 0);
}

static void read_all(const uint8_t *data, size_t size)
{
	struct recording_entry entry;

	while (size > 0) {
		enum recording_fault fault = recording_take(data, size, &entry);

		if (fault == RECORDING_CUT || fault == RECORDING_DAMAGED) {
			return;
		}
		assert(entry.length_bytes >= RECORDING_FRAME_BYTES);
		assert(entry.length_bytes <= size);
		if (fault == RECORDING_GOOD && entry.kind == RECORDING_STEP) {
			check_step(&entry);
		}
		data += entry.length_bytes;
		size -= entry.length_bytes;
	}
}

/* No fuzzer guesses a checksum: give the payload a good frame. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t bytes[RECORDING_BYTES_MAX];
	size_t length = RECORDING_FRAME_BYTES + size - 1;

	read_all(data, size);
	if (size < 1 || length > sizeof bytes) {
		return 0;
	}
	octets_put(bytes + 4, 2, length);
	bytes[6] = data[0];
	bytes[7] = 1;
	memcpy(bytes + RECORDING_FRAME_BYTES, data + 1, size - 1);
	octets_put(bytes, 4, octets_checksum(bytes + 4, length - 4));
	read_all(bytes, length);
	return 0;
}
