/*
 * journal_file - the event journal's file: one JSON line an entry, oldest first.
 *
 * Read once at start, then only appended to.  What a crash or a bad disk left behind
 * does not stop anything: a torn or damaged end is cut off, a damaged line in the
 * middle is passed over, and both are counted.
 *
 * What is written may be published; what is synced survives a crash of the host.  The
 * two run on different threads: a sync takes as long as the disk does, and no entry
 * waits behind the sync of an earlier one.  The file keeps the newest 10,000 entries;
 * when it has grown well beyond that it is written anew, between a sync and the next
 * page; that alone makes a page wait.
 */
#ifndef FIPD_JOURNAL_JOURNAL_FILE_H
#define FIPD_JOURNAL_JOURNAL_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "disk/disk.h"
#include "disk/disk_file.h"
#include "protocol/entry.h"

enum {
	JOURNAL_FILE_PAGE_MAX = 64, /* entries appended with one write */
	JOURNAL_FILE_ENTRIES_KEPT = 10000,
	JOURNAL_FILE_ENTRIES_MAX = 12000, /* written anew when it holds more */
	JOURNAL_FILE_BYTES_MAX = 64 * 1024 * 1024,
	JOURNAL_FILE_BEGUN_ANEW = 1, /* no error of the kernel's is positive */
};

struct journal_file {
	int fd;
	size_t lines;
	off_t length_bytes; /* of the good part */
	bool torn;          /* a failed write may have left more than that */
	bool replaced;      /* fd is still the file that was written anew */
	char path[DISK_FILE_PATH_MAX];
	struct disk *writer; /* set by the owner after opening, as what follows */
	struct disk *syncer;
	/*
	 * The page is in the file (0), or nothing of it is (-errno).
	 * JOURNAL_FILE_BEGUN_ANEW: the file was removed, and in its place there is one
	 * in which nothing is.
	 */
	void (*on_written)(void *context, int result);
	/* All that was written is on disk (0), or may not be (-errno). */
	void (*on_synced)(void *context, int result);
	void *context;
	bool writing;   /* a page is under way, or the file is written anew */
	bool syncing;   /* a sync is under way */
	bool unsynced;  /* something was written since that began */
	bool finishing; /* the writer takes nothing more */
	size_t count;
	struct entry page[JOURNAL_FILE_PAGE_MAX]; /* the writer's while writing */
};

/* Reading the file has shown this. */
struct journal_file_findings {
	size_t entries;
	size_t damaged_lines;      /* passed over */
	size_t cut_bytes;          /* cut off at the end */
	size_t first_damaged_line; /* its number, 0: none */
};

/*
 * Open or make the file at path, all zero before: read it as journal_file_parse does,
 * and cut off what is not worth keeping.  0 or -errno; close with journal_file_close.
 */
int journal_file_open(struct journal_file *file, const char *path,
	void (*on_entry)(const struct entry *entry, void *context), void *context,
	struct journal_file_findings *findings);

/* Close the file; nothing may be under way. */
void journal_file_close(struct journal_file *file);

/* Append the page, which holds count entries; false: the disk has no room for a job. */
bool journal_file_write(struct journal_file *file);

/*
 * Sync what was written, though it may be synced already; nothing if a sync is under
 * way.
 */
void journal_file_sync(struct journal_file *file);

/*
 * Begin nothing more but syncs: the writer is about to be stopped, the syncer after it.
 */
void journal_file_finish(struct journal_file *file);

/* For tests: */

/*
 * Read the lines of text: call on_entry for each good one, in ascending sequence, and
 * fill in findings; return how many bytes from the beginning are worth keeping.
 */
size_t journal_file_parse(const char *text, size_t length_bytes,
	void (*on_entry)(const struct entry *entry, void *context), void *context,
	struct journal_file_findings *findings);

#endif
