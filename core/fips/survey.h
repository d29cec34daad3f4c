/*
 * survey - what an interface has of the F-IPs, as the kernel tells at one moment.
 *
 * An F-IP that is there as fipd sets it is sound: a host address, with fipd's mark,
 * usable.  Whatever else bears the address of an F-IP is a copy that somebody else set
 * or changed; with IPv6 also one that another host was found to have (dadfailed).
 */
#ifndef FIPD_FIPS_SURVEY_H
#define FIPD_FIPS_SURVEY_H

#include <stddef.h>
#include <stdint.h>

#include "fips/fiplist.h"
#include "netlink/netlink.h"

enum {
	SURVEY_MAX = 2 * CONFIG_FIPS_MAX, /* with copies of another prefix */
};

struct survey {
	const struct fiplist *list;
	size_t count; /* of all that is there */
	struct netlink_address found[SURVEY_MAX];
	const struct netlink_address *sound[CONFIG_FIPS_MAX]; /* as list; NULL: none */
	size_t copy_count;
	struct netlink_address copies[SURVEY_MAX];
};

/* Look at an interface anew; one that is gone has none.  0 or -errno. */
int survey_look(struct survey *survey, struct netlink *netlink, uint32_t index);

/* Return how many F-IPs are there and sound. */
size_t survey_count_sound(const struct survey *survey);

#endif
