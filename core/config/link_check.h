/*
 * link_check - whether the heartbeat paths fit together.
 *
 * A path that shares an address or a name with another one would make the two
 * indistinguishable, on the network or for people; a path between two families would
 * never open.  Each fault is reported where the link stands in its file.
 */
#ifndef FIPD_CONFIG_LINK_CHECK_H
#define FIPD_CONFIG_LINK_CHECK_H

#include "config/config.h"
#include "values/diagnostics.h"

/* Check the path between the real IPs and every further one; file is for messages. */
void linkcheck(
	const struct config *config, const char *file, struct diagnostics *diagnostics);

#endif
