/*
 * check_rules - is the pair as it should be, seen from this node?
 *
 * A table of rules in verdict.c, read top down: the first one that applies gives the
 * verdict.  What cannot wait stands first.
 */
#ifndef FIPD_CHECK_CHECK_RULES_H
#define FIPD_CHECK_CHECK_RULES_H

#include "protocol/presence.h"
#include "protocol/status.h"

/* The numbers are the exit codes of monitoring plugins. */
enum verdict_level {
	VERDICT_OK = 0,
	VERDICT_WARNING = 1,
	VERDICT_CRITICAL = 2,
	VERDICT_UNKNOWN = 3,
};

struct verdict {
	enum verdict_level level;
	const char *text; /* static */
	const char
		*object; /* in status: the F-IP or the words it is about; may be "" */
};

/* Judge the status; presence is parallel to its F-IPs. */
struct verdict verdict_judge(
	const struct status *status, const enum presence *presence);

/* Return the level as monitoring plugins write it: "WARNING". */
const char *verdict_word(enum verdict_level level);

#endif
