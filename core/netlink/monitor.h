/*
 * monitor - what changes in the kernel without fipd's doing: interfaces, addresses, and
 * routes that the kernel or an administrator made: those of routing daemons, of which a
 * host may have a million, wake nobody.  Nor do F-IPs that this fipd or another
 * instance sets or renews; that they are removed is told, whoever did it.
 *
 * Each message is read once, for all who listen.  Reported as it happens, first thing
 * in a wake-up.  When the kernel had more to say than the socket could hold, on_overrun
 * says so: whoever listens must ask for everything anew.
 */
#ifndef FIPD_NETLINK_MONITOR_H
#define FIPD_NETLINK_MONITOR_H

#include <stdbool.h>
#include <stdint.h>

#include "loop/loop.h"
#include "netlink/netlink.h"

struct monitor;

struct monitor_listener {
	void (*on_interface)(
		const struct netlink_interface *interface, bool removed, void *context);
	void (*on_address)(
		const struct netlink_address *address, bool removed, void *context);
	void (*on_route)(void *context); /* one came or went; NULL: not wanted */
	void (*on_overrun)(void *context);
	void (*on_settled)(void *context); /* all that was there has been reported */
	void *context;
	struct monitor_listener *next; /* the monitor's own */
};

/* Open the kernel's news; end with monitor_close when nobody listens.  0 or -errno. */
int monitor_open(struct monitor **monitor, struct loop *loop);

/* Free it; NULL is allowed. */
void monitor_close(struct monitor *monitor);

/*
 * Tell listener what comes from now on, after those that listen already.  It stays the
 * caller's and where it is, until monitor_leave; not to be called from a callback.
 */
void monitor_listen(struct monitor *monitor, struct monitor_listener *listener);

/* Tell listener nothing more; allowed if it does not listen, or monitor is NULL. */
void monitor_leave(struct monitor *monitor, struct monitor_listener *listener);

#endif
