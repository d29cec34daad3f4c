/*
 * split - which proxies a client is sent to, and in which order.
 *
 * A pure decision from the status and the client's address.  The first of the two is
 * the proxy of the node that is configured active.  By even-odd the even clients go to
 * the first and the odd ones to the second; by hash each proxy draws as many numbers
 * for a client as its weight says, and the highest wins.  That is rendezvous hashing
 * (Thaler and Ravishankar, "Using Name-Based Mappings to Increase Hit Rates", IEEE/ACM
 * ToN 6(1), 1998).  Of w numbers from [0, 1) the highest is spread like u^(1/w), so the
 * weights count as by the method -w / ln u, but in integers: no node rounds otherwise
 * than its peer.  A raised weight, as a lost proxy, moves no client but those it must.
 *
 * Left out is a proxy whose node is lost, has left, is in maintenance, in fault or
 * switched off; if that would leave none, both are named, for a script that names no
 * proxy sends its client around them.
 *
 * Both nodes decide the same when both hear each other and are set alike.  They do not:
 * - when neither hears the other: each names its own proxy alone.  Only one node serves
 *   scripts then, unless the segment is split, and there each side has its own proxy;
 * - on a one-way link: the node that hears names both, the deaf one its own alone;
 * - from a change on one node until the other has heard of it: a beat, or for a death
 *   the detection time; at the start until the first heartbeat;
 * - on a node that is switched off, which hears nobody: it names both, its peer only
 *   itself.  It holds no F-IP, so none but who asks its real IP sees that;
 * - when their settings differ: both configured active, other weights, a proxy's name
 *   here and its address there.
 */
#ifndef FIPD_WEB_SPLIT_H
#define FIPD_WEB_SPLIT_H

#include <stdint.h>

#include "protocol/status.h"

enum {
	SPLIT_PROXIES_MAX = 2,
	SPLIT_WEIGHT_MAX = 100,
};

struct split {
	uint32_t count; /* 0: no proxy has a host */
	const struct config_proxy
		*list[SPLIT_PROXIES_MAX]; /* of the status; best first */
};

/* Decide for the client at an address; a text that is none counts as even. */
struct split split_decide(const struct status *status, const char *client);

#endif
