/*
 * announcing - rounds of gratuitous ARP, paced at 200 frames a second.
 *
 * A round is the request form and the reply form for each F-IP, for some hosts learn
 * only from the one or the other.  The first ten F-IPs go at once; a segment's switches
 * limit ARP, so the rest follows at a pace they let through.
 */
#ifndef FIPD_IO_ANNOUNCING_H
#define FIPD_IO_ANNOUNCING_H

#include <stddef.h>
#include <stdint.h>

#include "config/config.h"
#include "io/loop.h"

struct announcing;

/* Make it with a copy of list, nothing under way.  0 or -errno. */
int announcing_open(struct announcing **announcing, struct loop *loop,
	const struct config_fip *list, size_t count);

/* Free it; NULL is allowed. */
void announcing_close(struct announcing *announcing);

/*
 * Begin a round for mac on a packet socket, or let one follow the round under way.  0,
 * or -errno of the first frame that could not be sent.
 */
int announcing_start(struct announcing *announcing, int fd, const uint8_t mac[6]);

/* Send no more; call it before fd is closed. */
void announcing_stop(struct announcing *announcing);

/* Return how often an F-IP has been announced. */
uint64_t announcing_count(const struct announcing *announcing, size_t index);

/* Set those counts to zero. */
void announcing_reset_counts(struct announcing *announcing);

#endif
