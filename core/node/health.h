/*
 * health - what fipd knows of the checks and hooks of fipd.yaml, and what follows.
 *
 * fipd-exec runs them and tells how each stands (core/protocol/protocol.md, "checks"
 * and "hook").  What it has not told for ten seconds, or told of another fipd.yaml, is
 * unknown, which moves nothing.  A failed check raises an alarm, and with the effect
 * demote it makes this node unwell, which the engine is told.
 */
#ifndef FIPD_NODE_HEALTH_H
#define FIPD_NODE_HEALTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/tasks.h"
#include "node/node.h"
#include "protocol/rows.h"
#include "protocol/status.h"

struct health_check {
	enum check_state state;
	int64_t since_us;
	int64_t told_us; /* when fipd-exec told it last, 0: never */
	uint32_t took_ms;
	bool alarm; /* is raised: it had failed when it was known last */
	char text[TASK_RESULT_TEXT_MAX + 1];
};

struct health_hook {
	enum hook_state state;
	int64_t ended_us;
	uint64_t sequence;
	uint64_t runs;
	uint64_t failures;
	uint32_t took_ms;
	bool alarm;
	char text[TASK_RESULT_TEXT_MAX + 1];
};

struct health {
	struct node *node;
	char digest[TASKS_DIGEST_SIZE];
	uint64_t reporter; /* the client that reports, 0: nobody does */
	bool agrees;       /* it has read the same checks and hooks */
	int64_t told_us;   /* its last report */
	int64_t known_us;  /* when all was known last, or since when it could be */
	bool alarm;        /* checksUnknown is raised */
	bool unwell;       /* as the engine knows it */
	uint64_t news;     /* counts what has become another */
	struct health_check checks[TASKS_CHECKS_MAX];
	struct health_hook hooks[TASKS_HOOKS_MAX];
};

/* Begin anew with the checks and hooks of the node's setup, of which nothing is known.
 */
void health_begin(struct health *health, struct node *node);

/* Other checks and hooks may be in force: if so, end their alarms and begin anew. */
void health_reconfigure(struct health *health);

/*
 * Take a report of a client, a request "checks" or "hook".  NULL, or the word of an
 * error with its text.
 */
const char *health_take(struct health *health, uint64_t client, const json_t *report,
	char *text, size_t size);

/* A client is gone: true if it was the one that reports, so nothing is known any more.
 */
bool health_forget(struct health *health, uint64_t client);

/* Look once a second, while health_waits, what has not been told for too long. */
void health_tick(struct health *health);

/* Return whether there is something to wait for. */
bool health_waits(const struct health *health);

/* Fill in what the status has of it. */
void health_fill(const struct health *health, struct status *status, int64_t now_us);

#endif
