/*
 * rows - the tables inside the status: a heartbeat path, an F-IP.
 *
 * Plain data with its JSON.  Ages are in ms at the moment the message was made; -1
 * means never.
 */
#ifndef FIPD_PROTOCOL_ROWS_H
#define FIPD_PROTOCOL_ROWS_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "protocol/words.h"

enum {
	ROWS_NAME_MAX = 63
};

struct fip_status {
	char address[ROWS_NAME_MAX + 1];
	char conflict_mac[18]; /* "" if there never was one */
	uint32_t prefix_length;
	uint32_t interface_index;
	uint32_t state; /* enum fip_state */
	int64_t state_age_ms;
	uint64_t announcements;
	uint64_t conflicts;
};

struct link_status {
	char name[ROWS_NAME_MAX + 1];
	char interface[ROWS_NAME_MAX + 1];
	char own_address[ROWS_NAME_MAX + 1];
	char peer_address[ROWS_NAME_MAX + 1];
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

/* Return a new JSON object for an F-IP; the caller owns it.  NULL: no memory. */
json_t *rows_fip_to_json(const struct fip_status *fip);

/* Return a new JSON object for a link; the caller owns it.  NULL: no memory. */
json_t *rows_link_to_json(const struct link_status *link);

/* Fill in an F-IP; a missing member keeps its value, false if one has a wrong type. */
bool rows_fip_from_json(struct fip_status *fip, const json_t *json);

/* Fill in a link; a missing member keeps its value, false if one has a wrong type. */
bool rows_link_from_json(struct link_status *link, const json_t *json);

/* Add elapsed_ms to the ages of an F-IP. */
void rows_fip_grow(struct fip_status *fip, int64_t elapsed_ms);

/* Add elapsed_ms to the ages of a link. */
void rows_link_grow(struct link_status *link, int64_t elapsed_ms);

#endif
