/*
 * recording_files - the files of the recording: recording-NNNNNN in the state folder,
 * the oldest of which goes when a new one comes.
 *
 * A reel is appended to, also by the next life of fipd, until its owner begins the
 * next.  A torn end, as a crash or a full disk leaves it, is cut off before anything is
 * appended.  Mode 0600: what is in it is nobody else's business.  recording_files_open
 * is quick; the others wait for the disk, so only the disk's thread calls them.
 */
#ifndef FIPD_JOURNAL_RECORDING_FILES_H
#define FIPD_JOURNAL_RECORDING_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "disk/disk_file.h"

enum {
	RECORDING_FILES_KEPT = 4,
	RECORDING_FILES_BYTES =
		4 * 1024 * 1024, /* when a reel is that long, begin the next */
};

struct recording_files {
	int fd;            /* of the newest, -1: there is none that can be opened */
	uint64_t number;   /* of the newest, 0: there is none */
	bool measured;     /* its torn end, if it has one, was looked for */
	size_t good_bytes; /* of it, once that was done */
	char folder[DISK_FILE_PATH_MAX - 32];
};

/*
 * Look which reels are in the folder and open the newest; set length_bytes to its
 * length, or, if nothing can be appended to it, to RECORDING_FILES_BYTES: begin the
 * next.  0 or -errno.
 */
int recording_files_open(
	struct recording_files *files, const char *folder, size_t *length_bytes);

/* Close the file that is open, if there is one. */
void recording_files_close(struct recording_files *files);

/* Append to the newest reel; 0, or -errno: then nothing of it stays in the file. */
int recording_files_append(
	struct recording_files *files, const uint8_t *bytes, size_t length_bytes);

/* Begin the next reel, removing the oldest; 0 or -errno. */
int recording_files_next(struct recording_files *files);

/* Bring what was appended onto the disk; 0 or -errno. */
int recording_files_sync(struct recording_files *files);

#endif
