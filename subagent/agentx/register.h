/*
 * register - FIPD-MIB's subtree in net-snmp: one registration, one handler.
 *
 * Every request goes through instance.h and set.h; this is only the translation.
 * Because there is one registration, all variables of a PDU come in one call for each
 * phase, and the transaction of a SET is kept in the request's own list data, which
 * net-snmp frees when the request is over.
 */
#ifndef FIPD_AGENTX_REGISTER_H
#define FIPD_AGENTX_REGISTER_H

#include <stdbool.h>

#include "protocol/report.h"
#include "set/set.h"
#include "traps/core_client.h"

struct transaction;

struct registrar {
	struct view view;
	struct agent *agent;        /* the same as view's, to note refusals */
	struct core_client *client; /* gets the status after a SET */
	const struct report *report;
	const char *control;           /* fipd's control socket, for SETs */
	struct transaction *under_way; /* NULL: none */
};

/* Register the subtree in a context; false if there is no memory. */
bool register_subtree(struct registrar *registrar, const char *context);

/* The session is gone in the middle of a SET: let fipd forget it. */
void register_abort(struct registrar *registrar);

#endif
