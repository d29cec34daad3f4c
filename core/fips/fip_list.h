/*
 * fip_list - the F-IPs in the order of the file, found by address in the time that a
 * thousand of them need.
 */
#ifndef FIPD_FIPS_FIP_LIST_H
#define FIPD_FIPS_FIP_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "schema/config_struct.h"

struct fip_list {
	size_t count;
	struct config_fip fips[CONFIG_FIPS_MAX];
	uint16_t sorted[CONFIG_FIPS_MAX]; /* places in fips, by address */
};

/* Fill in the list; count must not exceed CONFIG_FIPS_MAX. */
void fip_list_init(struct fip_list *list, const struct config_fip *fips, size_t count);

/* Find an address and set place to its place in fips; false if it is no F-IP. */
bool fip_list_find(const struct fip_list *list, struct ip address, size_t *place);

#endif
