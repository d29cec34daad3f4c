/*
 * loopback - the F-IPs on lo, beside whatever else is there.
 *
 * They are host addresses with fipd's mark and without an end.  An address that
 * somebody else has put there serves as well, and stays his.
 */
#ifndef FIPD_FIPS_LOOPBACK_H
#define FIPD_FIPS_LOOPBACK_H

#include <stdbool.h>

#include "fips/fip_dump.h"

struct loopback {
	struct netlink *netlink; /* the caller's */
	struct fip_dump dump;
	struct netlink_address requests[CONFIG_FIPS_MAX];
};

/* Put those of list on lo that are not there.  0 or -errno. */
int loopback_add(struct loopback *loopback, const struct fip_list *list);

/* Remove what fipd has put there of list, except what is in kept too; NULL: nothing is.
 */
int loopback_remove(struct loopback *loopback, const struct fip_list *list,
	const struct fip_list *kept);

/* Return whether fipd, in this life or one before, has put one of list there. */
bool loopback_has_any(struct loopback *loopback, const struct fip_list *list);

#endif
