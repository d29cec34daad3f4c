/*
 * words - the enumerations of the status and the words that stand for them in JSON.
 *
 * A vocabulary knows the word for each value from 1 to its last one.  Decoding searches
 * the same words, so that the two directions cannot disagree.  Roles, reasons, kinds
 * and severities come from narrate, the rest from here.
 */
#ifndef FIPD_PROTOCOL_WORDS_H
#define FIPD_PROTOCOL_WORDS_H

#include <stdint.h>

#include "schema/schema.h"

enum peer_state {
	PEER_NEVER_SEEN = 1,
	PEER_UP,
	PEER_DEGRADED, /* heard, but it does not hear this node or is in fault */
	PEER_COMMUNICATION_ERROR, /* silent for the detection time */
	PEER_LEFT,                /* it said that it stops */
};

enum link_state {
	LINK_UP = 1,
	LINK_ONE_WAY,
	LINK_DOWN,
};

/* The words for trouble on a link as this host sees it: their numbers are one more than
 * those of enum trouble. */
enum link_trouble {
	LINK_TROUBLE_NONE = 1,
	LINK_TROUBLE_UNUSABLE,
	LINK_TROUBLE_REFUSED,
	LINK_TROUBLE_UNAUTHENTIC,
};

enum fip_state {
	FIP_ABSENT = 1,
	FIP_CLAIMING,
	FIP_HELD,
	FIP_RELEASED,
	FIP_CONFLICT,
	FIP_FAILED,
};

enum outcome {
	OUTCOME_IDLE = 1,
	OUTCOME_IN_PROGRESS,
	OUTCOME_SUCCEEDED,
	OUTCOME_REFUSED,
	OUTCOME_FAILED,
};

enum check_state {
	CHECK_UNKNOWN = 1, /* fipd-exec has not said it, or not lately */
	CHECK_PASSED,
	CHECK_FAILED,
};

enum hook_state {
	HOOK_NEVER = 1, /* it has not run since fipd started */
	HOOK_WORKED,
	HOOK_FAILED,
};

struct vocabulary {
	const char *(*word)(uint32_t value); /* asked only for 1 to last */
	uint32_t last;
	uint32_t fallback; /* stands for what is not known, 0: nothing does */
};

extern const struct vocabulary words_role;
extern const struct vocabulary words_reason;
extern const struct vocabulary words_kind;
extern const struct vocabulary words_severity;
extern const struct vocabulary words_peer_state;
extern const struct vocabulary words_link_state;
extern const struct vocabulary words_link_trouble;
extern const struct vocabulary words_fip_state;
extern const struct vocabulary words_outcome;
extern const struct vocabulary words_check_kind;
extern const struct vocabulary words_check_effect;
extern const struct vocabulary words_check_state;
extern const struct vocabulary words_hook_state;

/* Return the word for a value; that of the fallback, or "unknown", for one not known.
 */
const char *words_text(const struct vocabulary *vocabulary, uint32_t value);

/* Return the word for the value of a setting; "unknown" for one that has none. */
const char *words_choice(const struct schema_row *row, uint32_t value);

/* Return the value that a word names; the fallback, or 0, for one not known. */
uint32_t words_value(const struct vocabulary *vocabulary, const char *word);

#endif
