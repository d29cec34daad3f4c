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
#include <stddef.h>
#include <stdint.h>

#include "model/types.h"
#include "protocol/alarms.h"
#include "protocol/rows.h"
#include "protocol/words.h"
#include "schema/config_struct.h"

/*
 * The outlook is what fipd knows of the next moves of the F-IPs: what keeps them where
 * they are, and for how long.  Spans are in ms from the moment the message was made, 0:
 * nothing is waited for.
 */
struct outlook {
	bool pinned;      /* active by the operator's will: no automatic failback */
	bool peer_pinned; /* the peer is */
	bool peer_maintenance; /* the peer must not take the F-IPs */
	bool split;            /* both nodes are active */
	bool conflict;         /* a third host answers for an F-IP */
	bool cut_off;          /* no reference address answers */
	bool unwell;           /* a check that demotes has failed here */
	bool peer_unwell;      /* the same at the peer */
	uint32_t mismatch; /* enum reason: in what the nodes contradict each other */
	int64_t stable_ms; /* for so long all that failback needs holds; -1: it does not
			    */
	int64_t retry_ms;  /* so long a failback that failed is not tried again */
	int64_t damped_ms; /* so long the peer, which restarts too often, is refused */
	int64_t modest_ms; /* so long this node, which has just failed, stands back */
	int64_t fault_ms;  /* so long the kernel is not asked again after a refusal */
	int64_t restart_ms;     /* so long a stop is a planned restart */
	int64_t maintenance_ms; /* so long until maintenance ends by itself */
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
	char references[STATUS_TEXT_MAX + 1]; /* "gateway, 192.168.0.254" */
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
	/* checks and hooks */
	bool tasks_known;          /* fipd-exec runs them, or there are none */
	char tasks_digest[64 + 1]; /* of those of fipd */
	char tasks_text[STATUS_TEXT_MAX + 1]; /* why they are not known, "": they are */
	/* tables */
	struct alarms alarms; /* open now */
	uint32_t link_count;
	struct link_status links[LINKS_MAX];
	uint32_t check_count;
	struct check_status checks[TASKS_CHECKS_MAX];
	uint32_t hook_count;
	struct hook_status hooks[TASKS_HOOKS_MAX];
	uint32_t fip_count;
	struct fip_status fips[STATUS_FIPS_MAX]; /* the last member: status_bytes */
};

/* Return how many bytes of a status are in use: without places for more F-IPs. */
size_t status_bytes(const struct status *status);

/* Return a new JSON object for a status; the caller owns the reference. */
json_t *status_to_json(const struct status *status);

/*
 * Fill in status; a member that is missing (an older daemon) keeps its value, a word
 * that is not known (a newer one) reads as unknown or keeps it.  False if one has the
 * wrong type, or there is no memory: status is then untouched.
 */
bool status_from_json(struct status *status, const json_t *json);

/*
 * Return a new JSON object with what is in status and not in told, whose ages have been
 * made those of the same moment; the caller owns the reference.  NULL: it takes the
 * whole status to tell it, because told has other links or F-IPs, or no memory.
 */
json_t *status_change_to_json(const struct status *told, const struct status *status);

/*
 * Put what has changed into status, whose ages have been made those of the moment; a
 * word that is not known reads as in status_from_json.  False if a member has the wrong
 * type, or a row is not there: status is then half changed.
 */
bool status_take_change(struct status *status, const json_t *change);

/* Make every age that of elapsed_ms later; -1 stays -1. */
void status_grow(struct status *status, int64_t elapsed_ms);

/* For tests: return the object "outlook" by itself, as status_to_json. */
json_t *outlook_to_json(const struct outlook *outlook);

/* For tests: read the object "outlook" by itself, as status_from_json. */
bool outlook_from_json(struct outlook *outlook, const json_t *json);

/* For tests: */

/* Add the settings to the JSON object of a status; false: no memory. */
bool setting_fields_to_json(const struct config *config, json_t *status);

/*
 * Fill in the settings; one that is missing, or has a word that is not known, keeps its
 * value.  False if one has the wrong type; config is then half filled in.
 */
bool setting_fields_from_json(struct config *config, const json_t *status);

#endif
