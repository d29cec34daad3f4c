/*
 * config_diff - what two configurations have in common, and what has changed.
 */
#ifndef FIPD_NODE_CONFIG_DIFF_H
#define FIPD_NODE_CONFIG_DIFF_H

#include <stdbool.h>
#include <stddef.h>

#include "schema/config_struct.h"

/*
 * Write "interval 2 s -> 500 ms, count 5 -> 3" (cut if size is too small); "" if
 * nothing has changed.
 */
void config_diff_write(char *text, size_t size, const struct config *before,
	const struct config *after);

/* Return whether an address is an F-IP of config. */
bool config_diff_has_fip(const struct config *config, struct ip address);

/* Return whether the F-IPs are the same, in the same order, on the same interface. */
bool config_diff_same_fips(const struct config *a, const struct config *b);

/* Return whether the other hosts of the segment are the same: peer and references. */
bool config_diff_same_hosts(const struct config *a, const struct config *b);

#endif
