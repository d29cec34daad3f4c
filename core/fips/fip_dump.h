/*
 * fip_dump - what an interface has of the F-IPs, as the kernel tells at one moment.
 *
 * An F-IP with fipd's mark is fipd's own; it is sound if it is as fipd sets it, a host
 * address that can be used (with IPv6 another host may be found to have it).  Whatever
 * else bears the address of an F-IP is a copy, which an outsider set.  Obstacles are
 * what stands where fipd sets its own: of an address and prefix length there is only
 * one, and of an IPv6 address altogether.
 */
#ifndef FIPD_FIPS_FIP_DUMP_H
#define FIPD_FIPS_FIP_DUMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fips/fip_list.h"
#include "model/event.h"
#include "netlink/netlink.h"

enum {
	FIP_DUMP_MAX = 2 * CONFIG_FIPS_MAX, /* with copies of another prefix */
	FIP_DUMP_SECONDARIES_MAX = 64,
};

struct fip_dump {
	const struct fip_list *list;
	size_t own_count;
	struct netlink_address own[FIP_DUMP_MAX];
	const struct netlink_address *sound[CONFIG_FIPS_MAX]; /* as list; NULL: none */
	size_t copy_count;
	struct netlink_address copies[FIP_DUMP_MAX];
	size_t obstacle_count;
	struct netlink_address obstacles[FIP_DUMP_MAX];
	bool promotes; /* as the interface does, see netlink.h */
	/* Of the other addresses; those beyond the maximum are only counted. */
	size_t secondary_count;
	struct netlink_address secondaries[FIP_DUMP_SECONDARIES_MAX];
};

/*
 * Return an F-IP as fipd sets it, for valid_s, on the interface with this index: a host
 * address with fipd's mark.
 */
struct netlink_address fip_dump_name(
	struct ip fip, uint32_t interface_index, uint32_t valid_s);

/* Look at an interface anew; one that is gone has none.  0 or -errno. */
int fip_dump_look(struct fip_dump *dump, struct netlink *netlink, uint32_t index);

/* Return the least that is surely left of the lease of those that are sound. */
int64_t fip_dump_left_us(const struct fip_dump *dump);

/* Return how many F-IPs are there and sound. */
size_t fip_dump_count_sound(const struct fip_dump *dump);

/* Return a copy by its place among the copies. */
struct copy fip_dump_copy(const struct fip_dump *dump, size_t number);

/*
 * Remove the copies but for those with which the kernel would remove another address.
 * 0 or -errno.
 */
int fip_dump_expel(const struct fip_dump *dump, struct netlink *netlink);

#endif
