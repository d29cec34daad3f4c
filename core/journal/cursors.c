#include "journal/cursors.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "disk/disk_file.h"

bool cursors_allow(const char *name)
{
	size_t length = strlen(name);

	return length >= 1 && length <= CURSOR_NAME_MAX
	       && strspn(name, "abcdefghijklmnopqrstuvwxyz"
			       "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")
			  == length;
}

static struct cursor *find(struct cursors *cursors, const char *name)
{
	for (size_t i = 0; i < cursors->count; i++) {
		if (strcmp(cursors->list[i].name, name) == 0) {
			return &cursors->list[i];
		}
	}
	return NULL;
}

/* Whoever is so far behind has missed events, and will if it comes again. */
static struct cursor *find_outdated(struct cursors *cursors, uint64_t oldest)
{
	struct cursor *lowest = &cursors->list[0];

	for (size_t i = 1; i < cursors->count; i++) {
		if (cursors->list[i].sequence < lowest->sequence) {
			lowest = &cursors->list[i];
		}
	}
	return lowest->sequence + 1 < oldest ? lowest : NULL;
}

static struct cursor *find_or_add(
	struct cursors *cursors, const char *name, uint64_t oldest)
{
	struct cursor *cursor = find(cursors, name);

	if (cursor != NULL || !cursors_allow(name)) {
		return cursor;
	}
	cursor = cursors->count < CURSORS_MAX ? &cursors->list[cursors->count++]
					      : find_outdated(cursors, oldest);
	if (cursor == NULL) {
		return NULL;
	}
	snprintf(cursor->name, sizeof(cursor->name), "%s", name);
	cursor->sequence = 0;
	return cursor;
}

static bool read_object(struct cursors *cursors, const json_t *json)
{
	const char *name;
	json_t *value;
	void *place;

	if (!json_is_object(json)) {
		return false;
	}
	for (place = json_object_iter((json_t *)(uintptr_t)json); place;
		place = json_object_iter_next((json_t *)(uintptr_t)json, place)) {
		struct cursor *cursor;

		name = json_object_iter_key(place);
		value = json_object_iter_value(place);
		cursor = find_or_add(cursors, name, 0);
		if (cursor == NULL || !json_is_integer(value)
			|| json_integer_value(value) < 0) {
			return false;
		}
		cursor->sequence = (uint64_t)json_integer_value(value);
	}
	return true;
}

bool cursors_load(struct cursors *cursors, struct state_file *file)
{
	size_t length_bytes;
	char *text;
	json_t *json;
	bool good;
	int error = disk_file_read(
		state_file_path(file), STATE_FILE_BYTES_MAX, &text, &length_bytes);

	*cursors = (struct cursors){ .file = file };
	if (error) {
		return error == -ENOENT;
	}
	json = json_loadb(text, length_bytes, 0, NULL);
	good = read_object(cursors, json);
	json_decref(json);
	free(text);
	return good;
}

uint64_t cursors_find(const struct cursors *cursors, const char *name)
{
	for (size_t i = 0; i < cursors->count; i++) {
		if (strcmp(cursors->list[i].name, name) == 0) {
			return cursors->list[i].sequence;
		}
	}
	return 0;
}

uint64_t cursors_highest(const struct cursors *cursors)
{
	uint64_t highest = 0;

	for (size_t i = 0; i < cursors->count; i++) {
		if (cursors->list[i].sequence > highest) {
			highest = cursors->list[i].sequence;
		}
	}
	return highest;
}

/* Names need no escape: cursors_allow sees to that. */
static void keep_file(struct cursors *cursors)
{
	char text[CURSORS_MAX * (CURSOR_NAME_MAX + 32)];
	size_t length = 0;

	for (size_t i = 0; i < cursors->count; i++) {
		length += (size_t)snprintf(text + length, sizeof(text) - length,
			"%s\"%s\":%llu", i ? ",\n" : "{", cursors->list[i].name,
			(unsigned long long)cursors->list[i].sequence);
	}
	length += (size_t)snprintf(text + length, sizeof(text) - length, "}\n");
	state_file_put(cursors->file, text, length);
}

enum cursors_outcome cursors_acknowledge(struct cursors *cursors, const char *name,
	uint64_t sequence, bool back, uint64_t oldest)
{
	bool new = find(cursors, name) == NULL;
	struct cursor *cursor = find_or_add(cursors, name, oldest);

	if (cursor == NULL) {
		return CURSORS_REFUSED;
	}
	if (new || sequence > cursor->sequence
		|| (back && sequence < cursor->sequence)) {
		cursor->sequence = sequence;
		keep_file(cursors);
	}
	return new ? CURSORS_NEW : CURSORS_KNOWN;
}
