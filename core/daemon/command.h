/*
 * command - what clients of the control socket ask the daemon to do: change settings,
 * act, read the configuration again.
 */
#ifndef FIPD_DAEMON_COMMAND_H
#define FIPD_DAEMON_COMMAND_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "daemon/daemon.h"
#include "server/service.h"

enum {
	COMMAND_REFUSALS_A_MINUTE = 20
};

/* Fill in what the server asks of the daemon, and begin without a transaction. */
void command_init(struct daemon *daemon, struct service *service);

/*
 * For tests: count a refused request; return whether it is to be recorded.  A client in
 * a loop must not push the events that matter out of the journal.
 */
bool command_records_refusal(struct daemon_refusals *refusals, int64_t now_us);

#endif
