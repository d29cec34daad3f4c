/*
 * link_filter - which datagrams the kernel queues for a heartbeat path at all.
 *
 * Length, magic, ports and pair must be a heartbeat's.  One that echoes the incarnation
 * of this process comes, in all likelihood, from a peer that has heard it: those go to
 * the first socket.  All others (the peer has just started, or somebody plays old
 * datagrams) go to the second one, which is read by budget, so that no flood of them
 * delays the first.  Under a flood of replays of this very session the filter learns
 * which sequence is behind.  Filters are classic BPF: what they drop costs next to
 * nothing.
 */
#ifndef FIPD_HEARTBEAT_LINK_FILTER_H
#define FIPD_HEARTBEAT_LINK_FILTER_H

#include <stdbool.h>
#include <stdint.h>

#include "model/types.h"

struct link_filter {
	bool ip_header; /* the socket sees the header of IPv4 */
	bool echoing;   /* take what echoes incarnation, else what does not */
	uint16_t port;  /* of both ends */
	uint32_t pair;
	uint64_t incarnation; /* of this process, 0: none yet, nothing echoes it */
	uint64_t heard;       /* incarnation of the last one that echoed, 0: none */
	uint32_t sequence;  /* the highest of that; up to it is dropped once attached */
	unsigned int stale; /* how many came since that were not higher */
};

/*
 * Note a sealed heartbeat that came through the first socket.  Return whether so many
 * were stale that attaching the filter anew is worth it.
 */
bool link_filter_learn(struct link_filter *filter, const struct heartbeat *heartbeat);

/* Attach the filter to a socket, in place of the last one.  0 or -errno. */
int link_filter_attach(int fd, const struct link_filter *filter);

#endif
