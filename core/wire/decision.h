/*
 * decision - what the engine decided in one step, short enough to be kept for a day.
 *
 * The role after the step, the rules that fired, the kinds of the actions in their
 * order, and when to wake; every figure of the actions (heartbeats, notes, leases) goes
 * into a digest.  Two decisions with the same digest told the same in the same words.
 */
#ifndef FIPD_WIRE_DECISION_H
#define FIPD_WIRE_DECISION_H

#include <stddef.h>
#include <stdint.h>

#include "model/action.h"

enum {
	DECISION_BYTES_MAX = 19 + RULES_PER_STEP + ACTIONS_MAX,
};

struct decision {
	uint64_t digest;
	int64_t wake_us;
	uint8_t role; /* after the step */
	uint8_t rule_count;
	uint8_t rules[RULES_PER_STEP]; /* rows of the rule table */
	uint8_t action_count;
	uint8_t actions[ACTIONS_MAX]; /* enum action_kind */
};

/* Fill in what a step decided; role is the engine's after it. */
void decision_take(
	struct decision *decision, const struct actions *actions, enum role role);

/* Write a decision; return how many bytes that took. */
size_t decision_encode(
	uint8_t bytes[DECISION_BYTES_MAX], const struct decision *decision);

/* Read a decision that fills length_bytes; false if it does not. */
bool decision_decode(
	const uint8_t *bytes, size_t length_bytes, struct decision *decision);

/* Return the word for an action of a kind: "renew"; "unknown" if there is none. */
const char *decision_action(unsigned kind);

#endif
