/*
 * config_check - a configuration as a whole: what is missing, what contradicts.
 *
 * A link that shares an address or a name with another one would make the two
 * indistinguishable, on the network or for people; a link between two families would
 * never open.  A fault of a link is reported where the link stands in its file.
 */
#ifndef FIPD_CONFIG_CONFIG_CHECK_H
#define FIPD_CONFIG_CONFIG_CHECK_H

#include <stdbool.h>

#include "schema/config_struct.h"
#include "values/diagnostics.h"

/*
 * Check a configuration; every fault goes to diagnostics under the name of its file.
 * Return whether there is none.
 */
bool config_check(
	const struct config *config, const char *name, struct diagnostics *diagnostics);

#endif
