/*
 * link_filter - what the kernel drops before a socket of a heartbeat link is read.
 *
 * Classic BPF: it looks at form, ports and pair, and at what the heartbeat echoes.
 */
#ifndef FIPD_HEARTBEAT_LINK_FILTER_H
#define FIPD_HEARTBEAT_LINK_FILTER_H

#include <stdbool.h>
#include <stdint.h>

/* Length, magic, ports and pair must be a heartbeat's in both sockets. */
struct link_filter {
	bool ip_header; /* the socket sees the header of IPv4 */
	bool echoing;   /* take what echoes incarnation, else what does not */
	uint16_t port;  /* of both ends */
	uint32_t pair;
	uint64_t incarnation; /* of this process, 0: none yet, nothing echoes it */
	uint64_t heard;       /* incarnation of the last one that echoed, 0: none */
	uint32_t sequence;    /* the highest of heard; up to it all is dropped once
				 attached */
	unsigned int stale;   /* how many came since that were not higher */
};

/* Put the filter on a socket, in place of the one that is there; 0 or -errno. */
int link_filter_attach(int fd, const struct link_filter *filter);

#endif
