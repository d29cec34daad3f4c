/*
 * recorder - everything the engine is told and what it decides, kept for a day on disk.
 *
 * Each step is written into memory (wire/recording.h) after its actions were applied.
 * That memory outlives the process (recording_blocks.h): what a fipd that was killed
 * had not yet written is brought into its place by the next one.  The disk's thread
 * appends it to the newest file when half a block is full, when a role has changed,
 * which it syncs, and once a minute, which is what a loss of power may take; once a
 * second where the memory is the process's own.  So no decision waits for the disk and
 * nothing is allocated.  If the disk is so slow that memory runs out, steps are left
 * out, and the recording says how many; it goes on from an image of the engine, as it
 * does at the beginning of each file but the first of a life.
 *
 * The files are recording-NNNNNN in the state folder.  A torn end, as a crash or a full
 * disk leaves it, is cut off before anything is appended.  Mode 0600: what is in them
 * is nobody else's business.
 *
 * What is written has a limit.  An allowance of 8 MiB fills up again by 40 MB a day;
 * when half of it is spent, steps stay in memory, where the oldest are dropped, and
 * only what came before an event or another role is written: the last 4 to 9 s with
 * beats of 10 ms, a minute with 100 ms.  That goes on until the allowance is full.  So
 * no day sees more than 50 MB, whatever the timing is and whatever comes from the
 * network.
 *
 * Measured: 110 bytes a second with beats of 2 s, up to 2.8 kB with 100 ms and 29 kB
 * with 10 ms, as long as the allowance lasts.  A step takes 1.2 us more.
 */
#ifndef FIPD_JOURNAL_RECORDER_H
#define FIPD_JOURNAL_RECORDER_H

#include <stdbool.h>
#include <stdint.h>

#include "disk/disk.h"
#include "engine/engine.h"
#include "wire/recording.h"
#include "words/narrate.h"

enum {
	RECORDER_ALLOWANCE_BYTES = 8 * 1024 * 1024,
	RECORDER_DAY_BYTES = 40 * 1000 * 1000, /* it fills up by so many in a day */
};

struct recorder;

struct recorder_place {
	const char *folder; /* where the recording is */
	const char *kept;   /* the file for what is not yet written, on a tmpfs */
};

/*
 * Make a recorder, and write what a former process has left; 0 or -errno.  Free it with
 * recorder_free.
 */
int recorder_new(struct recorder **recorder, struct disk *disk,
	const struct recorder_place *place, const char *version);

/* Free it; no write may be under way.  What is not written is left to the next process.
 * NULL is allowed. */
void recorder_free(struct recorder *recorder);

/* Set who is told, in the loop, that writing fails (-errno) or works again (0). */
void recorder_watch(struct recorder *recorder,
	void (*on_trouble)(int error, void *context), void *context);

/* Say how the pair, its nodes and links are called from now on. */
void recorder_name(struct recorder *recorder, const struct narrate_names *names);

/* Record that the engine begins a life. */
void recorder_start(struct recorder *recorder, const struct recording_start *start);

/* Record a step: what the engine, which is now so, was told and what it decided. */
void recorder_step(struct recorder *recorder, const struct engine *engine,
	const struct input *input, const struct actions *actions);

/*
 * Let the disk have what has come, if that is due.  Return whether to call it again in
 * a second; else some seconds will do.
 */
bool recorder_tick(struct recorder *recorder, int64_t now_us);

/* The same at the end of a life: everything, also what finds the disk busy now. */
void recorder_finish(struct recorder *recorder);

#endif
