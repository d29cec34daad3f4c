/*
 * stats - what fipd-web counts of its own work.
 */
#ifndef FIPD_WEB_STATS_H
#define FIPD_WEB_STATS_H

#include <stdint.h>

enum {
	STATS_CODES_MAX = 16
};

struct stats {
	uint64_t answers[STATS_CODES_MAX]; /* parallel to the codes of stats_code */
	uint64_t accepted;                 /* connections */
	uint64_t closed;                   /* of them, by fipd-web itself */
	uint32_t open;                     /* of them, now */
	uint32_t listening;                /* addresses that are served */
	uint32_t not_listening;            /* addresses that should be, and cannot */
};

/* Count an answer by its HTTP status code. */
void stats_count(struct stats *stats, int status);

/* Return the status code at a place from 0 to STATS_CODES_MAX - 1; 0: no code. */
int stats_code(int place);

#endif
