/*
 * tape - bytes for the newest reel, gathered in memory and written by the disk's
 * thread.
 *
 * There are two blocks: one is filled in the loop while the other is written.  When the
 * disk fails, its block is written again later, and when both are full there is no
 * room: the tape never waits and never allocates.
 */
#ifndef FIPD_JOURNAL_TAPE_H
#define FIPD_JOURNAL_TAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "disk/disk.h"
#include "journal/reels.h"

enum {
	TAPE_BLOCK_BYTES = 256 * 1024
};

/* Up to cut it belongs to the reel before, if it has a cut. */
struct tape_block {
	size_t length;
	size_t cut;
	size_t written;
	bool cuts;
	bool precious; /* sync it */
	uint8_t bytes[TAPE_BLOCK_BYTES];
};

/* The flying block and the reels are the disk's while flying. */
struct tape {
	struct disk *disk;
	/* Writing begins to fail (-errno), or works again (0). */
	void (*on_trouble)(int error, void *context);
	void *context;
	struct reels reels;
	size_t reel_bytes; /* of the newest one, with what is still in memory */
	int result;        /* of the last write */
	bool flying;
	bool finishing;
	unsigned filling; /* which of the blocks is being filled */
	struct tape_block blocks[2];
};

/* Begin a tape, all zero before, for the reels in a folder.  0 or -errno. */
int tape_open(struct tape *tape, struct disk *disk, const char *folder);

/* Close it; no write may be under way. */
void tape_close(struct tape *tape);

/* Return where to put so many bytes, or NULL: there is no room now. */
uint8_t *tape_room(struct tape *tape, size_t length_bytes);

/* Note that so many bytes were put there. */
void tape_add(struct tape *tape, size_t length_bytes);

/* Return whether the reel has its full length. */
bool tape_is_full(const struct tape *tape);

/* Let what follows go to the next reel. */
void tape_cut(struct tape *tape);

/* Let the disk have what is there; precious: and sync it. */
void tape_submit(struct tape *tape, bool precious);

/* The same at the end: everything, also what finds the disk busy now. */
void tape_finish(struct tape *tape);

#endif
