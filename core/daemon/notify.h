/*
 * notify - what the supervisor is told of fipd: the protocol of sd_notify(3), by hand.
 *
 * Without a supervisor (NOTIFY_SOCKET not set) everything here does nothing.
 */
#ifndef FIPD_DAEMON_NOTIFY_H
#define FIPD_DAEMON_NOTIFY_H

#include <stdbool.h>

/* Send a state such as "READY=1"; false if there is a supervisor and it cannot be told.
 */
bool notify_send(const char *state);

#endif
