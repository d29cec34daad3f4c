/*
 * exchange - FIPD-MIB between net-snmp and the subagent: requests come in by one
 * registration and one handler, notifications go out.
 *
 * Every request goes through instance.h and set.h; this is only the translation.
 * Because there is one registration, all variables of a PDU come in one call for each
 * phase, and the transaction of a SET is kept in the request's own list data, which
 * net-snmp frees when the request is over.
 *
 * A notification is an AgentX Notify of our own making on the library's session,
 * because the library's send_v2trap loses notifications without snmpd, repeats them to
 * a frozen one, and deadlocks with it in a burst.
 */
#ifndef FIPD_AGENTX_EXCHANGE_H
#define FIPD_AGENTX_EXCHANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol/report.h"
#include "set/set.h"
#include "traps/core_client.h"

struct snmp_pdu;
struct transaction;

struct registrar {
	struct view view;
	struct agent *agent;        /* the same as view's, to note refusals */
	struct core_client *client; /* its connection is that of SETs too */
	const struct report *report;
	struct transaction *under_way; /* NULL: none */
};

/* The sending of notifications, with the one that waits for its answer. */
struct notify {
	struct traps *traps; /* gets the answers */
	const struct report *report;
	const char *context; /* SNMP context, "": the default one */
	uint64_t generation; /* of the one under way */
	int request;         /* its number */
};

/* Register the subtree in a context; false if there is no memory. */
bool exchange_register(struct registrar *registrar, const char *context);

/* The session is gone in the middle of a SET: let fipd forget it. */
void exchange_abort(struct registrar *registrar);

/* Add variables to a PDU; false if there is no memory. */
bool exchange_fill(struct snmp_pdu *pdu, const struct varbind *varbinds, size_t count);

/* Send; false if there is no session.  The answer goes to traps_answered. */
bool exchange_notify(struct notify *notify, const struct varbind *varbinds,
	size_t count, uint64_t generation);

#endif
