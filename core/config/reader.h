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

#include "config/config.h"
#include "values/diagnostics.h"

/* As config_parse. */
bool reader_read(struct config *config, const struct config_source *source,
	struct diagnostics *diagnostics);

#endif
