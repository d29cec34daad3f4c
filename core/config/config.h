/*
 * config - what an operator configures, read and written as a whole.
 *
 * The schema (schema/schema.h) says which settings exist; struct config holds them.
 * The configuration in force is the operator's file (YAML), overlaid with the settings
 * that were set at run time over SNMP or with fipctl (settings.yaml in the state
 * folder, same syntax).  A configuration is replaced whole or not at all.
 */
#ifndef FIPD_CONFIG_CONFIG_H
#define FIPD_CONFIG_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "config/reader.h"
#include "schema/config_struct.h"
#include "values/diagnostics.h"

/* Fill in the defaults; node is the host name up to its first dot. */
void config_defaults(struct config *config);

/*
 * Read the file that the source names, of which it has no text yet, over what config
 * holds and set the origin of each setting.  Every fault goes to diagnostics with file,
 * line and column; true if there was none.  With faults config is good for config_check
 * only, which then finds the rest of them; without, it is not yet checked as a whole.
 */
bool config_read(struct config *config, const struct config_source *source,
	struct diagnostics *diagnostics);

/* The same of the source's text. */
bool config_parse(struct config *config, const struct config_source *source,
	struct diagnostics *diagnostics);

/*
 * Change one setting by its name from its text, as in the file.  On a fault write it
 * into message (at least 200 bytes) and leave config alone.
 */
bool config_set(struct config *config, const char *name, const char *text,
	char *message, size_t message_size);

/*
 * Write every setting of origin SET as YAML into text; return the length it needs (like
 * snprintf).  Reading it back with config_parse gives the same settings.
 */
size_t config_write_set(const struct config *config, char *text, size_t size);

#endif
