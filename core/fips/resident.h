/*
 * resident - the F-IPs on the loopback interface, for programs of this host to bind at
 * any time, whether or not this node holds them.
 *
 * What moves is only who answers for them on the network: as long as they are resident,
 * the F-IPs' interface answers ARP for its own addresses only, and asks from them only
 * (arp_ignore 1, arp_announce 2; Neighbour Discovery is so by itself).  What is changed
 * on the host is written into the state folder first and undone at the end, by a later
 * life if this one dies.
 */
#ifndef FIPD_FIPS_RESIDENT_H
#define FIPD_FIPS_RESIDENT_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>

#include "loop/loop.h"
#include "netlink/netlink.h"
#include "schema/config_struct.h"

struct resident;

/*
 * Begin, taking over what a former life left; folder is the state folder.  Nothing is
 * changed before resident_put.  0 or -errno.
 */
int resident_open(struct resident **resident, struct loop *loop, const char *folder);

/*
 * Have the F-IPs of config (copied) resident, or none if it does not want that.  0, or
 * -errno; -ENODEV: the interface is missing, so they wait for it.  What is not as
 * wanted is mended every ten seconds.
 */
int resident_put(struct resident *resident, const struct config *config);

/* Look at once whether all is as wanted, for an interface that came or changed. */
void resident_look(struct resident *resident);

/*
 * Free it; NULL is allowed.  undo: every change on the host is undone before, else the
 * host stays as it is.  0, or -errno if that failed.
 */
int resident_close(struct resident *resident, bool undo);

/* For tests: */

/*
 * The changes that fipd has made on its host, in a file, for a later life to undo. They
 * are written before the change.  A power loss takes the change along, so the file
 * needs to outlive the process only and nobody waits for the disk.
 */
struct resident_changes {
	char interface[IF_NAMESIZE];
	struct netlink_arp arp; /* of the interface as fipd found it */
	size_t count;
	struct config_fip fips[CONFIG_FIPS_MAX]; /* that were put on lo */
};

/* Replace the file at path; 0 or -errno. */
int resident_write_changes(const char *path, const struct resident_changes *changes);

/* Read it; 0 or -errno: -ENOENT if there is none, -EINVAL if it is damaged. */
int resident_read_changes(const char *path, struct resident_changes *changes);

#endif
