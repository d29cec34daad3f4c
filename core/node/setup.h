/*
 * setup - what this node runs on: the settings of its files, the settings set at run
 * time, the keys, and the real IP that follows from them.
 *
 * The operator's file is overlaid with settings.yaml of the state folder.  If that one
 * is damaged, or contradicts a file that was edited since, the file alone is used, and
 * the caller gets the faults: a node that serves with the operator's own settings is
 * better than none.  Settings of the overlay that do not exist are passed over: a newer
 * release has left them there.  Reading waits for the disk: at start, and on the disk's
 * thread for a reload.
 *
 * The setting `address` is the real IP under which this node speaks to its peer;
 * without it, that is the address from which the kernel would reach the peer: one of
 * the interface, unless the peer is routed.  It must stay on this node, so it can be
 * neither an F-IP nor the peer's.
 */
#ifndef FIPD_NODE_SETUP_H
#define FIPD_NODE_SETUP_H

#include <stdbool.h>
#include <stddef.h>

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
	struct diagnostics
		unknown; /* no faults: what the overlay has of a newer release */
	struct diagnostics keys;
};

enum setup_own {
	SETUP_OWN_KNOWN,
	SETUP_OWN_UNKNOWN, /* for now: no route, no interface */
	SETUP_OWN_IS_FIP,
	SETUP_OWN_IS_PEER,
	SETUP_OWN_IS_LINK, /* an address of a further heartbeat link */
	SETUP_OWN_REFUSED, /* the kernel does not let fipd ask */
};

/*
 * Read everything.  False if there are faults in the file or the keys; those of the
 * overlay alone do not count: then it was left out.
 */
bool setup_load(struct setup *setup, const struct setup_files *files,
	struct setup_faults *faults);

/*
 * Find the own real IP; unset unless it is known.  Where it is away now and *own was
 * set before the call, it stays that one.  *error is the kernel's -errno where it was
 * asked in vain.
 */
enum setup_own setup_find_own(const struct config *config, struct ip *own, int *error);

/* Write what is wrong, and what to do, as one sentence. */
void setup_explain_own(char *text, size_t size, enum setup_own verdict,
	const struct config *config, int error);

/* Return whether an address is an F-IP of config. */
bool setup_has_fip(const struct config *config, struct ip address);

/*
 * Write what has changed: "interval 2 s to 500 ms, count 5 to 3" (cut if size is too
 * small); "" if nothing has.
 */
void setup_write_diff(char *text, size_t size, const struct config *before,
	const struct config *after);

/* Write likewise the names alone of what has changed: "interval, count". */
void setup_write_names(char *text, size_t size, const struct config *before,
	const struct config *after);

/* Say what of a change of settings could not be put in force for an error: an F-IP that
 * it brings, or else the links. */
void setup_explain_change(char *text, size_t size, const struct config *old,
	const struct config *config, int error);

#endif
