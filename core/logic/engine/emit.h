/*
 * emit - the events that tell what happened, and the counters that go with them.
 *
 * Each change of role is told by exactly one event.  Claiming and releasing are
 * passages: an event tells where the node came from and where it arrived, unless the
 * passage itself takes the F-IPs out of service.
 */
#ifndef FIPD_ENGINE_EMIT_H
#define FIPD_ENGINE_EMIT_H

#include "engine/state.h"
#include "model/action.h"

/* Emit an event of a kind that leaves the role as it is; return it to be filled in. */
struct event *emit_event(struct step *step, enum event_kind kind, enum reason reason);

/* Emit and count the change to next, unless that is done already or it is a passage. */
void emit_role_change(struct step *step, enum role next);

/* Return whether a role is taken for this reason because the operator wants it. */
bool emit_is_operators(enum reason reason);

#endif
