/*
 * readiness - whether this node could hold the F-IPs as far as the network goes, and
 * why not.
 */
#ifndef FIPD_IO_READINESS_H
#define FIPD_IO_READINESS_H

#include "io/daemon.h"

/* Tell the engine whether the network is usable, if that has changed, and log why not.
 */
void readiness_tell(struct daemon *daemon);

#endif
