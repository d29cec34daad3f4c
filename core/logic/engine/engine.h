/*
 * engine - inputs in, decisions out.
 *
 * engine_step() takes one input with its time and fills in what to do about it and when
 * to wake next.  The same inputs always give the same actions: no clock, no socket, no
 * allocation.  So a minute of two hosts is played in microseconds, every reachable
 * state of the pair is visited by a test, and a recorded incident replays exactly.
 *
 * The caller applies the actions in their order.  Where an action has a result (hold,
 * renew, release), the caller passes it back as an input of the same wake-up, after the
 * whole list has been applied.  A wake-up's inputs come in this order: kernel, probe
 * replies, heartbeats, deadline; each with the time of that wake-up.
 */
#ifndef FIPD_ENGINE_ENGINE_H
#define FIPD_ENGINE_ENGINE_H

#include "engine/state.h"
#include "model/action.h"
#include "model/input.h"

/*
 * Begin a life at now_us: redundancy as in settings, role initial (or disabled).
 * incarnation must be random and not 0; epoch is what the disk kept, 0 if nothing.  The
 * first engine_step should be INPUT_INTERFACE, then INPUT_FIPS_FOUND if F-IPs were
 * found.
 */
void engine_start(struct engine *engine, const struct settings *settings,
	uint64_t incarnation, uint32_t epoch, int64_t now_us);

/* Take one input and fill in the actions; wake_us is always later than its now_us. */
void engine_step(
	struct engine *engine, const struct input *input, struct actions *actions);

#endif
