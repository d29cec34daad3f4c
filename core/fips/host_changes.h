/*
 * host_changes - what fipd has changed on its host, in a file, for a later life to
 * undo.
 *
 * Written before the change.  A power loss takes the change along, so the file needs to
 * outlive the process only and nobody waits for the disk.
 */
#ifndef FIPD_FIPS_HOST_CHANGES_H
#define FIPD_FIPS_HOST_CHANGES_H

#include <net/if.h>
#include <stddef.h>

#include "config/config.h"
#include "netlink/address_message.h"

struct host_changes {
	char interface[IF_NAMESIZE];
	struct netlink_arp arp; /* of the interface as fipd found it */
	size_t count;
	struct config_fip fips[CONFIG_FIPS_MAX]; /* that were put on lo */
};

/* Replace the file at path; 0 or -errno. */
int host_changes_write(const char *path, const struct host_changes *note);

/* Read it; 0 or -errno: -ENOENT if there is none, -EINVAL if it is damaged. */
int host_changes_read(const char *path, struct host_changes *note);

#endif
