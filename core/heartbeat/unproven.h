/*
 * unproven - the datagrams of a path that do not echo this process, read by budget.
 *
 * They come from a peer that has just started and must be heard, or from somebody who
 * plays old datagrams as fast as the line carries.  So a bounded number is read, and
 * the next ones some milliseconds later; what does not fit into the queue until then is
 * lost.
 */
#ifndef FIPD_HEARTBEAT_UNPROVEN_H
#define FIPD_HEARTBEAT_UNPROVEN_H

#include <stdint.h>

#include "heartbeat/linksocket.h"
#include "loop/loop.h"
#include "wire/heartbeat.h"

struct unproven;

/*
 * Make it without a socket; free it with unproven_close.  0 or -errno.  on_datagram is
 * called for each datagram of a heartbeat's length; it may shut the socket.
 */
int unproven_open(struct unproven **unproven, struct loop *loop,
	void (*on_datagram)(const uint8_t bytes[HEARTBEAT_BYTES],
		const struct linksocket_arrival *arrival, void *context),
	void *context);

/* Free it; NULL is allowed. */
void unproven_close(struct unproven *unproven);

/* Open the socket anew.  0, or -errno as link_open: then there is none. */
int unproven_bind(struct unproven *unproven, const struct linksocket_options *options);

/* Close the socket. */
void unproven_shut(struct unproven *unproven);

/* Read only what does not echo another incarnation from now on. */
void unproven_expect(struct unproven *unproven, const struct linkfilter *filter);

/* Return how many datagrams were read from this socket. */
uint64_t unproven_count(const struct unproven *unproven);

#endif
