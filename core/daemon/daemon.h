/*
 * daemon - everything fipd is made of, and what keeps it going.
 *
 * The loop's callbacks end here: they are decoded by the module they come from, passed
 * to the engine by the driver, and what the engine wants is applied.  startup.h makes a
 * daemon; this file runs, reconfigures and stops it.
 */
#ifndef FIPD_DAEMON_DAEMON_H
#define FIPD_DAEMON_DAEMON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "daemon/options.h"
#include "disk/disk.h"
#include "disk/disk_file.h"
#include "fips/resident.h"
#include "journal/cursor.h"
#include "journal/recorder.h"
#include "loop/timer.h"
#include "node/driver.h"
#include "node/event_log.h"
#include "node/reload.h"
#include "node/restart.h"
#include "node/setup.h"
#include "node/status_build.h"
#include "server/refusals.h"
#include "server/server.h"
#include "server/transaction.h"

enum {
	DAEMON_TEXT_MAX = 256
};

/* The files of the state folder that are written whole. */
struct daemon_keepers {
	struct state_file *settings;
	struct state_file *cursors;
	struct state_file *epoch;
	bool failing; /* said already */
};

struct daemon {
	const struct options *options;
	const char *version;
	int lock_fd;
	struct loop *loop;
	struct timer *tick;
	struct watch *disk_watch;
	struct watch *events_watch;
	struct disk *disk; /* what is synced: files written whole, recording, journal */
	struct disk *events; /* writes the journal: no event waits for a sync */
	struct journal *journal;
	struct recorder *recorder;
	struct server *server;
	struct daemon_keepers keepers;
	struct cursors cursors;
	struct transaction transaction;
	struct reload reload;
	struct refusals refusals;
	struct setup setup;       /* in force */
	struct settings settings; /* derived from it */
	struct ip own;            /* unset: not known yet */
	struct network network;
	struct resident *resident;
	struct event_log event_log;
	struct reporter reporter;
	struct driver driver;
	struct restart restart;
	bool publish_due;
	bool told;       /* the engine was told whether the network is usable */
	bool usable;     /* what it was told last */
	bool reload_due; /* asked for by a signal while it was not possible */
	bool stopping;
	char overlay_path[DISK_FILE_PATH_MAX];
};

/* Warn if the F-IPs are too many to be removed in the time that is left for it. */
void daemon_warn_of_lease(const struct daemon *daemon);

/* Let the engine's settings follow from the configuration and the real IP in force. */
void daemon_derive_settings(struct daemon *daemon);

/* Have the F-IPs resident as the setup in force wants it. */
void daemon_put_resident(struct daemon *daemon);

/* Do what is to be done once a second. */
void daemon_tick(struct daemon *daemon);

/* Put another setup in force; false with the reason in text: the old one still is. */
bool daemon_reconfigure(
	struct daemon *daemon, const struct setup *next, char *text, size_t size);

/* Put in the status, the log and the journal that a request was refused. */
void daemon_refuse(struct daemon *daemon, const char *text);

/* Begin to read the configuration again, for a client or (0) a signal; false: not now.
 */
bool daemon_reload(struct daemon *daemon, uint64_t client);

/*
 * Give up the F-IPs, or keep them for a planned restart; tell the peer, and leave the
 * loop.
 */
void daemon_stop(struct daemon *daemon);

#endif
