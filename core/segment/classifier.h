/*
 * classifier - what the frames of a segment mean for this node.
 *
 * Somebody else claims an F-IP: the peer or a third host, which is a conflict.  The
 * peer probes for an F-IP, as this node may be doing.  The peer claims its real IP: so
 * its MAC is learnt.  A reference address answers.  Until the peer's MAC is known,
 * whoever claims an F-IP may be the peer.
 */
#ifndef FIPD_SEGMENT_CLASSIFIER_H
#define FIPD_SEGMENT_CLASSIFIER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fips/fip_list.h"
#include "protocol/mac.h"
#include "protocol/status.h"
#include "segment/frame.h"
#include "segment/reference_list.h"

struct classifier_listener {
	/* Somebody else says that he has an F-IP. */
	void (*on_answered)(
		struct ip fip, const uint8_t mac[6], bool by_peer, void *context);
	/* The peer probes for an F-IP (RFC 5227, section 2.1.1; RFC 4862, 5.4.3). */
	void (*on_rival)(void *context);
	/* A reference address has answered this node. */
	void (*on_reference)(void *context);
	void *context;
};

struct classifier_conflicts {
	uint64_t count;
	uint8_t mac[MAC_BYTES]; /* of the last one */
};

struct classifier {
	struct classifier_listener listener;
	struct ip peer;
	bool peer_known;
	uint8_t peer_mac[MAC_BYTES];
	size_t reference_count;
	struct ip references[REFERENCES_MAX];
	struct fip_list list;
	struct classifier_conflicts conflicts[CONFIG_FIPS_MAX];
};

/* Begin, with nothing heard. */
void classifier_init(struct classifier *classifier,
	const struct classifier_listener *listener, struct ip peer,
	const struct config_fip *list, size_t count);

/* Take in one frame; those that bear the own MAC mean nothing. */
void classifier_take(struct classifier *classifier, const struct frame_heard *heard,
	const uint8_t own_mac[6]);

/* Fill in the conflicts of each F-IP in a status that fips_tell has filled. */
void classifier_tell(const struct classifier *classifier, struct status *status);

#endif
