/*
 * reader - fipd.yaml, event by event from libyaml, into struct config.
 *
 * The file is one mapping of settings; nothing in it is nested but the lists.
 * Reading goes on after a fault, so that one run shows them all; a fault of YAML itself
 * ends it, after what was wrong above.  Aliases are refused, so there is nothing that a
 * small file could expand to.
 */
#ifndef FIPD_CONFIG_READER_H
#define FIPD_CONFIG_READER_H

#include <stdbool.h>
#include <stddef.h>

#include "schema/config_struct.h"
#include "values/diagnostics.h"

/* A text of settings, and what it is. */
struct config_source {
	const char *name; /* of the file, for messages */
	const char *text;
	size_t length_bytes;
	enum config_origin origin;
	/* Where a setting that does not exist is told, and passed over; NULL: it is a
	 * fault. */
	struct diagnostics *unknown;
};

/*
 * Read a text of settings over what config holds and set the origin of each.  Every
 * fault goes to diagnostics with file, line and column; true if there was none.
 */
bool reader_read(struct config *config, const struct config_source *source,
	struct diagnostics *diagnostics);

#endif
