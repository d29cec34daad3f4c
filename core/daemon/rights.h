/*
 * rights - what the process may do, settled before all else at a start.
 *
 * As root it takes fipd's user; then it has its priority, leaves no core dump, and
 * makes no system call that fipd does not need.  Under its unit it has user and limits
 * already.
 */
#ifndef FIPD_DAEMON_RIGHTS_H
#define FIPD_DAEMON_RIGHTS_H

#include "daemon/options.h"

/* Settle them.  0, or the exit code of <sysexits.h>; the log says what is missing. */
int rights_settle(const struct options *options);

#endif
