/*
 * config_mismatch - do the two nodes say the same about what both must know?
 *
 * Each node is configured on its own, so they can contradict: both preferred, neither,
 * other F-IPs, other timing.  That is told in words on both nodes once it has lasted
 * for the detection time; a change that is made on one node after the other is none.
 * Roles, F-IPs and timing are told each by itself.
 */
#ifndef FIPD_ENGINE_CONFIG_MISMATCH_H
#define FIPD_ENGINE_CONFIG_MISMATCH_H

#include "engine/state.h"

/* Begin: the nodes contradict each other in nothing that is known. */
void config_mismatch_start(struct config_mismatch *mismatch);

/* Return a contradiction that was told and not ended, REASON_NONE: there is none. */
enum reason config_mismatch_told(const struct config_mismatch *mismatch);

/* Judge by the clock, and tell what has changed. */
void config_mismatch_follow(struct step *step);

#endif
