/*
 * store - the state folder of a daemon (struct daemon_store): taken, read at start,
 * and closed with all that is under way to the disk.
 */
#ifndef FIPD_DAEMON_STORE_H
#define FIPD_DAEMON_STORE_H

#include "daemon/daemon.h"

enum {
	STORE_FLUSH_MS = 3000 /* so long the end waits for a disk */
};

/* Take the state folder for this process, and set aside what of settings.yaml cannot be
 * used.  0, or the exit code when it has told why not. */
int store_lock(struct daemon *daemon);

/* Open journal, recording and files.  0, or the exit code when it has told why not. */
int store_open(struct daemon *daemon);

/* Tell that a file of the state folder is damaged. */
void store_warn_of_damage(const struct state_file *file);

/*
 * Wait for the disks, then free all that they write.  A disk that hangs must not hang
 * the end of the process: then false, and its memory is left alone.
 */
bool store_close(const struct daemon_store *store);

#endif
