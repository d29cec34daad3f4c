/*
 * keeper - one small file of the state folder and its newest content.
 *
 * Whoever changes the content puts it; the disk's thread replaces the file.  One write
 * is under way at a time, and what is put meanwhile waits: the newest wins.  Nothing is
 * allocated after the start.
 */
#ifndef FIPD_DISK_KEEPER_H
#define FIPD_DISK_KEEPER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "disk/disk.h"

enum {
	KEEPER_BYTES_MAX = 65536
};

struct keeper;

/* Return a keeper of the file NAME in the folder, or NULL: no memory. */
struct keeper *keeper_new(struct disk *disk, const char *folder, const char *name);

/* Free it; no write may be under way.  NULL is allowed. */
void keeper_free(struct keeper *keeper);

/*
 * Set who is told, in the loop, that the write of a content (by its number) has ended:
 * with 0 or -errno.
 */
void keeper_watch(struct keeper *keeper,
	void (*on_written)(void *context, uint64_t number, int result), void *context);

/* Return the file's path. */
const char *keeper_path(const struct keeper *keeper);

/* Have the file hold these bytes soon; return the content's number, 0: it is too long.
 */
uint64_t keeper_put(struct keeper *keeper, const char *bytes, size_t length_bytes);

/* Try again what could not be written or found no room in the disk's queue. */
void keeper_retry(struct keeper *keeper);

#endif
