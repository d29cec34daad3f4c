/*
 * explanation - why the F-IPs are where they are, in plain sentences, each under one of
 * a few heads: where, why, peer, next, alarm.
 */
#ifndef FIPD_EXPLAIN_EXPLANATION_H
#define FIPD_EXPLAIN_EXPLANATION_H

#include <jansson.h>
#include <stddef.h>

#include "contact/options.h"
#include "explain/explain_next.h"
#include "protocol/alarms.h"
#include "protocol/client.h"
#include "protocol/entry.h"
#include "protocol/status.h"

enum {
	EXPLANATION_MAX = 64
};

struct sentence {
	const char *head; /* static */
	char text[EXPLAIN_TEXT_BYTES];
};

struct explanation {
	size_t count;
	struct sentence list[EXPLANATION_MAX];
};

/*
 * What fipd's journal says about the present: the event that brought the role, and the
 * alarms that nothing has ended yet.
 */
struct evidence {
	struct entry move; /* sequence 0: it is no longer kept */
	struct alarms alarms;
};

/* Read the whole journal that fipd still has; how fipctl should end. */
int evidence_gather(struct evidence *evidence, struct client *client,
	const struct options *options, const struct status *status);

/* Explain a status with what the journal says. */
void explanation_make(struct explanation *explanation, const struct status *status,
	const struct evidence *evidence);

/* Print it on stdout. */
void explanation_print(const struct explanation *explanation);

/* Return it as a new JSON object of heads, each a list of sentences. */
json_t *explanation_to_json(const struct explanation *explanation);

#endif
