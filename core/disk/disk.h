/*
 * disk - a thread that waits for disks, so that the loop never does.
 *
 * fipd has two: one writes events and syncs nothing, so that no event waits for a sync;
 * the other one syncs, events too.
 * Jobs are done one after the other in the order in which they were submitted.  A job's
 * work runs on the disk's thread; its end is reported through an event descriptor, and
 * on_done runs where disk_collect is called: in the loop.  What a job's context points
 * to belongs to the disk from disk_submit until on_done.  The queue is fixed: a job
 * that finds no room is refused, and its owner tries again later.
 */
#ifndef FIPD_DISK_DISK_H
#define FIPD_DISK_DISK_H

#include <stdbool.h>

enum {
	DISK_JOBS_MAX = 32
};

struct disk;

struct disk_job {
	int (*work)(void *context);                 /* returns 0 or -errno */
	void (*on_done)(void *context, int result); /* may submit further jobs */
	void *context;
};

/* Start the thread; 0 or -errno.  End it with disk_stop. */
int disk_start(struct disk **disk);

/* Return the descriptor that becomes readable when jobs have ended. */
int disk_fd(const struct disk *disk);

/* Put a job at the end of the queue; false if the queue is full. */
bool disk_submit(struct disk *disk, const struct disk_job *job);

/* Call on_done of every job that has ended. */
void disk_collect(struct disk *disk);

/*
 * Wait until every submitted job has ended and was collected, at most timeout_ms.  0,
 * or -ETIMEDOUT if the disk hangs.
 */
int disk_flush(struct disk *disk, int timeout_ms);

/*
 * End the thread after the jobs it was given, waiting at most timeout_ms, and free the
 * disk.  -ETIMEDOUT if it hangs: then it is left to the end of the process.
 */
int disk_stop(struct disk *disk, int timeout_ms);

#endif
