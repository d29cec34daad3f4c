/*
 * Whatever a crash, a bad disk or a stranger made of a recording: reading it never
 * leaves its bytes, what reads as good is written again as it was, and the engine can
 * be told it.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "engine/engine.h"
#include "wire/engine_members.h"
#include "wire/input_members.h"
#include "wire/octets.h"
#include "wire/recording.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What was read of a record must be what a writer would have put there. */
static void check_step(const struct recording_entry *entry)
{
	uint8_t bytes[RECORDING_BYTES_MAX];
	struct recording_entry again;
	size_t length = recording_put_step(bytes, &entry->input, &entry->decision);

	assert(recording_take(bytes, length, &again) == RECORDING_GOOD);
	assert(again.input.kind == entry->input.kind);
	for (size_t i = 0; i < input_members_count(); i++) {
		assert(input_members_get(&again.input, i)
			== input_members_get(&entry->input, i));
	}
	assert(memcmp(&again.decision, &entry->decision, sizeof(again.decision)) == 0);
}

struct play {
	struct engine engine;
	bool started;
	int64_t now_us;
};

/* Whatever the engine came to is an engine that a recording may have an image of. */
static void check_engine(const struct engine *engine)
{
	static struct engine again;
	char fault[ENGINE_MEMBERS_FAULT_BYTES];
	bool good = engine_members_decode(
		&again, (const uint8_t *)engine, sizeof(*engine), fault);

	assert(good);
}

static void play_start(struct play *play, const struct recording_start *start)
{
	engine_start(&play->engine, &start->settings, start->incarnation, start->epoch,
		start->now_us);
	play->started = true;
	play->now_us = start->now_us;
}

static void play_image(struct play *play, const uint8_t *image, size_t image_bytes)
{
	char fault[ENGINE_MEMBERS_FAULT_BYTES];

	play->started =
		image != NULL
		&& engine_members_decode(&play->engine, image, image_bytes, fault);
}

/* As fipctl replay does it (ctl/replay/player.c). */
static void play_entry(struct play *play, const struct recording_entry *entry)
{
	struct actions actions;

	if (entry->kind == RECORDING_START) {
		play_start(play, &entry->start);
	} else if (entry->kind == RECORDING_IMAGE) {
		play_image(play, entry->image, entry->image_bytes);
	} else if (entry->kind == RECORDING_STEP && play->started
		   && entry->input.now_us >= play->now_us) {
		play->now_us = entry->input.now_us;
		engine_step(&play->engine, &entry->input, &actions);
		check_engine(&play->engine);
	}
}

static void read_all(const uint8_t *data, size_t size)
{
	struct recording_entry entry;
	struct play play = { .started = false };

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
		if (fault == RECORDING_GOOD) {
			play_entry(&play, &entry);
		}
		data += entry.length_bytes;
		size -= entry.length_bytes;
	}
}

static void put_frame(uint8_t *bytes, size_t length, uint8_t kind)
{
	octets_put(bytes + 4, 2, length);
	bytes[6] = kind;
	bytes[7] = 1;
	octets_put(bytes, 4, octets_checksum(bytes + 4, length - 4));
}

enum {
	PATCH_BYTES = 4
};

/*
 * Nor does a fuzzer write a whole image: its payload is a list of changes, each two
 * bytes of place, a byte to put there and one that says how often, on the image of an
 * engine that has just begun.
 */
static size_t put_image(uint8_t *bytes, const uint8_t *patches, size_t patches_bytes)
{
	static struct engine engine;
	uint8_t *image = (uint8_t *)&engine;
	struct settings settings = {
		.enabled = true, .node = 1, .count = 5, .links = 2, .interval_ms = 2000
	};

	engine_start(&engine, &settings, 42, 7, 1);
	for (; patches_bytes >= PATCH_BYTES; patches_bytes -= PATCH_BYTES) {
		size_t place = octets_get(patches, 2) % sizeof(engine);
		size_t length = patches[3] % 8 + 1u;

		memset(image + place, patches[2],
			length < sizeof(engine) - place ? length
							: sizeof(engine) - place);
		patches += PATCH_BYTES;
	}
	return recording_put_image(bytes, image, sizeof(engine));
}

static size_t put_record(
	uint8_t *bytes, uint8_t kind, const uint8_t *payload, size_t payload_bytes)
{
	if (kind == RECORDING_IMAGE) {
		return put_image(bytes, payload, payload_bytes);
	}
	memcpy(bytes + RECORDING_FRAME_BYTES, payload, payload_bytes);
	put_frame(bytes, RECORDING_FRAME_BYTES + payload_bytes, kind);
	return RECORDING_FRAME_BYTES + payload_bytes;
}

/*
 * No fuzzer guesses a checksum: a second time the bytes are payloads, each behind its
 * length and its kind, and get frames here.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t bytes[1 << 16];
	size_t length = 0;

	read_all(data, size);
	while (size > 2 && length + RECORDING_BYTES_MAX < sizeof(bytes)) {
		size_t payload = data[0] < size - 2 ? data[0] : size - 2;

		length += put_record(bytes + length, data[1], data + 2, payload);
		data += 2 + payload;
		size -= 2 + payload;
	}
	read_all(bytes, length);
	return 0;
}
