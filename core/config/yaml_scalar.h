/*
 * yaml_scalar - one plain value of a YAML text: the event at hand, as the text of a
 * setting.
 *
 * What is no plain value (an alias, a list, a mapping, nothing at all) is a fault that
 * says so.
 */
#ifndef FIPD_CONFIG_YAML_SCALAR_H
#define FIPD_CONFIG_YAML_SCALAR_H

#include <stdbool.h>

#include "config/schema.h"
#include "config/yaml_events.h"
#include "values/fault.h"

/* Return the text of the scalar at hand, or NULL with the fault. */
const char *scalar_text(const struct events *events, struct fault *fault);

/*
 * Read the scalar at hand into the member of a row, as value_read, and pass over it.
 * False if there is a fault: it has been reported under the name setting.
 */
bool scalar_read(struct events *events, void *record, const struct schema_row *row,
	const char *setting);

#endif
