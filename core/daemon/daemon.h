/*
 * daemon - everything fipd is made of, and what keeps it going.
 *
 * The callbacks of the loop, the disks and the signals end here; each hands its news to
 * the part that it concerns.  startup.h makes a daemon and closes it.
 */
#ifndef FIPD_DAEMON_DAEMON_H
#define FIPD_DAEMON_DAEMON_H

#include <stdbool.h>
#include <stdint.h>

#include "daemon/notify.h"
#include "daemon/options.h"
#include "daemon/reload.h"
#include "disk/disk.h"
#include "disk/disk_file.h"
#include "journal/cursors.h"
#include "journal/recorder.h"
#include "loop/realtime.h"
#include "loop/timer.h"
#include "node/health.h"
#include "node/node.h"
#include "node/status_build.h"
#include "server/server.h"

/* The state folder: what it holds, and the threads that write it. */
struct daemon_store {
	const char *folder;
	int lock_fd;
	struct disk *disk; /* what is synced: files written whole, recording, journal */
	struct disk *events; /* writes the journal: no event waits for a sync */
	struct watch *disk_watch;
	struct watch *events_watch;
	struct journal *journal;
	struct recorder *recorder;
	struct cursors cursors;
	struct state_file *settings_file;
	struct state_file *cursors_file;
	struct state_file *epoch_file;
	bool failing; /* the log says that files cannot be written */
	bool hurried; /* the recorder is to be called again in a second */
	char overlay_path[DISK_FILE_PATH_MAX];
};

/* The number of refused requests that became events in the minute that is counted. */
struct daemon_refusals {
	int64_t since_us;
	unsigned count;
};

struct daemon {
	const struct options *options;
	const char *version;
	struct loop *loop;
	struct timer *tick;
	int64_t tick_us;   /* what it is set to */
	int64_t ticked_us; /* when all that was called last */
	int64_t looked_us; /* when everything was looked at last */
	struct notify notify;
	struct realtime realtime;
	struct daemon_store store;
	struct node node;
	struct health health;
	struct status_build status_build;
	struct server *server;
	struct reload reload;
	struct daemon_refusals refusals;
	uint64_t told;      /* the newest event when the stop was asked for */
	int64_t leaving_us; /* it has stopped, and ends then at the latest; 0: it runs
			     */
	bool publish_due;
	bool reload_due; /* asked for by a signal while it was not possible */
};

/* Connect the callbacks of the loop, the disks, the journal and the engine with the
 * daemon.  0 or -errno. */
int daemon_connect(struct daemon *daemon);

#endif
