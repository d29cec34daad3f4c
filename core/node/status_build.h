/*
 * status_build - the status: everything that clients learn of fipd, gathered from where
 * it is.
 *
 * Most of it is read at the moment; since when the peer is in its state is observed
 * after every step of the engine.
 */
#ifndef FIPD_NODE_STATUS_BUILD_H
#define FIPD_NODE_STATUS_BUILD_H

#include <stdint.h>

#include "node/health.h"
#include "node/node.h"
#include "protocol/status.h"

struct status_build {
	const char *version;
	struct node *node;
	const struct health *health;
	int64_t started_us;
	int64_t started_date_ms;
	int64_t role_since_us; /* of the change that role_date_ms dates */
	int64_t role_date_ms;
	int64_t reset_us; /* last reset of the counters, or the start */
	enum peer_state peer_state;
	int64_t peer_since_us;
	struct alarms alarms; /* by what is published: some outlast a life */
	uint64_t served;      /* PAC scripts, as fipd-web counts them */
	char refusal[STATUS_TEXT_MAX + 1];
	struct status status;
};

/* Observe how the peer is after a step of the engine. */
void status_build_observe(struct status_build *build, int64_t now_us);

/* Fill in the status as of now and return it; it stays the builder's. */
const struct status *status_build_fill(struct status_build *build, int64_t now_us);

/* Note why a request was refused. */
void status_build_refuse(struct status_build *build, const char *text);

/* Count from zero, and keep the discontinuity time. */
void status_build_reset(struct status_build *build, int64_t now_us);

/* For tests: fill in what is waited for, the engine's instants as spans from now. */
void status_build_fill_outlook(struct outlook *outlook, const struct engine *engine,
	int64_t restart_us, int64_t now_us);

#endif
