/*
 * link_filter - what the kernel drops before a socket of a heartbeat link is read.
 *
 * Classic BPF: it looks at form, ports and pair, and at what the heartbeat echoes, or
 * at the hop limit.
 */
#ifndef FIPD_HEARTBEAT_LINK_FILTER_H
#define FIPD_HEARTBEAT_LINK_FILTER_H

#include <stdbool.h>
#include <stdint.h>

/* Length, magic and ports must be a heartbeat's in all sockets. */
struct link_filter {
	bool strangers;     /* take what is of another pair, echoing or not */
	bool any_hop_limit; /* of strangers, whose datagrams may cross a router */
	bool ipv6;          /* where their hop limit is found */
	bool ip_header;     /* the socket sees the header of IPv4 */
	bool echoing;       /* take what echoes incarnation, else what does not */
	uint16_t port;      /* of both ends */
	uint32_t pair;
	bool any_pair;         /* what the peer says to others' pairs is taken, too */
	uint64_t incarnation;  /* of this process, 0: none yet, nothing echoes it */
	uint64_t heard;        /* incarnation of the last one that echoed, 0: none */
	uint32_t sequence;     /* the highest of heard; up to it all is dropped once
				  attached */
	unsigned int replayed; /* how many came since that were not higher */
};

/* Put the filter on a socket, in place of the one that is there; 0 or -errno. */
int link_filter_attach(int fd, const struct link_filter *filter);

#endif
