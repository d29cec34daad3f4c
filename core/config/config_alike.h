/*
 * config_alike - what two configurations have in common, so that it can stay as it is.
 */
#ifndef FIPD_CONFIG_CONFIG_ALIKE_H
#define FIPD_CONFIG_CONFIG_ALIKE_H

#include <stdbool.h>

#include "schema/config_struct.h"

/* Return whether an address is an F-IP of config. */
bool config_alike_has_fip(const struct config *config, struct ip address);

/* Return whether the F-IPs are the same, in the same order, on the same interface. */
bool config_alike_fips(const struct config *a, const struct config *b);

/* Return whether the other hosts of the segment are the same: peer and references. */
bool config_alike_hosts(const struct config *a, const struct config *b);

#endif
