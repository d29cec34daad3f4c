/*
 * notify - sends one notification to snmpd and waits for its answer.
 *
 * An AgentX Notify of our own making on the library's session, because the library's
 * send_v2trap loses notifications without snmpd, repeats them to a frozen one, and
 * deadlocks with it in a burst.
 */
#ifndef FIPD_AGENTX_NOTIFY_H
#define FIPD_AGENTX_NOTIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mib/snmp_value.h"
#include "protocol/report.h"
#include "traps/traps.h"

struct notify {
	struct traps *traps; /* gets the answers */
	const struct report *report;
	const char *context; /* SNMP context, "": the default one */
	uint64_t generation; /* of the one under way */
	int request;         /* its number */
};

/* Send; false if there is no session.  The answer goes to traps_answered. */
bool notify_send(struct notify *notify, const struct varbind *varbinds, size_t count,
	uint64_t generation);

#endif
