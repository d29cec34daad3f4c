/*
 * apply_rule - carrying out a rule: the removal first, then the change of role with all
 * that belongs to it, then what the rule asks for besides.
 */
#ifndef FIPD_ENGINE_APPLY_RULE_H
#define FIPD_ENGINE_APPLY_RULE_H

#include "engine/failover.h"
#include "engine/state.h"

/* Carry out a rule; heard is the datagram accepted in this step, or NULL. */
void apply_rule(struct step *step, const struct rule *rule);

/* Have the epoch and the pin kept on disk. */
void apply_keep_epoch(struct step *step);

/* Note whether the operator has put the F-IPs here, and have it kept on disk. */
void apply_pin(struct step *step, bool pinned);

/* Ask the kernel to remove every F-IP. */
void apply_removal(struct step *step);

#endif
