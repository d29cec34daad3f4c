/*
 * journal_writer - has records written to the archive, and synced, on the disks'
 * threads.
 *
 * What is written may be published; what is synced survives a crash of the host.  The
 * two run on different threads: a sync takes as long as the disk does, and no record
 * waits behind the sync of an earlier one.  When the file has grown too long it is
 * written anew, between a sync and the next page; that alone makes a page wait.
 */
#ifndef FIPD_JOURNAL_JOURNAL_WRITER_H
#define FIPD_JOURNAL_JOURNAL_WRITER_H

#include <stdbool.h>
#include <stddef.h>

#include "disk/disk.h"
#include "journal/journal_file.h"

enum {
	JOURNAL_WRITER_PAGE_MAX = 64 /* records appended with one write */
};

struct journal_writer {
	struct journal_file *file; /* the writer's while writing, but for its sync */
	struct disk *writer;
	struct disk *syncer;
	bool writing;   /* a page is under way, or the file is written anew */
	bool syncing;   /* a sync is under way */
	bool unsynced;  /* something was written since that began */
	bool finishing; /* the writer takes nothing more */
	size_t count;
	struct entry page[JOURNAL_WRITER_PAGE_MAX]; /* the writer's while writing */
	/* The page is in the file (0), or nothing of it is (-errno). */
	void (*on_written)(void *context, int result);
	/* All that was written is on disk (0), or may not be (-errno). */
	void (*on_synced)(void *context, int result);
	void *context;
};

/* Append the page, which holds count records; false: the disk has no room for a job. */
bool journal_writer_write(struct journal_writer *writer);

/* Sync what was written, though it may be synced already; nothing if one is under way.
 */
void journal_writer_sync(struct journal_writer *writer);

/* Begin nothing more but syncs: the writer is about to be stopped, the syncer after it.
 */
void journal_writer_finish(struct journal_writer *writer);

#endif
