/*
 * exchange - what this node and the peer know of each other's claims and words.
 *
 * The epoch counts the takeovers of the pair; a claim takes one more than the newest
 * that is known.  It goes round, from its highest value to 1, and is compared as a
 * serial number (RFC 1982): whatever the peer ever said, the next claim is newer than
 * that.  A round counts what this node has said, over all links: once the peer
 * acknowledges the round of a piece of news, it knows it.  The MACs from which this
 * node answers for an F-IP are told with every word.
 */
#ifndef FIPD_PARTS_EXCHANGE_H
#define FIPD_PARTS_EXCHANGE_H

#include <stdbool.h>
#include <stdint.h>

#include "model/types.h"

struct exchange {
	enum operation farewell; /* to be said as soon as the removal is done */
	uint32_t epoch;
	uint32_t epoch_known; /* the newest one that the peer ever said */
	uint32_t round;       /* of the last words said */
	uint32_t news_round;  /* once acknowledged, the peer knows what is new */
	uint8_t mac_count;    /* of this node, 0: not known */
	uint8_t macs[HEARTBEAT_MACS_MAX][6];
};

/* Return whether an epoch is newer than another; 0, no claim at all, is the oldest. */
bool exchange_is_newer(uint32_t epoch, uint32_t than);

/* Return the epoch that a claim of this node gets: above all that is known. */
uint32_t exchange_next_epoch(const struct exchange *exchange);

/* Take the next epoch: this node has claimed. */
void exchange_raise_epoch(struct exchange *exchange);

/* Note the epoch that the peer says. */
void exchange_hear_epoch(struct exchange *exchange, uint32_t epoch);

/*
 * Count new words.  Return false if the numbers are used up and begin anew: then a new
 * incarnation must speak.
 */
bool exchange_count_round(struct exchange *exchange);

/* Note that the next words tell the peer something that it must know. */
void exchange_mark_news(struct exchange *exchange);

/* Set the MACs of this node; return whether they are others than before. */
bool exchange_set_macs(
	struct exchange *exchange, unsigned count, const uint8_t macs[][6]);

/* Plan the farewell that is sent once the F-IPs are removed. */
void exchange_plan_farewell(struct exchange *exchange, enum operation farewell);

#endif
