/*
 * outlook - what fipd knows of the next moves of the F-IPs: what keeps them where they
 * are, and for how long.
 *
 * A part of the status, and its object "outlook" in JSON.  Spans are in ms from the
 * moment the message was made, 0: nothing is waited for.
 */
#ifndef FIPD_PROTOCOL_OUTLOOK_H
#define FIPD_PROTOCOL_OUTLOOK_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

struct outlook {
	bool pinned;      /* active by the operator's will: no automatic failback */
	bool peer_pinned; /* the peer is */
	bool peer_maintenance; /* the peer must not take the F-IPs */
	bool split;            /* both nodes are active */
	bool conflict;         /* a third host answers for an F-IP */
	bool cut_off;          /* no reference address answers */
	uint32_t mismatch; /* enum reason: in what the nodes contradict each other */
	int64_t stable_ms; /* for so long all that failback needs holds; -1: it does not
			    */
	int64_t retry_ms;  /* so long a failback that failed is not tried again */
	int64_t damped_ms; /* so long the peer, which restarts too often, is refused */
	int64_t modest_ms; /* so long this node, which has just failed, stands back */
	int64_t fault_ms;  /* so long the kernel is not asked again after a refusal */
	int64_t restart_ms; /* so long a stop is a planned restart */
};

/* Return a new JSON object for an outlook; the caller owns it.  NULL: no memory. */
json_t *outlook_to_json(const struct outlook *outlook);

/* Fill in an outlook; a missing member keeps its value, false if one is wrong. */
bool outlook_from_json(struct outlook *outlook, const json_t *json);

/* Add elapsed_ms to how long it has been stable; what is waited for stays. */
void outlook_grow(struct outlook *outlook, int64_t elapsed_ms);

#endif
