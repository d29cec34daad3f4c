/*
 * recording_files - the files recording-NNNNNN in the state folder, the oldest of which
 * goes when a new one comes.
 *
 * The newest is appended to, also by the next life of fipd.  A torn end, as a crash or
 * a full disk leaves it, is cut off before that; if the file was removed, the next one
 * is begun.  They wait for the disk, so once they are open only the disk's thread
 * touches them.
 */
#ifndef FIPD_JOURNAL_RECORDING_FILES_H
#define FIPD_JOURNAL_RECORDING_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "disk/disk_file.h"
#include "journal/recording_blocks.h"

enum {
	RECORDING_FILES_KEPT = 4,
	RECORDING_FILE_BYTES = 4 * 1024 * 1024, /* after so many the next file begins */
};

struct recording_files {
	int fd;            /* of the newest, -1: there is none that can be opened */
	uint64_t number;   /* of the newest, 0: there is none */
	bool measured;     /* its torn end, if it has one, was looked for */
	bool torn;         /* there may be more in it than the good bytes */
	size_t good_bytes; /* of it, once that was done */
	char folder[DISK_FILE_PATH_MAX - 32];
};

/*
 * Look which files are in the folder and open the newest; set length_bytes to its
 * length, or, if nothing can be appended to it, to RECORDING_FILE_BYTES: begin the
 * next. 0 or -errno.
 */
int recording_files_open(
	struct recording_files *files, const char *folder, size_t *length_bytes);

/* Close the newest file. */
void recording_files_close(struct recording_files *files);

/*
 * Write what is not yet written of a block, into the newest file and, if it cuts, the
 * next one; the oldest goes for that.  0, or -errno: then the block knows how much of
 * it is written, and no file has more.
 */
int recording_files_write(struct recording_files *files, struct recording_block *block);

/*
 * Write a block that a former process has left: where it was being written, over what
 * has come of that, or behind everything.  0 or -errno: -EBADMSG if it is not made of
 * whole records, -ESTALE if its place is not at the end of the recording any more or
 * something else was written there.
 */
int recording_files_restore(
	struct recording_files *files, struct recording_block *block);

#endif
