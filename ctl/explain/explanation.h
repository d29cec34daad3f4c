/*
 * explanation - why the F-IPs are where they are, in plain sentences, each under one of
 * a few heads: where, why, peer, next, alarm.
 */
#ifndef FIPD_EXPLAIN_EXPLANATION_H
#define FIPD_EXPLAIN_EXPLANATION_H

#include <jansson.h>
#include <stddef.h>

#include "explain/explain_history.h"
#include "protocol/status.h"

enum {
	EXPLANATION_TEXT_BYTES = 512,
	EXPLANATION_MAX = 64,
};

struct sentence {
	const char *head; /* static */
	char text[EXPLANATION_TEXT_BYTES];
};

struct explanation {
	size_t count;
	struct sentence list[EXPLANATION_MAX];
};

/* Return room for the text of the next sentence under a head. */
char *explanation_add(struct explanation *explanation, const char *head);

/* Explain a status with what the journal says. */
void explanation_make(struct explanation *explanation, const struct status *status,
	const struct evidence *evidence);

/* Print it on stdout. */
void explanation_print(const struct explanation *explanation);

/* Return it as a new JSON object of heads, each a list of sentences. */
json_t *explanation_to_json(const struct explanation *explanation);

#endif
