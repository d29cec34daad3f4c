/*
 * state_store - what the daemon keeps in its state folder: journal, cursors, run-time
 * settings, epoch, recording.
 *
 * Opened at start and closed at the end, after the disk's thread has done what it was
 * given.
 */
#ifndef FIPD_DAEMON_STATE_STORE_H
#define FIPD_DAEMON_STATE_STORE_H

#include "daemon/daemon.h"

/*
 * If the run-time settings could not be used at start, rename their file: the next SET
 * would write over what the operator may want to look at.
 */
void state_store_set_overlay_aside(const struct daemon *daemon);

/* Open journal, cursors and keepers; 0, or the exit code, the line being written. */
int state_store_open(struct daemon *daemon);

/*
 * Wait for the disk at most timeout_ms, then free all of it.  A disk that hangs must
 * not hang the end of the process: then false, and its memory is left alone.
 */
bool state_store_close(struct daemon *daemon, int timeout_ms);

#endif
