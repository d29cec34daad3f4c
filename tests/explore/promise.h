/*
 * promise - play a schedule and judge it by every promise of docs/rules.md,
 * "What must always hold".
 */
#ifndef FIPD_TESTS_EXPLORE_PROMISE_H
#define FIPD_TESTS_EXPLORE_PROMISE_H

#include "explore/schedule.h"

enum {
	PROMISE_TEXT_MAX = 160,
};

struct trial {
	struct schedule schedule;
	struct world world;
	/* What the faults may cost, as far as they are known by now. */
	int64_t two_hold_limit_us;
	int64_t copies_limit_us; /* for how long outsiders' F-IPs answer beside another
				  */
	int64_t gap_limit_us;
	unsigned moves_limit;
	/* What was found first and when, and the line of a story that finds it again.
	 */
	int64_t found_us;
	char violation[PROMISE_TEXT_MAX];
	char check[PROMISE_TEXT_MAX];
};

/* Play the planned schedule; return whether every promise was kept. */
bool promise_try(struct trial *trial);

#endif
