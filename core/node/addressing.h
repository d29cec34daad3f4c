/*
 * addressing - whether the addresses and routes that this node needs are there: its
 * real IP, and the subnets of the peer and of the F-IPs on the interface, as the kernel
 * routes.
 *
 * A node that lost one of them would answer ARP for the F-IPs and could send nothing
 * back.  Only what was there and went is lacking: a host on which the peer lies behind
 * a router, or where nobody has set up such a route, lacks nothing.  Nor does one whose
 * route a router advertisement made, for anybody can withdraw it.  What is put back
 * within three quarters of a beat, a second at most, was never away.
 */
#ifndef FIPD_NODE_ADDRESSING_H
#define FIPD_NODE_ADDRESSING_H

#include <stdbool.h>

#include "loop/loop.h"
#include "model/types.h"
#include "schema/config_struct.h"

struct addressing;
struct monitor;

/*
 * Begin to watch nothing yet; end with addressing_close, until which the monitor stays
 * the caller's.  0 or -errno.  on_change is told whether something is lacking, and
 * what, whenever either changes.
 */
int addressing_open(struct addressing **addressing, struct loop *loop,
	struct monitor *monitor,
	void (*on_change)(bool lacks, enum lack lack, void *context), void *context);

/* Free it; NULL is allowed. */
void addressing_close(struct addressing *addressing);

/* Watch what a configuration and a real IP need; an unset one is not watched. */
void addressing_put(
	struct addressing *addressing, const struct config *config, struct ip own);

#endif
