/*
 * intake - what an event changes in the engine's knowledge, before any rule is asked.
 *
 * The only answers given here are those that carry no decision: to an ask, to an
 * unproven datagram, and the renewal of a lease that was found at the start.
 */
#ifndef FIPD_LOGIC_INTAKE_H
#define FIPD_LOGIC_INTAKE_H

#include "logic/engine.h"

/*
 * Take an event in.  Return the datagram that was accepted in this step, inside the
 * event, or NULL if there was none.
 */
const struct heartbeat *intake_take(
	struct engine *engine, const struct event *event, struct actions *actions);

#endif
