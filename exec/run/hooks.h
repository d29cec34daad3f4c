/*
 * hooks - the hooks of fipd.yaml, after each event that they wait for.
 *
 * fipd's journal is the queue, and fipd keeps the cursor "hooks": all events up to it
 * are done with.  Events are taken in their order, and of each the hooks in the order
 * of the file, one at a time: none is missed while fipd-exec is away, none is run twice
 * but one within which it died: a file keeps which one was begun.  A fipd-exec that
 * fipd does not know yet begins with the events from then on.
 */
#ifndef FIPD_RUN_HOOKS_H
#define FIPD_RUN_HOOKS_H

#include <jansson.h>
#include <stdbool.h>

#include "child/child.h"
#include "loop/loop.h"
#include "protocol/report.h"
#include "protocol/status.h"
#include "run/orders.h"

struct hooks;

/* The world of the hooks. */
struct hooks_port {
	struct loop *loop;
	struct children *children;
	const struct report *report;
	const struct status *status; /* of fipd */
	const char *place;           /* the file that keeps which hook was begun */
	/* Send a request to fipd, whose reference is taken over; false: not now. */
	bool (*send)(void *context, json_t *request);
	void *context;
};

/* Make an empty list; free it with hooks_close.  0 or -errno. */
int hooks_open(struct hooks **hooks, const struct hooks_port *port);

/* Free it, before its children; NULL is allowed. */
void hooks_close(struct hooks *hooks);

/* Have other hooks, from the next event on. */
void hooks_follow(struct hooks *hooks, const struct orders *orders);

/* Take a message of fipd: an answer to what was asked here; all else is passed over. */
void hooks_take(struct hooks *hooks, const json_t *message);

/* The connection to fipd is lost; what runs goes on. */
void hooks_lose(struct hooks *hooks);

/* fipd is there, and newest is the number of its newest event: do what is next. */
void hooks_go_on(struct hooks *hooks, uint64_t newest);

#endif
