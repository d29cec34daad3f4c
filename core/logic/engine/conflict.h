/*
 * conflict - others have an F-IP: somebody answers for it who must not, or asks for it
 * without an end, or an outsider set it on this host.
 *
 * Each is reported once, and is over after a quiet time.
 */
#ifndef FIPD_ENGINE_CONFLICT_H
#define FIPD_ENGINE_CONFLICT_H

#include "engine/state.h"

/* Note a frame of his: the first begins it, the others keep it going. */
void conflict_begin(struct step *step, enum reason reason, const uint8_t mac[6]);

/* Note which F-IP of an outsider is on this host now, or that none is. */
void conflict_find_copy(struct step *step, const struct copy *copy);

/* Return whether an outsider's F-IP is here and is to be removed. */
bool conflict_expels(const struct engine *engine);

/* Have the outsider's F-IP removed, at most once a second. */
void conflict_expel(struct step *step);

/* End what has been quiet for long enough. */
void conflict_follow(struct step *step);

#endif
