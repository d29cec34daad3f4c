/*
 * driver - the engine in the real world: an input in, its actions applied, their
 * results back in as inputs of the same wake-up.
 *
 * This is the only caller of engine_step.  It decides nothing: what could not be done
 * goes back to the engine, and into the log.
 */
#ifndef FIPD_NODE_DRIVER_H
#define FIPD_NODE_DRIVER_H

#include "disk/state_file.h"
#include "engine/engine.h"
#include "journal/recorder.h"
#include "loop/loop.h"
#include "loop/quiet.h"
#include "node/event_log.h"
#include "node/network.h"

enum {
	DRIVER_RESULTS_MAX = 16
};

struct driver {
	struct engine engine;
	struct loop *loop;
	struct network *network;
	struct event_log *event_log;
	struct recorder *recorder;
	struct state_file *epoch;       /* the file of the epoch */
	void (*on_step)(void *context); /* something may have changed */
	void *context;
	bool urgent;       /* the engine must look at the clock again */
	bool hold_failed;  /* the last hold, as the log has said */
	bool expel_failed; /* the last removal of a copy, as the log has said */
	struct quiet quiet;
	unsigned result_count;
	enum input_kind results[DRIVER_RESULTS_MAX];
};

/* Begin the engine's life. */
void driver_start(struct driver *driver, const struct recording_start *start);

/* Pass an input (its time is set here) and apply what comes of it. */
void driver_step(struct driver *driver, struct input *input);

/* Pass an input without figures but those of the F-IPs, and apply what comes of it. */
void driver_step_kind(struct driver *driver, enum input_kind kind);

/* Have what the links and the segment hear go straight to the engine. */
void driver_listen(struct driver *driver, struct network_listener *listener);

#endif
