/*
 * notify - what the service manager is told of fipd: that it is ready and lives, by the
 * protocol of sd_notify(3), and as STATUS= its role and the peer's.
 *
 * The watchdog follows the lease: a node that holds the F-IPs feeds it with each
 * renewal, so that a frozen fipd is ended, started anew, and finds the F-IPs before the
 * kernel drops them.  The manager learns the span whenever timing changes.  Without a
 * manager (NOTIFY_SOCKET not set) everything here does nothing, and without a watchdog
 * (WATCHDOG_USEC not set) nothing is fed.
 */
#ifndef FIPD_DAEMON_NOTIFY_H
#define FIPD_DAEMON_NOTIFY_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/engine.h"

struct notify {
	bool watched;        /* somebody wants to hear that fipd lives */
	int64_t watchdog_us; /* as he was told, 0: not yet */
	int64_t fed_us;
	int64_t tried_us; /* when these two were said last, or could not be */
	bool said;
	enum role role;
	enum role peer;
};

/* Begin; ask the environment whether there is a watchdog. */
void notify_begin(struct notify *notify);

/* Tell what is due at the end of a wake-up: watchdog, span, role and peer. */
void notify_tell(struct notify *notify, const struct engine *engine, int64_t now_us);

/* Return when notify_tell must be called next at the latest; INT64_MAX: no matter. */
int64_t notify_due_us(const struct notify *notify);

/* Send a state such as "READY=1"; false if there is a supervisor and it cannot be told.
 */
bool notify_send(const char *state);

#endif
