/*
 * fuzz_control - what fipd and its clients read as JSON: records, status, messages.
 *
 * Each line of the input is a message.  What is accepted must come back the same after
 * it was written and read again.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/entry.h"
#include "protocol/status.h"
#include "protocol/subscription.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_record(const json_t *json)
{
	struct entry entry;
	struct entry again;
	json_t *written;

	if (!entry_from_json(&entry, json)) {
		return;
	}
	written = entry_to_json(&entry);
	assert(written != NULL && entry_from_json(&again, written));
	assert(memcmp(&entry, &again, sizeof(entry)) == 0);
	json_decref(written);
}

static void try_status(const json_t *json)
{
	struct status *status = calloc(2, sizeof(*status));

	assert(status != NULL);
	if (status_from_json(&status[0], json)) {
		json_t *first = status_to_json(&status[0]);
		json_t *second;

		assert(first != NULL && status_from_json(&status[1], first));
		second = status_to_json(&status[1]);
		assert(json_equal(first, second));
		json_decref(first);
		json_decref(second);
	}
	free(status);
}

static void check_order(const struct mirror *mirror)
{
	assert(mirror->event_count <= MIRROR_EVENTS_MAX);
	for (size_t i = 1; i < mirror->event_count; i++) {
		assert(mirror->events[i - 1].sequence < mirror->events[i].sequence);
	}
}

static void try_message(struct mirror *mirror, const json_t *message)
{
	const struct entry *entry = mirror_take(mirror, message, 1000);

	check_order(mirror);
	if (entry != NULL) {
		assert(mirror_event(mirror, entry->sequence) == entry);
	}
	try_record(message);
	try_record(json_object_get(message, "event"));
	try_status(json_object_get(message, "status"));
}

static void try_line(struct mirror *mirror, const char *line, size_t length)
{
	json_t *message = json_loadb(line, length, JSON_REJECT_DUPLICATES, NULL);

	if (message != NULL) {
		try_message(mirror, message);
		json_decref(message);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct mirror *mirror = malloc(sizeof(*mirror));

	assert(mirror != NULL);
	mirror_init(mirror);
	while (size > 0) {
		const char *end = memchr(text, '\n', size);
		size_t length = end == NULL ? size : (size_t)(end - text);

		try_line(mirror, text, length);
		length += end == NULL ? 0 : 1;
		text += length;
		size -= length;
	}
	free(mirror);
	return 0;
}
