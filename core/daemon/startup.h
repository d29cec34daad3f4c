/*
 * startup - the life of a daemon: its start, its loop, its end.
 *
 * Whatever hinders a start ends it with one clear line: what is wrong, what to do, an
 * id to look up; and with the exit code of <sysexits.h> that fits.  What waiting can
 * cure (an interface or an address that is not there yet) does not.
 */
#ifndef FIPD_DAEMON_STARTUP_H
#define FIPD_DAEMON_STARTUP_H

#include "daemon/options.h"

/* Run a daemon as the options say, until a signal ends it.  Return the exit code. */
int startup_run(const struct options *options, const char *version);

#endif
