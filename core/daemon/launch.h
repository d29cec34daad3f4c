/*
 * launch - the first steps of a life: what the engine begins with.
 */
#ifndef FIPD_DAEMON_LAUNCH_H
#define FIPD_DAEMON_LAUNCH_H

#include "daemon/daemon.h"

/*
 * Begin the engine with a new incarnation and the kept epoch, and tell it of the
 * interface and of F-IPs that a former life left; warn of what is not as it should be.
 * 0, or the exit code, the line being written.
 */
int launch_engine(struct daemon *daemon);

#endif
