/*
 * fips - the F-IPs on their interface, held under the kernel's lease.
 *
 * A held F-IP is an address with a finite lifetime; if fipd dies or freezes, the kernel
 * removes it.  The instant from which the lease may have run out is taken before the
 * request, so it is never later than the kernel's own.  Renewing an F-IP that may have
 * run out would bring it back behind the peer's back, so a renewal reads the clock
 * itself and refuses.  A removal by others is noticed within a wake-up; fipd's own is
 * told apart.  The interface's other addresses are left alone.  What to do about any of
 * it is the engine's matter.
 */
#ifndef FIPD_FIPS_FIPS_H
#define FIPD_FIPS_FIPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "loop/loop.h"
#include "model/event.h"
#include "netlink/netlink.h"
#include "schema/config_struct.h"

struct fips;
struct monitor;

struct fips_options {
	struct monitor *monitor;       /* stays the caller's, until fips_close */
	const char *interface;         /* copied */
	const struct config_fip *list; /* copied */
	size_t count;                  /* 0 to CONFIG_FIPS_MAX */
	/*
	 * The interface changed: index 0 if it is missing; new index, MAC or carrier.
	 */
	void (*on_interface)(const struct netlink_interface *interface, void *context);
	/*
	 * F-IPs that are held are not there any more, this one at least: an outsider
	 * removed them, or the lease ran out.
	 */
	void (*on_gone)(struct ip fip, void *context);
	/* What outsiders have set may be something else now, see fips_copy. */
	void (*on_copy)(void *context);
	void *context;
};

/* Whom fips_hold tells of the F-IPs that are there while others are still to come. */
struct fips_sink {
	/*
	 * The kernel has confirmed those at count places of the list from first on.
	 * What is sent to those of IPv4 arrives; of IPv6 that is known at the end only.
	 */
	void (*on_set)(size_t first, size_t count, void *context);
	void *context;
};

enum fips_state {
	FIPS_ABSENT,   /* not there, and not because of fipd */
	FIPS_HELD,     /* set and confirmed by the kernel */
	FIPS_RELEASED, /* removed by fipd */
	FIPS_FAILED,   /* refused by the kernel */
};

/* An F-IP and how it is. */
struct fips_entry {
	struct config_fip fip;
	enum fips_state state;
	int64_t since_us; /* when it came into this state */
	/* That an outsider set; of several the kernel's first, bound or not. */
	struct copy copy;
};

/*
 * Open netlink and look at the interface; a missing one is no error: fips_interface
 * says so.  Callbacks come only from the loop, as LOOP_KERNEL, and must not close fips.
 * 0 or -errno.
 */
int fips_open(
	struct fips **fips, struct loop *loop, const struct fips_options *options);

/* Free it and leave the F-IPs as they are; NULL is allowed. */
void fips_close(struct fips *fips);

/* Return the interface as last seen; index 0: it does not exist. */
const struct netlink_interface *fips_interface(const struct fips *fips);

/*
 * Look which F-IPs are on the interface with fipd's mark, as a former life left them;
 * return how many, and set remaining_us to the least that is surely left of their
 * lease. If it is all of them they count as held from now on.  -errno on failure.
 */
int fips_find(struct fips *fips, int64_t *remaining_us);

/*
 * Put every F-IP on the interface for lease_s; one that is there lives anew, and what
 * an outsider set in its place is replaced.  0 when the kernel has confirmed all; else
 * -errno (-ENODEV: no interface) and release is due, for some may be there.  sink is
 * told of each batch before the next one is set; NULL: nobody is.
 */
int fips_hold(struct fips *fips, uint32_t lease_s, const struct fips_sink *sink);

/*
 * Let every lease run anew for lease_s.  0; -ESTALE if the last one has less than 0.5 s
 * left by the clock at this moment or nothing is held: then nothing was renewed; else
 * -errno of the kernel.
 */
int fips_renew(struct fips *fips, uint32_t lease_s);

/*
 * Remove every F-IP that is fipd's.  0 when a look at the kernel shows that none is
 * left (or the interface is gone), else -errno.
 */
int fips_release(struct fips *fips);

/*
 * Remove what outsiders have set, but where the kernel would remove another address
 * with it.  0 or -errno.
 */
int fips_expel(struct fips *fips);

/*
 * Return one of what outsiders have set, as the last look showed it: one that can be
 * removed, if there is one.
 */
struct copy fips_copy(const struct fips *fips);

/*
 * Compare with the kernel at once, as after an overrun; this calls on_gone where that
 * is due.
 */
void fips_reconcile(struct fips *fips);

/* Return whether the F-IPs count as held. */
bool fips_are_held(const struct fips *fips);

/* Return the instant from which the lease may run out, 0: they are not held. */
int64_t fips_expire_us(const struct fips *fips);

/* Name the F-IPs as the kernel has them when they are held; return their number. */
size_t fips_name(
	const struct fips *fips, struct netlink_address names[CONFIG_FIPS_MAX]);

/* Return how many F-IPs there are. */
size_t fips_count(const struct fips *fips);

/* Return the F-IP at a place in the list of the options. */
const struct fips_entry *fips_entry(const struct fips *fips, size_t place);

#endif
