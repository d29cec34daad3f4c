/*
 * readiness - whether this node could hold the F-IPs as far as the network goes, and
 * why not.
 */
#ifndef FIPD_DAEMON_READINESS_H
#define FIPD_DAEMON_READINESS_H

#include "daemon/daemon.h"

/* Tell the engine whether the network is usable, if that has changed, and log why not.
 */
void readiness_tell(struct daemon *daemon);

#endif
