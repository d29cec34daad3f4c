/*
 * footing - whether this node still stands on its subnet: does it have its real IP, and
 * do the peer and the F-IPs' subnets lie on the interface, as the kernel routes?
 *
 * A node that lost one of them would answer ARP for the F-IPs and could send nothing
 * back.  Only what was there and went is lacking: a host on which the peer lies behind
 * a router, or where nobody has set up such a route, lacks nothing.  Nor does one whose
 * route a router advertisement made, for anybody can withdraw it.  What is put back
 * within three quarters of a beat, a second at most, was never away.
 */
#ifndef FIPD_NODE_FOOTING_H
#define FIPD_NODE_FOOTING_H

#include <stdbool.h>

#include "loop/loop.h"
#include "model/types.h"
#include "schema/config_struct.h"

struct footing;

/*
 * Begin to watch nothing yet; end with footing_close.  0 or -errno.  on_change is told
 * whether something is lacking, and what, whenever either changes.
 */
int footing_open(struct footing **footing, struct loop *loop,
	void (*on_change)(bool lacks, enum lack lack, void *context), void *context);

/* Free it; NULL is allowed. */
void footing_close(struct footing *footing);

/* Watch what a configuration and a real IP need; an unset one is not watched. */
void footing_put(struct footing *footing, const struct config *config, struct ip own);

#endif
