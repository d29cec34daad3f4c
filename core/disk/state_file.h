/*
 * state_file - one small file of the state folder and its newest content.
 *
 * Whoever changes the content puts it; the disk's thread replaces the file.  One write
 * is under way at a time, and what is put meanwhile waits: the newest wins.  Nothing is
 * allocated after the start.
 */
#ifndef FIPD_DISK_STATE_FILE_H
#define FIPD_DISK_STATE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "disk/disk.h"

enum {
	STATE_FILE_BYTES_MAX = 65536
};

struct state_file;

/* Return a keeper of the file NAME in the folder, or NULL: no memory. */
struct state_file *state_file_new(
	struct disk *disk, const char *folder, const char *name);

/* Free it; no write may be under way.  NULL is allowed. */
void state_file_free(struct state_file *file);

/*
 * Set who is told, in the loop, that the write of a content (by its number) has ended:
 * with 0 or -errno.
 */
void state_file_watch(struct state_file *file,
	void (*on_written)(void *context, uint64_t number, int result), void *context);

/* Return the file's path. */
const char *state_file_path(const struct state_file *file);

/* Have the file hold these bytes soon; return the content's number, 0: it is too long.
 */
uint64_t state_file_put(
	struct state_file *file, const char *bytes, size_t length_bytes);

/* Try again what could not be written or found no room in the disk's queue. */
void state_file_retry(struct state_file *file);

#endif
