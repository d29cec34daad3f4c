/*
 * input_members - an input as a list of named numbers, and those numbers as bytes.
 *
 * One table (input_members.c) names every member of struct input, those of its
 * heartbeat and its settings included.  An input is written as its kind, one bit for
 * each row up to the last that is needed, and the members that are not 0.  So a
 * recording is small, and one of an older fipd can be read by a newer one: rows and
 * kinds are only ever appended.  The names are also the words of a recorded story
 * ("heartbeat.sequence 17").
 */
#ifndef FIPD_WIRE_INPUT_MEMBERS_H
#define FIPD_WIRE_INPUT_MEMBERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/input.h"

enum {
	INPUT_MEMBERS_MAX = 128, /* rows of the table */
	INPUT_MEMBERS_BYTES_MAX = 2 + INPUT_MEMBERS_MAX / 8 + INPUT_MEMBERS_MAX * 8,
};

/* Return how many members there are. */
size_t input_members_count(void);

/* Return the name of the member at index: "heartbeat.sequence". */
const char *input_members_name(size_t index);

/* Return the index of the member of a name; input_members_count() if there is none. */
size_t input_members_find(const char *name);

/* Return the member at index; a negative one reads as in two's complement. */
uint64_t input_members_get(const struct input *input, size_t index);

/* Set the member at index; false if it may not have that value. */
bool input_members_set(struct input *input, size_t index, uint64_t value);

/* Return the word for a kind of event: "hold-refused"; NULL if there is no such kind.
 */
const char *input_members_kind(unsigned kind);

/* Write an event; return how many bytes that took, INPUT_MEMBERS_BYTES_MAX at most. */
size_t input_members_encode(
	uint8_t bytes[INPUT_MEMBERS_BYTES_MAX], const struct input *input);

/*
 * Read an event from the beginning of length_bytes; return how many bytes that took, 0
 * if they are none: cut, of a newer fipd, or with a value that no event has.
 */
size_t input_members_decode(
	const uint8_t *bytes, size_t length_bytes, struct input *input);

#endif
