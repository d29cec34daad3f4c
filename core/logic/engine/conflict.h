/*
 * conflict - a third host answers for an F-IP: reported once, over after a quiet
 * minute.
 */
#ifndef FIPD_ENGINE_CONFLICT_H
#define FIPD_ENGINE_CONFLICT_H

#include "engine/state.h"

/* Note an answer of a third host: the first begins it, the others keep it going. */
void conflict_begin(struct step *step, const uint8_t mac[6]);

/* End the conflict if the third host has been quiet for long enough. */
void conflict_follow(struct step *step);

#endif
