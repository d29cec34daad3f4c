/*
 * list_append - one entry more in a list of plain values: F-IPs, references, kinds of
 * events, networks.
 */
#ifndef FIPD_CONFIG_LIST_APPEND_H
#define FIPD_CONFIG_LIST_APPEND_H

#include <stdbool.h>

#include "config/config.h"
#include "config/schema.h"
#include "values/fault.h"

/*
 * Read an entry into the list of a row; on a fault (no such value, there already, one
 * too many) say it, without the setting's name, and leave config alone.
 */
bool append_entry(struct config *config, const struct schema_row *row, const char *text,
	struct fault *fault);

#endif
