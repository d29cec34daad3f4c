/*
 * fields - a struct and its JSON object, described once by a table that serves both
 * ways.
 *
 * A row names the member's group (an object inside the object), its key, its type and
 * where it lies.  What is not in the table is not in the JSON, and the two directions
 * cannot drift apart.
 *
 * A date is Unix time in milliseconds, as text "2026-11-22T18:40:01.123Z": one form
 * only, always UTC and always with milliseconds, so that dates sort as text, and a date
 * found in the log is found in the journal.  The years 1970 to 9999 are known.
 */
#ifndef FIPD_PROTOCOL_FIELDS_H
#define FIPD_PROTOCOL_FIELDS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol/words.h"

enum {
	DATE_TEXT_BYTES = 25
};

enum field_type {
	FIELD_TEXT,    /* char[] of at most 256: UTF-8, control characters are blanks */
	FIELD_BOOLEAN, /* bool */
	FIELD_U32,     /* uint32_t */
	FIELD_U64,     /* uint64_t; JSON numbers end at 2^63 - 1, and so do these */
	FIELD_SPAN,    /* int64_t, not negative */
	FIELD_AGE,     /* int64_t, -1: never */
	FIELD_DATE,    /* int64_t, Unix time in ms; a text in JSON */
	FIELD_WORD,    /* uint32_t or an enumeration; a word in JSON */
	FIELD_MAC,     /* uint8_t[6]; "02:00:5e:00:53:01" in JSON */
	FIELD_CHOICE,  /* an enumeration of a setting; a word in JSON */
	FIELD_NETWORKS, /* struct config_networks; a list of "10.0.0.0/8" in JSON */
};

struct field {
	const char *group; /* NULL: in the outer object */
	const char *key;
	enum field_type type;
	size_t offset_bytes;
	size_t size_bytes;
	const struct vocabulary *words;  /* of FIELD_WORD */
	const struct schema_row *choice; /* of FIELD_CHOICE */
};

/* A row for a member of a struct. */
#define FIELD_OF(owner, group, key, type, member, words)                               \
	{                                                                              \
		group, key, type, offsetof(struct owner, member),                      \
			sizeof(((struct owner *)0)->member), words, NULL               \
	}

struct fields {
	const struct field *list;
	size_t count;
};

/* Return a new JSON object with every field of the struct at from; NULL: no memory. */
json_t *fields_to_json(const struct fields *fields, const void *from);

/*
 * Add to a JSON object every field of the struct at now that the one at told does not
 * have, all if told is NULL; an age that differs by a millisecond is the same one,
 * rounded.  False: no memory.
 */
bool fields_add(
	const struct fields *fields, const void *told, const void *now, json_t *outer);

/*
 * Fill in the struct at into.  A member that is missing, or a word that neither is
 * known nor has a fallback, is left alone; *taken is how many were read.  False if one
 * has the wrong type or range; the struct is then half filled in.
 */
bool fields_from_json(
	const struct fields *fields, void *into, const json_t *json, size_t *taken);

/* Add elapsed_ms to every age of the struct at into; -1 stays -1. */
void fields_grow(const struct fields *fields, void *into, int64_t elapsed_ms);

/* Write a date as text; one outside the known years becomes the nearest known one. */
void date_to_text(char text[DATE_TEXT_BYTES], int64_t date_ms);

/* For tests: */

/* Read exactly this form; false if text is anything else or no day of the calendar. */
bool date_from_text(int64_t *date_ms, const char *text);

#endif
