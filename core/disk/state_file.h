/*
 * state_file - the small files of the state folder, where fipd keeps what must survive
 * it.
 *
 * The folder is for one fipd at a time.  Whoever changes the content of a file puts it;
 * the disk's thread replaces the file.  One write is under way at a time, and what is
 * put meanwhile waits: the newest wins.  Nothing is allocated after the start.
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

/*
 * Make the folder if it is not there and lock it.  Return the lock's descriptor, to be
 * kept open, or -errno: -EWOULDBLOCK means that another fipd has it.
 */
int state_file_lock_folder(const char *folder);

/* Return the file `name` of the folder, which need not be there, or NULL: no memory. */
struct state_file *state_file_new(
	struct disk *disk, const char *folder, const char *name);

/* Free it; no write may be under way.  NULL is allowed. */
void state_file_free(struct state_file *file);

/*
 * Set who is called, in the loop, when the write of a content (by its number) has
 * ended: with 0 or -errno.
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

/* Have the file hold the epoch, and whether the operator has put the F-IPs here. */
void state_file_put_epoch(struct state_file *file, uint32_t epoch, bool pinned);

/* Read what state_file_put_epoch has kept, 0 if there is no file; -EINVAL if it is
 * damaged. */
int state_file_read_epoch(const char *path, uint32_t *epoch, bool *pinned);

#endif
