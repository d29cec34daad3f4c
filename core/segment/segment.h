/*
 * segment - telling the hosts of the segment who has the F-IPs, and asking them.
 *
 * ARP for IPv4, Neighbour Discovery for IPv6.  Announcements make the neighbours'
 * caches point here; probes (from nobody) ask who answers without disturbing any cache.
 * Every frame in which another MAC claims an F-IP is reported, and so are probes for
 * one and who claims the peer's real IP; what they mean is for the listener to say.
 * A frame that names another MAC than the one that it was sent from is a lie: it tells
 * only that somebody claims an F-IP.  But a bond that balances sends a question from
 * another port than it names: it is no lie if both MACs are the peer's.  Frames that
 * bear an own MAC mean nothing.
 */
#ifndef FIPD_SEGMENT_SEGMENT_H
#define FIPD_SEGMENT_SEGMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "loop/loop.h"
#include "netlink/netlink.h"
#include "schema/config_struct.h"
#include "segment/frame.h"

struct segment;

/* Whose a MAC is. */
enum segment_owner {
	SEGMENT_OWNER_OTHER,
	SEGMENT_OWNER_SELF,
	SEGMENT_OWNER_PEER, /* as it has sealed */
};

struct segment_listener {
	/*
	 * Somebody else says that he has an F-IP, in a frame that was sent from mac and
	 * names it (consistent) or another one.  Returns whether he is the peer: then
	 * it is no conflict.
	 */
	bool (*on_answered)(struct ip fip, const uint8_t mac[MAC_BYTES],
		bool consistent, void *context);
	/* Somebody probes for an F-IP (RFC 5227, section 2.1.1; RFC 4862, 5.4.3). */
	void (*on_rival)(struct ip fip, const uint8_t mac[MAC_BYTES], void *context);
	/* A MAC says that it has the peer's real IP. */
	void (*on_neighbor)(const uint8_t mac[MAC_BYTES], void *context);
	/* A reference address has answered this node. */
	void (*on_reference)(void *context);
	void *context;
	/* Return whose it is; NULL: only the interface's own MAC is known. */
	enum segment_owner (*whose)(const uint8_t mac[MAC_BYTES], void *context);
};

struct segment_options {
	struct ip own;               /* real IP */
	const struct config *config; /* peer, F-IPs and references: copied */
	/* Its callbacks must not close segment. */
	struct segment_listener listener;
};

/* Make it, not yet on an interface; free it with segment_close.  0 or -errno. */
int segment_open(struct segment **segment, struct loop *loop,
	const struct segment_options *options);

/* Free it; NULL is allowed. */
void segment_close(struct segment *segment);

/*
 * Work on this interface from now on; call it at start and with every on_interface of
 * fips.  An interface with index 0 closes the sockets.  This asks for the peer's MAC. 0
 * or -errno.
 */
int segment_bind(struct segment *segment, const struct netlink_interface *interface);

/*
 * Begin one round of announcements of every F-IP; while a round is under way another
 * one follows it.  0, or -errno if a frame could not go out at once.
 */
int segment_announce(struct segment *segment);

/*
 * Announce those of IPv4 at count places of the configuration from first on, ahead of
 * the first round, which is about to begin and then leaves them out.  What cannot go
 * out goes with that round; nothing is done ahead of any other one.
 */
void segment_hasten(struct segment *segment, size_t first, size_t count);

/* Stop announcing at once: the F-IPs are not ours any more. */
void segment_hush(struct segment *segment);

/*
 * Ask once who has the F-IPs.  Of more than 200, or more than 10 if 0.4 ms are over,
 * only the next ones (they move together, and each is one answer): where sending is
 * fast the five rounds of a claim ask for each of 1,000.  0, or -errno if a frame could
 * not go out.
 */
int segment_probe(struct segment *segment);

/*
 * Ask every reference once, as a host asks that wants to send.  One of IPv6 is left out
 * as long as there is no own address to ask from.  0, or -errno of the first frame.
 */
int segment_ask_references(struct segment *segment);

/* Ask for the peer's MAC.  0 or -errno. */
int segment_ask_peer(struct segment *segment);

/* The counters of an F-IP. */
struct segment_counters {
	uint64_t announcements;
	uint64_t conflicts;
	uint8_t conflict_mac[MAC_BYTES]; /* of the last one */
};

/* Return the counters of the F-IP at a place in the configuration. */
struct segment_counters segment_count(const struct segment *segment, size_t place);

/* Set all counters to zero. */
void segment_reset_counters(struct segment *segment);

/* For tests: */

/* Take in one frame as if a socket had heard it. */
void segment_hear_frame(struct segment *segment, const struct frame_heard *heard);

#endif
