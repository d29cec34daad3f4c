/*
 * fence_child - the process that removes the F-IPs when fipd falls silent.
 *
 * Where a lease of whole seconds is too coarse, fipd tells this small process which
 * addresses it holds and until when.  Unless a later instant stands in the page that
 * both share (fence_page.h), the child deletes them at that one, whatever has become of
 * fipd: killed, frozen or starved.  It never sets an address.  Both ends are of one
 * version, so the words are plain structs.
 */
#ifndef FIPD_FIPS_FENCE_CHILD_H
#define FIPD_FIPS_FENCE_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "netlink/netlink.h"
#include "schema/config_struct.h"

enum fence_child_word {
	FENCE_CHILD_ARM = 1, /* remove list at deadline_us */
	FENCE_CHILD_DISARM,  /* nothing */
	FENCE_CHILD_LOOK,    /* at the page, whose deadline is an earlier one */
};

/* An order of fipd is one message of a SOCK_SEQPACKET socket, only ARM with a list. */
struct fence_child_order {
	enum fence_child_word word;
	uint32_t number;     /* counts up; the answer repeats it */
	int64_t deadline_us; /* on CLOCK_BOOTTIME */
	size_t count;
	struct netlink_address list[CONFIG_FIPS_MAX];
};

enum {
	FENCE_CHILD_HEADER_BYTES = offsetof(struct fence_child_order, list)
};

enum fence_child_news {
	FENCE_CHILD_READY = 1, /* realtime, locked */
	FENCE_CHILD_HEARD,     /* number: every order up to this one was read */
	FENCE_CHILD_FIRED,     /* deadline_us, began_us, ended_us, error */
};

/* A report of the child to fipd. */
struct fence_child_report {
	enum fence_child_news news;
	uint32_t number;
	bool realtime;       /* it runs in the real-time class */
	bool locked;         /* its memory is locked */
	int error;           /* of the removal, -errno: it is tried again and again */
	int64_t deadline_us; /* that passed */
	int64_t began_us;    /* when the child saw that */
	int64_t ended_us;    /* when the kernel had confirmed the removal */
};

/*
 * Be the fence of a fipd of this version at the other end of fd, until fipd has closed
 * it and no deadline is left. Return the exit code.
 */
int fence_child_run(int fd, const char *version);

#endif
