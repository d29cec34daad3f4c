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

enum {
	RECORDING_FILES_KEPT = 4,
	RECORDING_FILE_BYTES = 4 * 1024 * 1024, /* after so many the next file begins */
};

struct recording_files {
	int fd;            /* of the newest, -1: there is none that can be opened */
	uint64_t number;   /* of the newest, 0: there is none */
	bool measured;     /* its torn end, if it has one, was looked for */
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

/* Append to the newest file; 0, or -errno: then nothing of it stays in the file. */
int recording_files_append(
	struct recording_files *files, const uint8_t *bytes, size_t length_bytes);

/* Begin the next file, removing the oldest; 0 or -errno. */
int recording_files_begin(struct recording_files *files);

#endif
