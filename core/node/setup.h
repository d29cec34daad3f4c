/*
 * setup - what fipd runs on, read from its files: settings, settings set at run time,
 * keys.
 *
 * The operator's file is overlaid with settings.yaml of the state folder.  If that one
 * is damaged, or contradicts a file that was edited since, the file alone is used, and
 * the caller gets the faults: a node that serves with the operator's own settings is
 * better than none. Reading waits for the disk: at start, and on the disk's thread for
 * a reload.
 */
#ifndef FIPD_NODE_SETUP_H
#define FIPD_NODE_SETUP_H

#include <stdbool.h>

#include "config/config.h"
#include "model/key.h"
#include "values/diagnostics.h"

struct setup_files {
	const char *config;  /* fipd.yaml */
	const char *overlay; /* settings.yaml */
};

struct setup {
	struct config config;
	struct keys keys;
};

/* Every fault, by where it is. */
struct setup_faults {
	struct diagnostics config;
	struct diagnostics overlay;
	struct diagnostics keys;
};

/*
 * Read everything.  False if there are faults in the file or the keys; those of the
 * overlay alone do not count: then it was left out.
 */
bool setup_load(struct setup *setup, const struct setup_files *files,
	struct setup_faults *faults);

#endif
