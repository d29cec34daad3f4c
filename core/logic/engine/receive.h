/*
 * receive - taking in a heartbeat: is it fresh, what does it say of the peer's life?
 *
 * The only answers given here are those that carry no decision: to an ask, and to an
 * unproven datagram, so that an honest peer can prove itself.
 */
#ifndef FIPD_ENGINE_RECEIVE_H
#define FIPD_ENGINE_RECEIVE_H

#include "engine/state.h"
#include "model/action.h"
#include "model/input.h"

/*
 * Take a heartbeat in.  Return it if it was accepted and is fresh enough for what it
 * asks for; one that lay in the socket for long still tells of the peer's past, no
 * more.
 */
const struct heartbeat *receive_heartbeat(struct step *step, const struct input *input);

#endif
