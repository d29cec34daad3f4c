/*
 * reload - reading the files again while fipd runs, on the disk's thread.
 *
 * There is one reload at a time.  What was read is put in force, or every fault is told
 * to whoever asked, and to the log.
 */
#ifndef FIPD_DAEMON_RELOAD_H
#define FIPD_DAEMON_RELOAD_H

#include <stdbool.h>
#include <stdint.h>

#include "disk/disk.h"
#include "node/health.h"
#include "node/node.h"
#include "node/setup.h"
#include "node/status_build.h"
#include "server/server.h"

struct reload {
	struct disk *disk;
	struct setup_files files;
	struct node *node;
	struct health *health;
	struct status_build *status_build;
	struct server *server;
	bool busy; /* the members below are the disk's */
	bool good;
	uint64_t client; /* who asked for it, 0: a signal */
	char actor[ENTRY_ACTOR_MAX + 1];
	struct setup setup;
	struct setup_faults faults;
};

/* Begin to read the files for a client or (0) a signal; false: not now. */
bool reload_begin(struct reload *reload, uint64_t client);

#endif
