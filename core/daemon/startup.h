/*
 * startup - from a command line to a running daemon, and back.
 *
 * Whatever hinders a start ends it with one clear line: what is wrong, what to do, an
 * id to look up; and with the exit code of <sysexits.h> that fits.  What waiting can
 * cure (an interface or an address that is not there yet) does not.
 */
#ifndef FIPD_DAEMON_STARTUP_H
#define FIPD_DAEMON_STARTUP_H

#include "daemon/daemon.h"
#include "daemon/options.h"

/*
 * Make a daemon as the options say, ready for loop_run.  0, or the exit code; call
 * startup_close in both cases.
 */
int startup_open(
	struct daemon *daemon, const struct options *options, const char *version);

/*
 * Bring everything onto the disk, let clients have the last events, and close.  False
 * if the disk hangs: its thread may still use the daemon, which must stay until the
 * process has ended.
 */
bool startup_close(struct daemon *daemon);

#endif
