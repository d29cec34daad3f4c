/*
 * newcomers - the datagrams of a path that do not echo this process, read by budget.
 *
 * They come from a peer that has just started and must be heard, or from somebody who
 * plays old datagrams as fast as the line carries.  So a bounded number is read, and
 * the next ones some milliseconds later; what does not fit into the queue until then is
 * lost.
 */
#ifndef FIPD_HEARTBEAT_NEWCOMERS_H
#define FIPD_HEARTBEAT_NEWCOMERS_H

#include <stdint.h>

#include "heartbeat/link_socket.h"
#include "loop/loop.h"
#include "wire/heartbeat.h"

struct newcomers;

/*
 * Make it without a socket; free it with newcomers_close.  0 or -errno.  on_datagram is
 * called for each datagram of a heartbeat's length; it may shut the socket.
 */
int newcomers_open(struct newcomers **newcomers, struct loop *loop,
	void (*on_datagram)(const uint8_t bytes[HEARTBEAT_BYTES],
		const struct link_socket_arrival *arrival, void *context),
	void *context);

/* Free it; NULL is allowed. */
void newcomers_close(struct newcomers *newcomers);

/* Open the socket anew.  0, or -errno as link_open: then there is none. */
int newcomers_bind(
	struct newcomers *newcomers, const struct link_socket_options *options);

/* Close the socket. */
void newcomers_shut(struct newcomers *newcomers);

/* Read only what does not echo another incarnation from now on. */
void newcomers_expect(struct newcomers *newcomers, const struct link_filter *filter);

/* Return how many datagrams were read from this socket. */
uint64_t newcomers_count(const struct newcomers *newcomers);

#endif
