/*
 * checks - the checks of fipd.yaml, each at its time, and what is known of them.
 *
 * Each look is a process of its own (child/child.h), also that of a tcp or http check
 * (probe/probe.h), so that nothing can keep fipd-exec waiting.  The first looks are
 * spread over the interval, so that they do not all come at once.  A look that is still
 * going on when the next is due takes its place.  How results become a state says
 * run/tally.h; fipd gets the states, not the results.
 */
#ifndef FIPD_RUN_CHECKS_H
#define FIPD_RUN_CHECKS_H

#include <jansson.h>
#include <stdbool.h>

#include "child/child.h"
#include "loop/loop.h"
#include "protocol/report.h"
#include "run/orders.h"

struct checks;

/* The world of the checks. */
struct checks_port {
	struct loop *loop;
	struct children *children;
	const struct report *report;
	const char *prober; /* the user of tcp and http checks */
	/* The state or the text of a check is another one. */
	void (*on_change)(void *context);
	void *context;
};

/* Make an empty list; free it with checks_close.  0 or -errno. */
int checks_open(struct checks **checks, const struct checks_port *port);

/* Free it, before its children; NULL is allowed. */
void checks_close(struct checks *checks);

/* Have other checks; one that is the same keeps its state. */
void checks_follow(struct checks *checks, const struct orders *orders);

/*
 * Send how all checks stand, in as many requests of op `checks` as it takes: a line to
 * fipd has at most 1 KiB.  send takes over the reference, and returns false if there is
 * no connection; then the rest is not sent.
 */
void checks_send(const struct checks *checks,
	bool (*send)(void *context, json_t *request), void *context);

#endif
