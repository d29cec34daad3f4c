/*
 * callbacks - which callback of which part ends where in the daemon.
 *
 * Each of them does three things: decode, step the engine, apply (driver.h).
 */
#ifndef FIPD_DAEMON_CALLBACKS_H
#define FIPD_DAEMON_CALLBACKS_H

#include "daemon/daemon.h"

/* Return what the network is told to call. */
struct network_listener callbacks_network(struct daemon *daemon);

/* Connect journal, keepers and driver with the daemon. */
void callbacks_parts(struct daemon *daemon);

/* Connect loop, timer, disk and signals with the daemon.  0 or -errno. */
int callbacks_loop(struct daemon *daemon);

#endif
