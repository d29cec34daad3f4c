/*
 * transition - carrying out a rule: the removal first, then the change of role with all
 * that belongs to it, then what the rule asks for besides.
 */
#ifndef FIPD_ENGINE_TRANSITION_H
#define FIPD_ENGINE_TRANSITION_H

#include "engine/engine.h"
#include "engine/failover.h"

/* Carry out a rule; heard is the datagram accepted in this step, or NULL. */
void transition_apply(struct engine *engine, const struct rule *rule,
	const struct heartbeat *heard, int64_t now_us, struct actions *actions);

/* Have the epoch and the pin kept on disk. */
void transition_keep(const struct engine *engine, struct actions *actions);

/* Note whether the operator has put the F-IPs here, and have it kept on disk. */
void transition_pin(struct engine *engine, bool pinned, struct actions *actions);

/* Ask the kernel to remove every F-IP. */
void transition_remove(struct engine *engine, int64_t now_us, struct actions *actions);

#endif
