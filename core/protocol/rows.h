/*
 * rows - the lists of a status: its heartbeat links, F-IPs, checks and hooks.
 *
 * A row is a plain struct, which a table in rows.c maps to JSON.  Where a status has
 * its lists, status.c says; here they are written, read and compared, row by row.
 */
#ifndef FIPD_PROTOCOL_ROWS_H
#define FIPD_PROTOCOL_ROWS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol/words.h"
#include "schema/task_struct.h"

enum {
	STATUS_NAME_MAX = 63,
	STATUS_TEXT_MAX = 255,
	STATUS_FIPS_MAX = 1000,
};

struct fip_status {
	char address[STATUS_NAME_MAX + 1];
	char conflict_mac[18]; /* "" if there never was one */
	/* As somebody else set it: "192.0.2.100/24, protocol 0"; "": nobody did. */
	char outsider[STATUS_NAME_MAX + 1];
	uint32_t prefix_length;
	uint32_t interface_index;
	uint32_t state; /* enum fip_state */
	int64_t state_age_ms;
	uint64_t announcements;
	uint64_t conflicts;
};

struct link_status {
	char name[STATUS_NAME_MAX + 1];
	char interface[STATUS_NAME_MAX + 1];
	char own_address[STATUS_NAME_MAX + 1];
	char peer_address[STATUS_NAME_MAX + 1];
	uint32_t interface_index;
	uint32_t port;
	uint32_t state;         /* enum link_state */
	uint32_t trouble;       /* enum link_trouble */
	uint32_t round_trip_us; /* smoothed; 0: not measured yet */
	uint32_t jitter_us;     /* smoothed variation of the round trip */
	int64_t state_age_ms;
	int64_t heard_age_ms;
	uint64_t sent;
	uint64_t received;   /* accepted: sealed, fresh, of the proven peer */
	uint64_t lost;       /* gaps in the peer's sequence */
	uint64_t duplicates; /* replayed, reordered or unproven: sealed but not fresh */
	uint64_t unauthenticated; /* the seal is wrong or its key unknown */
	uint64_t malformed;       /* wrong length, magic, version or field */
	uint64_t send_errors;
	uint64_t downs;
};

enum {
	TASK_TARGET_TEXT_MAX = 127,
	TASK_RESULT_TEXT_MAX = 127, /* of the first line that a command wrote */
};

/* A check of fipd.yaml, and what fipd-exec has told of it. */
struct check_status {
	char name[TASK_NAME_MAX + 1];
	uint32_t kind;                         /* enum check_kind */
	uint32_t effect;                       /* enum check_effect */
	char target[TASK_TARGET_TEXT_MAX + 1]; /* "tcp 127.0.0.1:3128" */
	uint32_t state;                        /* enum check_state */
	char text[TASK_RESULT_TEXT_MAX + 1];   /* of the last try that was told */
	int64_t state_age_ms;
	uint32_t took_ms; /* the last try */
};

/* A hook of fipd.yaml, and its last run. */
struct hook_status {
	char name[TASK_NAME_MAX + 1];
	uint32_t state; /* enum hook_state */
	char text[TASK_RESULT_TEXT_MAX + 1];
	uint64_t sequence; /* of the event for which it ran, 0: none */
	int64_t ended_age_ms;
	uint32_t took_ms;
	uint64_t runs;
	uint64_t failures;
};

enum row_kind {
	ROWS_LINKS,
	ROWS_FIPS,
	ROWS_CHECKS,
	ROWS_HOOKS,
	ROW_KINDS,
};

/* Where a struct has its lists: the first row of each kind, and a uint32_t, the count.
 */
struct row_lists {
	size_t rows[ROW_KINDS];
	size_t counts[ROW_KINDS];
};

/* Add the lists of owner to its JSON object; false: no memory. */
bool rows_to_json(const struct row_lists *lists, const void *owner, json_t *json);

/*
 * Fill in the lists of owner; one that is missing keeps its rows.  False if one has the
 * wrong type or too many rows; owner is then half filled in.
 */
bool rows_from_json(const struct row_lists *lists, void *owner, const json_t *json);

/*
 * Add to change the rows of now that differ from those of told, each with its place.
 * False: no memory, or the lists are not equally long.
 */
bool rows_add_changes(const struct row_lists *lists, const void *told, const void *now,
	json_t *change);

/* Put such rows into owner; false if one has no place or a wrong member. */
bool rows_take_changes(
	const struct row_lists *lists, void *owner, const json_t *change);

/* Make every age in the lists that of elapsed_ms later. */
void rows_grow(const struct row_lists *lists, void *owner, int64_t elapsed_ms);

#endif
