/*
 * announcement_sender - rounds of gratuitous ARP and unsolicited advertisements, at a
 * pace.
 *
 * A round is every form of every F-IP, the first forms first.  The first round since
 * the F-IPs were taken goes out as fast as a host's receive queue takes it, and begins
 * while they are still being taken: until a client has heard it, it speaks to the wrong
 * host.  Switches limit ARP, and what they
 * drop of it the later rounds make good, at 200 frames in any second.
 */
#ifndef FIPD_SEGMENT_ANNOUNCEMENT_SENDER_H
#define FIPD_SEGMENT_ANNOUNCEMENT_SENDER_H

#include <stddef.h>
#include <stdint.h>

#include "loop/loop.h"
#include "schema/config_struct.h"
#include "segment/segment_socket.h"

struct announcement_sender;

/* Make it with a copy of list, nothing under way.  0 or -errno. */
int announcement_sender_open(struct announcement_sender **sender, struct loop *loop,
	const struct config_fip *list, size_t count);

/* Free it; NULL is allowed. */
void announcement_sender_close(struct announcement_sender *sender);

/*
 * Begin a round from origin (copied) on sockets (kept), or let one follow the round
 * under way.  0, or -errno of the first frame that could not be sent at once.
 */
int announcement_sender_start(struct announcement_sender *sender,
	const struct segment_sockets *sockets, const struct frame_origin *origin);

/* F-IPs that follow one another in the list. */
struct announcement_part {
	size_t first;
	size_t count;
};

/*
 * Ahead of a first round, send the first form of those of IPv4 that are in part: that
 * round leaves out what went out.  Ahead of any other round nothing is done.
 */
void announcement_sender_hasten(struct announcement_sender *sender,
	const struct segment_sockets *sockets, const struct frame_origin *origin,
	const struct announcement_part *part);

/* Send no more, and let the next round be a first one; call it before sockets close. */
void announcement_sender_stop(struct announcement_sender *sender);

/* Return how often an F-IP has been announced. */
uint64_t announcement_sender_count(
	const struct announcement_sender *sender, size_t index);

/* Set those counts to zero. */
void announcement_sender_reset_counts(struct announcement_sender *sender);

#endif
