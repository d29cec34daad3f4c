/*
 * recording_blocks - the two blocks in which a recording waits for the disk, in memory
 * that outlives the process.
 *
 * They are a file on a tmpfs, mapped, so that a process that is killed, or that dies by
 * an assertion, leaves all that it had recorded to the next one.  On a disk the kernel
 * would let a store into such memory wait for it; there, and where no such file can be
 * made, the blocks are memory of the process alone, and what is in them dies with it.
 *
 * The end may come between any two stores, so their order counts: bytes before the
 * length that covers them, a place before the mark that it is known.
 */
#ifndef FIPD_JOURNAL_RECORDING_BLOCKS_H
#define FIPD_JOURNAL_RECORDING_BLOCKS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "disk/disk_file.h"

enum {
	RECORDING_BLOCK_BYTES = 256 * 1024
};

/* The bytes from cut on belong to the next file, if the block cuts. */
struct recording_block {
	uint64_t length;
	uint64_t cut;
	uint64_t begin;   /* where its first record is, behind room for a gap, or 0 */
	uint64_t steps;   /* that are in it, or that it says are missing */
	uint64_t dropped; /* before it */
	uint64_t number;  /* if it is placed: its first byte is in this file, */
	uint64_t offset;  /* here */
	uint64_t written; /* so far; only this process counts it, as what follows */
	uint8_t begun; /* the next file; no bool, which may not be read from a file */
	uint8_t precious; /* sync it */
	uint8_t cuts;
	uint8_t placed; /* something of it may be in a file */
	uint8_t bytes[RECORDING_BLOCK_BYTES];
};

/* What is in the file: its version, whose it is, and the blocks. */
struct recording_content {
	uint64_t version;
	uint64_t device; /* of the folder with the recording */
	uint64_t inode;
	uint64_t filling; /* the number of the block that is being filled */
	struct recording_block list[2];
};

struct recording_blocks {
	struct recording_content *content;
	int fd;    /* of the file, -1: there is none */
	int error; /* why there is none */
	bool left; /* a former process has left something in them */
	bool odd;  /* what was in the file was no good, and is gone */
	char path[DISK_FILE_PATH_MAX];
};

/* Let no store be made before those that stand above this. */
static inline void recording_blocks_order(void)
{
	atomic_signal_fence(memory_order_seq_cst);
}

/* Make a block empty. */
static inline void recording_block_clear(struct recording_block *block)
{
	block->length = 0;
	recording_blocks_order();
	memset(block, 0, offsetof(struct recording_block, bytes));
}

/* Return where what is to be written of a block begins. */
static inline uint64_t recording_block_first(const struct recording_block *block)
{
	return block->dropped > 0 ? 0 : block->begin;
}

/*
 * Have the two blocks of the recording in a folder, kept in the file at path if it can
 * be.  0 or -ENOMEM; close with recording_blocks_close.
 */
int recording_blocks_open(
	struct recording_blocks *blocks, const char *path, const char *folder);

/* Return whether a process that is killed now leaves them to the next one. */
bool recording_blocks_are_kept(const struct recording_blocks *blocks);

/* Close them; their file goes unless something is still in them. */
void recording_blocks_close(struct recording_blocks *blocks);

#endif
