/*
 * master - the AgentX session with snmpd, as net-snmp keeps it.
 *
 * Sets the library up, notices when the session comes and goes, and translates what the
 * library logs.  net-snmp reconnects by itself each second.  Its periodic ping is
 * switched off: on a unix socket a dead snmpd shows by itself, and a frozen one must
 * not lose the session, or a notification that it already has would be sent again.
 */
#ifndef FIPD_AGENTX_MASTER_H
#define FIPD_AGENTX_MASTER_H

#include <stdbool.h>
#include <stdint.h>

#include "agentx/options.h"
#include "protocol/report.h"

enum {
	MASTER_LINE_MAX = 255
};

struct master {
	const struct options *options;
	const struct report *report;
	uint64_t epoch;   /* how many sessions there have been */
	uint64_t settled; /* the last of them whose ping was switched off */
	bool connected;
	bool duplicate; /* snmpd has this subtree from another subagent */
	bool told;      /* the absence of snmpd has been reported */
	char line[MASTER_LINE_MAX + 1]; /* the library's last one, not to repeat it */
};

/* Set the library up, before anything is registered. */
void master_init(struct master *master, const struct options *options,
	const struct report *report);

/* Try to connect for the first time; may take 6 s if snmpd is frozen. */
void master_start(struct master *master);

/*
 * Do what is due after the library has connected, outside of its calls.  True once for
 * each new session: notifications may be sent now.
 */
bool master_settle(struct master *master);

/* Return the SNMP agent's sysUpTime now. */
uint32_t master_uptime(void);

#endif
