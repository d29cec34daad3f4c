/*
 * arp - telling the segment who has the F-IPs, and asking it.
 *
 * Announcements make the neighbours' caches point here; probes (sender 0.0.0.0) ask who
 * answers without disturbing any cache.  Every frame in which another MAC claims an
 * F-IP is reported, with whether it is the peer's.  The peer's MAC is learnt from
 * whatever ARP it sends with its real IP.  Announcements are paced at 200 frames a
 * second.
 */
#ifndef FIPD_IO_ARP_H
#define FIPD_IO_ARP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/config.h"
#include "control/status.h"
#include "io/loop.h"
#include "io/nlmessage.h"

struct arp;

struct arp_options {
	struct ip own; /* real IPs */
	struct ip peer;
	const struct config_fip *list; /* copied, the same order as fips */
	size_t count;                  /* 1 to CONFIG_FIPS_MAX */
	/* Somebody else says that he has fip; an unknown MAC counts as the peer's.
	 * Must not close arp. */
	void (*on_answered)(
		struct ip fip, const uint8_t mac[6], bool by_peer, void *context);
	/* The peer probes for a F-IP, as we may be doing (RFC 5227, section 2.1.1). */
	void (*on_rival)(void *context);
	void *context;
};

/* Make it, not yet on an interface; free it with arp_close.  0 or -errno. */
int arp_open(struct arp **arp, struct loop *loop, const struct arp_options *options);

/* Free it; NULL is allowed. */
void arp_close(struct arp *arp);

/*
 * Work on this interface from now on; call it at start and with every on_interface of
 * fips.  An interface with index 0 closes the socket.  As long as the peer's MAC is not
 * known, this and arp_probe ask for it too.  0 or -errno.
 */
int arp_bind(struct arp *arp, const struct netlink_interface *interface);

/*
 * Begin one round of announcements, request and reply form for each F-IP; while a round
 * is under way another one follows it.  0, or -errno if the first frame could not go
 * out.
 */
int arp_announce(struct arp *arp);

/* Stop announcing at once: the F-IPs are not ours any more. */
void arp_hush(struct arp *arp);

/* Ask once who has each F-IP.  0, or -errno if a frame could not go out. */
int arp_probe(struct arp *arp);

/* Return the peer's MAC, or NULL while it is not known; it stays the arp's. */
const uint8_t *arp_peer(const struct arp *arp);

/* Ask for the peer's MAC.  0 or -errno. */
int arp_ask_peer(struct arp *arp);

/* Fill in the counters of each F-IP in a status that fips_tell has filled. */
void arp_tell(const struct arp *arp, struct status *status);

/* Set all counters to zero. */
void arp_reset_counters(struct arp *arp);

#endif
