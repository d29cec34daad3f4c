/*
 * agent - what the subagent knows of itself, beside its mirror of fipd's state.
 *
 * Plain data that the MIB's getters read.  Instants are milliseconds of one steady
 * clock of the caller's choice.
 */
#ifndef FIPD_MIB_AGENT_H
#define FIPD_MIB_AGENT_H

#include <stdint.h>

#include "mib/table_rows.h"
#include "protocol/mirror.h"

struct agent {
	int64_t started_ms;     /* when its counters began at zero */
	int64_t reset_ms;       /* when a counter of fipd was last found to go back */
	int64_t uptime_zero_ms; /* when the SNMP agent's sysUpTime was 0 */
	uint64_t queued;        /* events whose notification is not delivered yet */
	uint64_t sent;
	uint64_t dropped;
	uint32_t set_lock; /* TestAndIncr */
	struct drafts drafts[ADDRESSES_TABLES];
	/* Made of the status and the drafts. */
	struct addresses addresses[ADDRESSES_TABLES];
	char refusal[STATUS_TEXT_MAX + 1]; /* of the last SET that was refused here */
	char core_refusal[STATUS_TEXT_MAX + 1]; /* what fipd's own was at that moment */
};

/* What the MIB is a view of. */
struct view {
	const struct mirror *mirror;
	const struct agent *agent;
};

/* Note why a SET was refused; fipd's own next refusal replaces it. */
void agent_refuse(struct agent *agent, const struct mirror *mirror, const char *text);

/* Return why the last SET or action was refused, here or by fipd; "" if none was. */
const char *agent_refusal(const struct view *view);

#endif
