/*
 * apply_input - what an input changes in the engine's knowledge, before any rule is
 * asked.
 *
 * Nothing is decided here; a lease that was found at the start is renewed, because
 * asking first would let it run out.
 */
#ifndef FIPD_ENGINE_APPLY_INPUT_H
#define FIPD_ENGINE_APPLY_INPUT_H

#include "engine/state.h"
#include "model/action.h"
#include "model/input.h"

/*
 * Take an event in.  Return the datagram that was accepted in this step, inside the
 * event, or NULL if there was none or it lay in the socket for so long that what it
 * asks for has been settled since.
 */
const struct heartbeat *apply_input(struct step *step, const struct input *input);

#endif
