/*
 * segments - the files of the recording: recording-NNNNNN in the state folder, the
 * oldest of which goes when a new one comes.
 *
 * A segment is appended to, also by the next life of fipd, until its owner begins the
 * next.  A torn end, as a crash or a full disk leaves it, is cut off before anything is
 * appended.  Mode 0600: what is in it is nobody else's business.  segments_open is
 * quick; the others wait for the disk, so only the disk's thread calls them.
 */
#ifndef FIPD_IO_SEGMENTS_H
#define FIPD_IO_SEGMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "io/diskfile.h"

enum {
	SEGMENTS_KEPT = 4,
	SEGMENTS_BYTES =
		4 * 1024 * 1024, /* when a segment is that long, begin the next */
};

struct segments {
	int fd;            /* of the newest, -1: there is none that can be opened */
	uint64_t number;   /* of the newest, 0: there is none */
	bool measured;     /* its torn end, if it has one, was looked for */
	size_t good_bytes; /* of it, once that was done */
	char folder[DISKFILE_PATH_MAX - 32];
};

/*
 * Look which segments are in the folder and open the newest; set length_bytes to its
 * length, or, if nothing can be appended to it, to SEGMENTS_BYTES: begin the next.  0
 * or -errno.
 */
int segments_open(struct segments *segments, const char *folder, size_t *length_bytes);

/* Close the file that is open, if there is one. */
void segments_close(struct segments *segments);

/* Append to the newest segment; 0, or -errno: then nothing of it stays in the file. */
int segments_append(
	struct segments *segments, const uint8_t *bytes, size_t length_bytes);

/* Begin the next segment, removing the oldest; 0 or -errno. */
int segments_next(struct segments *segments);

/* Bring what was appended onto the disk; 0 or -errno. */
int segments_sync(struct segments *segments);

#endif
