/*
 * monitor - what changes in the kernel without fipd's doing: interfaces, addresses and,
 * for whoever wants them, routes that the kernel or an administrator made: those of
 * routing daemons, of which a host may have a million, wake nobody.
 *
 * Reported as it happens, first thing in a wake-up.  When the kernel had more to say
 * than the socket could hold, on_overrun says so: whoever listens must ask for
 * everything anew.
 */
#ifndef FIPD_NETLINK_MONITOR_H
#define FIPD_NETLINK_MONITOR_H

#include <stdbool.h>
#include <stdint.h>

#include "loop/loop.h"
#include "netlink/netlink.h"

struct monitor;

struct monitor_listener {
	uint32_t own_port; /* what was asked for from there is left out; 0: nothing */
	void (*on_interface)(
		const struct netlink_interface *interface, bool removed, void *context);
	void (*on_address)(
		const struct netlink_address *address, bool removed, void *context);
	void (*on_route)(void *context); /* one came or went; NULL: not of interest */
	void (*on_overrun)(void *context);
	void (*on_settled)(void *context); /* all that was there has been reported */
	void *context;
};

/* Begin to listen (listener is copied); end with monitor_close.  0 or -errno. */
int monitor_open(struct monitor **monitor, struct loop *loop,
	const struct monitor_listener *listener);

/* Stop listening; NULL is allowed. */
void monitor_close(struct monitor *monitor);

#endif
