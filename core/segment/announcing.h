/*
 * announcing - rounds of gratuitous ARP and unsolicited advertisements, at a pace.
 *
 * A round is every form of every F-IP, the first forms first.  The first round since
 * the F-IPs were taken goes out as fast as a host's receive queue takes it: until a
 * client has heard it, it speaks to the wrong host.  Switches limit ARP, and what they
 * drop of it the later rounds make good, at 200 frames in any second.
 */
#ifndef FIPD_SEGMENT_ANNOUNCING_H
#define FIPD_SEGMENT_ANNOUNCING_H

#include <stddef.h>
#include <stdint.h>

#include "config/config.h"
#include "loop/loop.h"
#include "segment/segmentsocket.h"

struct announcing;

/* Make it with a copy of list, nothing under way.  0 or -errno. */
int announcing_open(struct announcing **announcing, struct loop *loop,
	const struct config_fip *list, size_t count);

/* Free it; NULL is allowed. */
void announcing_close(struct announcing *announcing);

/*
 * Begin a round from origin (copied) on sockets (kept), or let one follow the round
 * under way.  0, or -errno of the first frame that could not be sent at once.
 */
int announcing_start(struct announcing *announcing, const struct segmentsocket *sockets,
	const struct frame_origin *origin);

/* Send no more, and let the next round be a first one; call it before sockets close. */
void announcing_stop(struct announcing *announcing);

/* Return how often an F-IP has been announced. */
uint64_t announcing_count(const struct announcing *announcing, size_t index);

/* Set those counts to zero. */
void announcing_reset_counts(struct announcing *announcing);

#endif
