/*
 * segment - telling the hosts of the segment who has the F-IPs, and asking them.
 *
 * ARP for IPv4, Neighbour Discovery for IPv6.  Announcements make the neighbours'
 * caches point here; probes (from nobody) ask who answers without disturbing any cache.
 * Every frame in which another MAC claims an F-IP is reported, with whether it is the
 * peer's.
 */
#ifndef FIPD_SEGMENT_SEGMENT_H
#define FIPD_SEGMENT_SEGMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/config.h"
#include "loop/loop.h"
#include "netlink/address_message.h"
#include "protocol/status.h"
#include "segment/classifier.h"

struct segment;

struct segment_options {
	struct ip own;               /* real IP */
	const struct config *config; /* peer, F-IPs and references: copied */
	/* Its callbacks must not close segment. */
	struct classifier_listener listener;
};

/* Make it, not yet on an interface; free it with segment_close.  0 or -errno. */
int segment_open(struct segment **segment, struct loop *loop,
	const struct segment_options *options);

/* Free it; NULL is allowed. */
void segment_close(struct segment *segment);

/*
 * Work on this interface from now on; call it at start and with every on_interface of
 * fips.  An interface with index 0 closes the sockets.  This asks for the peer's MAC,
 * and segment_probe does while it is not known.  0 or -errno.
 */
int segment_bind(struct segment *segment, const struct netlink_interface *interface);

/*
 * Begin one round of announcements of every F-IP; while a round is under way another
 * one follows it.  0, or -errno if a frame could not go out at once.
 */
int segment_announce(struct segment *segment);

/* Stop announcing at once: the F-IPs are not ours any more. */
void segment_hush(struct segment *segment);

/*
 * Ask once who has the F-IPs.  Of more than 200, or more than 10 if 0.4 ms are over,
 * only the next ones (they move together, and each is one answer): where sending is
 * fast the five rounds of a claim ask for each of 1,000.  0, or -errno if a frame could
 * not go out.
 */
int segment_probe(struct segment *segment);

/* Return the peer's MAC, or NULL while it is not known; it stays the segment's. */
const uint8_t *segment_peer(const struct segment *segment);

/* Ask every reference once, see references.h.  0, or -errno of the first frame. */
int segment_ask_references(struct segment *segment);

/* Ask for the peer's MAC.  0 or -errno. */
int segment_ask_peer(struct segment *segment);

/* Fill in the counters of each F-IP in a status that fips_tell has filled. */
void segment_tell(const struct segment *segment, struct status *status);

/* Set all counters to zero. */
void segment_reset_counters(struct segment *segment);

#endif
