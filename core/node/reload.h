/*
 * reload - reading the files again while fipd runs, on the disk's thread.
 *
 * One at a time.  What was read waits here until the loop puts it in force or refuses
 * it.
 */
#ifndef FIPD_NODE_RELOAD_H
#define FIPD_NODE_RELOAD_H

#include <stdbool.h>
#include <stdint.h>

#include "disk/disk.h"
#include "node/setup.h"

struct reload {
	struct disk *disk;
	struct setup_files files;
	bool busy; /* the members below are the disk's */
	bool good;
	uint64_t client; /* who asked for it, 0: a signal */
	struct setup setup;
	struct setup_faults faults;
	void (*on_read)(struct reload *reload, void *context);
	void *context;
};

/* Begin to read; on_read follows in the loop.  False if one is under way. */
bool reload_begin(struct reload *reload, uint64_t client);

#endif
