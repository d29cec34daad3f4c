/*
 * findings - what the engine remembers of its surroundings: do the references answer,
 * in what does the peer contradict?
 *
 * check.c and agreement.c judge; this is what they keep from step to step.
 */
#ifndef FIPD_PARTS_FINDINGS_H
#define FIPD_PARTS_FINDINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "model/reason.h"

/* Whether the reference addresses answer. */
struct check {
	int64_t ask_us;      /* next asking */
	int64_t answered_us; /* last answer, or the start */
	int64_t alone_us;    /* since then, if alone */
	bool lost;           /* none answers */
	bool alone;          /* and the peer reaches one, or is not heard */
};

/* In what the nodes contradict each other. */
struct agreement {
	enum reason seen; /* REASON_NONE: in nothing */
	enum reason told;
	int64_t since_us;
};

#endif
