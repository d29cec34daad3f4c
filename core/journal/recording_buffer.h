/*
 * recording_buffer - bytes for the newest reel, gathered in memory and written by the
 * disk's thread.
 *
 * There are two blocks: one is filled in the loop while the other is written.  When the
 * disk fails, its block is written again later, and when both are full there is no
 * room: the tape never waits and never allocates.
 */
#ifndef FIPD_JOURNAL_RECORDING_BUFFER_H
#define FIPD_JOURNAL_RECORDING_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "disk/disk.h"
#include "journal/recording_files.h"

enum {
	RECORDING_BUFFER_BLOCK_BYTES = 256 * 1024
};

/* Up to cut it belongs to the reel before, if it has a cut. */
struct recording_buffer_block {
	size_t length;
	size_t cut;
	size_t written;
	bool cuts;
	bool precious; /* sync it */
	uint8_t bytes[RECORDING_BUFFER_BLOCK_BYTES];
};

/* The flying block and the reels are the disk's while flying. */
struct recording_buffer {
	struct disk *disk;
	/* Writing begins to fail (-errno), or works again (0). */
	void (*on_trouble)(int error, void *context);
	void *context;
	struct recording_files files;
	size_t reel_bytes; /* of the newest one, with what is still in memory */
	int result;        /* of the last write */
	bool flying;
	bool finishing;
	unsigned filling; /* which of the blocks is being filled */
	struct recording_buffer_block blocks[2];
};

/* Begin a tape, all zero before, for the reels in a folder.  0 or -errno. */
int recording_buffer_open(
	struct recording_buffer *buffer, struct disk *disk, const char *folder);

/* Close it; no write may be under way. */
void recording_buffer_close(struct recording_buffer *buffer);

/* Return where to put so many bytes, or NULL: there is no room now. */
uint8_t *recording_buffer_room(struct recording_buffer *buffer, size_t length_bytes);

/* Note that so many bytes were put there. */
void recording_buffer_add(struct recording_buffer *buffer, size_t length_bytes);

/* Return whether the reel has its full length. */
bool recording_buffer_is_full(const struct recording_buffer *buffer);

/* Let what follows go to the next reel. */
void recording_buffer_cut(struct recording_buffer *buffer);

/* Let the disk have what is there; precious: and sync it. */
void recording_buffer_submit(struct recording_buffer *buffer, bool precious);

/* The same at the end: everything, also what finds the disk busy now. */
void recording_buffer_finish(struct recording_buffer *buffer);

#endif
