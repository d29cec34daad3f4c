/*
 * conflict - others have what is this pair's: somebody answers for an F-IP who must
 * not, or asks for it without an end, an outsider set it on this host, or a third node
 * has the key.
 *
 * Each is reported once, and is over after a quiet time.
 */
#ifndef FIPD_ENGINE_CONFLICT_H
#define FIPD_ENGINE_CONFLICT_H

#include "engine/state.h"
#include "model/input.h"

/* Note a frame of his: the first begins it, the others keep it going. */
void conflict_begin(struct step *step, enum reason reason, const uint8_t mac[6]);

/* Note which F-IP of an outsider is here now, or that a third node spoke. */
void conflict_note(struct step *step, const struct input *input);

/* Return whether an outsider's F-IP is here and is to be removed. */
bool conflict_expels(const struct engine *engine);

/* Have the outsider's F-IP removed, at most once a second. */
void conflict_expel(struct step *step);

/* End what has been quiet for long enough. */
void conflict_follow(struct step *step);

#endif
