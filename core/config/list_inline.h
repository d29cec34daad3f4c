/*
 * list_inline - a list of plain values on one line, as a request sets it at run time
 * and settings.yaml keeps it: "192.168.0.100/24, 192.168.0.101/24", with or without the
 * brackets that YAML puts around it.
 */
#ifndef FIPD_CONFIG_LIST_INLINE_H
#define FIPD_CONFIG_LIST_INLINE_H

#include <stdbool.h>
#include <stddef.h>

#include "config/config.h"
#include "config/schema.h"
#include "values/fault.h"

/* Return whether a row is a list that can be set so. */
bool list_inline_has(const struct schema_row *row);

/* Replace the list of a row; on a fault say it, without the setting's name. */
bool list_inline_read(struct config *config, const struct schema_row *row,
	const char *text, struct fault *fault);

/* Write the list of a row with its brackets; return the length it needs. */
size_t list_inline_write(const struct config *config, const struct schema_row *row,
	char *text, size_t size);

#endif
