/*
 * status - everything fipd tells about itself, as one plain struct.
 *
 * The daemon fills it in, the control socket carries it as JSON, and every client reads
 * the same struct again: MIB getters, fipctl's table, the status page.  One table in
 * status.c maps members to JSON, the rows of the schema do so for the settings; a
 * member that is in neither does not exist. Ages are in ms at the moment the message
 * was made; -1 means never.
 */
#ifndef FIPD_PROTOCOL_STATUS_H
#define FIPD_PROTOCOL_STATUS_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "model/types.h"
#include "protocol/alarms.h"
#include "protocol/outlook.h"
#include "protocol/rows.h"
#include "protocol/words.h"
#include "schema/config_struct.h"

enum {
	STATUS_NAME_MAX = ROWS_NAME_MAX,
	STATUS_TEXT_MAX = 255,
	STATUS_FIPS_MAX = 1000,
};

struct status {
	/* system */
	char version[STATUS_NAME_MAX + 1];
	int64_t started_date_ms; /* Unix time */
	int64_t started_age_ms;
	int64_t changed_age_ms; /* last change of the configuration */
	char digest[17];        /* hexadecimal */
	bool in_sync;           /* the peer's digest is the same */
	/*
	 * settings, as in force: those whose row of the schema has a key, and the hosts
	 * of the proxies are never empty
	 */
	struct config config;
	char peer_address[STATUS_NAME_MAX + 1];
	char own_address[STATUS_NAME_MAX + 1];
	uint32_t lease_s;
	uint32_t fence_ms; /* when the fence removes the F-IPs, 0: none is needed */
	bool fence_lost;   /* it is needed and does not work */
	uint32_t
		detection_ms; /* in force: the longer of both nodes' interval x count */
	bool pac_first;       /* the own proxy is that of the configured active */
	uint64_t pac_requests; /* scripts served since fipd started */
	/* role */
	uint32_t role; /* enum role */
	uint32_t previous_role;
	int64_t role_age_ms;
	int64_t role_date_ms;
	uint32_t reason; /* enum reason */
	char reason_text[STATUS_TEXT_MAX + 1];
	uint64_t takeover_ms; /* duration of the last one */
	uint32_t outcome;     /* of the last action, enum outcome */
	char outcome_text[STATUS_TEXT_MAX + 1];
	char refusal_text[STATUS_TEXT_MAX + 1]; /* of the last refused SET or action */
	/* peer */
	uint32_t peer_state; /* enum peer_state */
	uint32_t peer_role;  /* enum role; unknown while it is not heard */
	int64_t peer_state_age_ms;
	int64_t peer_heard_age_ms;
	char peer_version[STATUS_NAME_MAX + 1]; /* major.minor, "": not known */
	uint64_t peer_restarts;
	/* counters */
	uint64_t failovers;
	uint64_t failbacks;
	uint64_t switchovers;
	uint64_t activations;
	uint64_t deactivations;
	uint64_t split_brains;
	uint64_t active_ms;
	uint64_t dual_active_ms;
	uint64_t longest_takeover_ms;
	uint64_t late_wakeups;
	/* events */
	uint64_t last_sequence;   /* newest record of the journal */
	uint64_t oldest_sequence; /* oldest one still kept */
	struct outlook outlook;
	/* tables */
	struct alarms alarms; /* open now */
	uint32_t link_count;
	struct link_status links[LINKS_MAX];
	uint32_t fip_count;
	struct fip_status fips[STATUS_FIPS_MAX];
};

/* Return a new JSON object for a status; the caller owns the reference. */
json_t *status_to_json(const struct status *status);

/*
 * Fill in status; a member that is missing (an older daemon) keeps its value, a word
 * that is not known (a newer one) reads as unknown or keeps it.  False if one has the
 * wrong type: status is then untouched.
 */
bool status_from_json(struct status *status, const json_t *json);

/* Make every age that of elapsed_ms later; -1 stays -1. */
void status_grow(struct status *status, int64_t elapsed_ms);

#endif
