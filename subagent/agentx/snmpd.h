/*
 * snmpd - the AgentX session with snmpd, as net-snmp keeps it.
 *
 * Sets the library up, waits with it, notices when the session comes and goes, and
 * translates what the library logs.  net-snmp reconnects by itself each second.  Its
 * periodic ping is switched off: on a unix socket a dead snmpd shows by itself, and a
 * frozen one must not lose the session, or a notification that it already has would be
 * sent again.
 *
 * net-snmp opens and closes sockets inside any call, and a new socket gets the number
 * of an old one; so it is asked for them before each wait, and told what is readable
 * before any other call: it would block for ever on what another call has read
 * meanwhile.  lldpd and keepalived (#2726) go deaf or hang where this is not kept.
 */
#ifndef FIPD_AGENTX_SNMPD_H
#define FIPD_AGENTX_SNMPD_H

#include <stdbool.h>
#include <stdint.h>

#include "agentx/options.h"
#include "protocol/report.h"

enum {
	SNMPD_LINE_MAX = 255,
	SNMPD_OTHERS = 2,
	/* A call that takes longer never returns: die, be restarted. */
	SNMPD_WATCHDOG_S = 10,
};

/* What the caller waits for beside net-snmp. */
struct snmpd_wait {
	int fds[SNMPD_OTHERS]; /* -1: none */
	int64_t longest_ms;
	bool ready[SNMPD_OTHERS]; /* afterwards: it can be read */
};

struct snmpd {
	const struct options *options;
	const struct report *report;
	uint64_t epoch;   /* how many sessions there have been */
	uint64_t settled; /* the last of them whose ping was switched off */
	bool connected;
	bool duplicate;        /* snmpd has this subtree from another subagent */
	bool absence_reported; /* until the next session */
	bool watched;          /* the watchdog runs */
	char line[SNMPD_LINE_MAX + 1]; /* the library's last one, not to repeat it */
};

/*
 * Set the library up, before anything is registered.  The owner has filled in all above
 * `epoch`.
 */
void snmpd_init(struct snmpd *snmpd);

/* Try to connect for the first time; may take 6 s if snmpd is frozen. */
void snmpd_start(struct snmpd *snmpd);

/*
 * Wait, and let net-snmp do what is due.  From then until the next wait the watchdog
 * runs where a connection may have to be made; to answer on one that stands the library
 * does not wait for anybody.
 */
void snmpd_turn(struct snmpd *snmpd, struct snmpd_wait *wait);

/*
 * Do what is due after the library has connected, outside of its calls.  True once for
 * each new session, with the SNMP agent's sysUpTime: notifications may be sent now.
 */
bool snmpd_settle(struct snmpd *snmpd, uint32_t *uptime);

#endif
