/*
 * rereading - the configuration was read again at run time: it is put in force, or
 * every fault is told to whoever asked, and to the log.
 */
#ifndef FIPD_DAEMON_REREADING_H
#define FIPD_DAEMON_REREADING_H

#include "daemon/daemon.h"

/* Let the daemon's reload end here. */
void rereading_init(struct daemon *daemon);

#endif
