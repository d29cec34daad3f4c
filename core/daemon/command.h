/*
 * command - what the daemon does for clients of the control socket: it judges changes
 * of settings and puts them in force, acts, plans a restart, builds the status.
 */
#ifndef FIPD_DAEMON_COMMAND_H
#define FIPD_DAEMON_COMMAND_H

#include <stdbool.h>
#include <stdint.h>

#include "daemon/daemon.h"
#include "server/commands.h"

enum {
	COMMAND_REFUSALS_A_MINUTE = 20
};

/* Return what the server may ask of the daemon. */
struct commands command_table(struct daemon *daemon);

/*
 * For tests: count a refused request; return whether it is to be recorded.  A client in
 * a loop must not push the events that matter out of the journal.
 */
bool command_records_refusal(struct daemon_refusals *refusals, int64_t now_us);

#endif
