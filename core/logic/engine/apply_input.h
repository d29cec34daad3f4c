/*
 * apply_input - what an input changes in the engine's knowledge, before any rule is
 * asked.
 *
 * Of a heartbeat it is judged first whether it is fresh, and what it says of the peer's
 * life.  The only answers given here carry no decision: to an ask, and to an unproven
 * datagram, so that an honest peer can prove itself.  A lease that was found at the
 * start is renewed, because asking first would let it run out.
 */
#ifndef FIPD_ENGINE_APPLY_INPUT_H
#define FIPD_ENGINE_APPLY_INPUT_H

#include "engine/state.h"
#include "model/input.h"

/*
 * Take an input in.  Return the datagram that was accepted in this step, inside the
 * input, or NULL if there was none or it lay in the socket for so long that what it
 * asks for has been settled since.
 */
const struct heartbeat *apply_input(struct step *step, const struct input *input);

#endif
