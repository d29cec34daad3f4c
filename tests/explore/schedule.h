/*
 * schedule - what happens to a pair in one run of the simulator, planned from a seed.
 *
 * First the settings and the noise, then both daemons start and settle, then faults
 * come and are undone, and at healed_us all is whole and quiet.  A schedule is a list
 * of incidents, so it is written as a story.
 */
#ifndef FIPD_TESTS_EXPLORE_SCHEDULE_H
#define FIPD_TESTS_EXPLORE_SCHEDULE_H

#include <stdio.h>

#include "explore/chance.h"
#include "explore/fault.h"

enum {
	SCHEDULE_MAX = 96,
	SCHEDULE_FAULTS_MAX = 24,
};

struct planned {
	int64_t at_us; /* since the beginning */
	struct incident incident;
	const struct fault *fault; /* NULL: it undoes one, or is noise */
};

struct schedule {
	uint64_t seed;
	enum schedule_kind kind;
	struct settings settings[WORLD_NODES];
	int64_t length_us;     /* of the time of faults */
	int64_t settled_us;    /* the pair has settled, faults begin */
	int64_t healed_us;     /* all is whole */
	unsigned restarts;     /* of daemons */
	bool tells;            /* a node tells of an outsider's F-IP and leaves it */
	bool released;         /* a daemon is of the first release at the start */
	bool old[WORLD_NODES]; /* and will be to the end */
	bool ails;             /* services fail, and are well again */
	bool changes_mac;      /* a bond fails over to a port with another MAC */
	int64_t outage_us;     /* for how long bonds let nothing pass, in all */
	int64_t cleared_us;    /* what was set before the start can go by then */
	int64_t fault_us;      /* how long the last fault lasts */
	int64_t late_us;       /* after the carrier the later port forwards */
	unsigned count;
	struct planned list[SCHEDULE_MAX]; /* in order of time */
};

/* Look the words of the table of faults up; call it once. */
void schedule_init(void);

/* Plan the schedule of a seed; length: how many detection times of faults, 0: any. */
void schedule_plan(struct schedule *schedule, uint64_t seed, unsigned length);

/* Return whether a node's bond may get another MAC from an instant on. */
bool schedule_changes_mac(const struct schedule *schedule, int node, int64_t from_us);

/* Return whether frames are lost at random at some time. */
bool schedule_loses(const struct schedule *schedule);

/* Return the longer of both nodes' detection times and of their intervals. */
int64_t schedule_detection_us(const struct world *world);
int64_t schedule_interval_us(const struct world *world);

/* Write it as a story up to until_us, without what is to be checked. */
void schedule_write(const struct schedule *schedule, int64_t until_us, FILE *file);

/* Return the name of a kind of schedule. */
const char *schedule_kind_name(enum schedule_kind kind);

#endif
