/*
 * journal_file - the event journal's file: one JSON line a record, oldest first.
 *
 * Read once at start, then only appended to, by a disk's thread.  What a crash or a
 * bad disk left behind does not stop anything: a torn or damaged end is cut off, a
 * damaged line in the middle is passed over, and both are counted.  The file keeps the
 * newest 10,000 records; it is written anew when it has grown well beyond that.
 */
#ifndef FIPD_JOURNAL_JOURNAL_FILE_H
#define FIPD_JOURNAL_JOURNAL_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "protocol/entry.h"

enum {
	JOURNAL_FILE_KEEP_RECORDS = 10000,
	JOURNAL_FILE_COMPACT_RECORDS = 12000, /* written anew when it holds more */
	JOURNAL_FILE_BYTES_MAX = 64 * 1024 * 1024,
};

struct journal_file;

/* What reading the file has shown. */
struct journal_file_findings {
	size_t entries;
	size_t damaged_lines;      /* passed over */
	size_t cut_bytes;          /* cut off at the end */
	size_t first_damaged_line; /* its number, 0: none */
};

/*
 * Read the lines of text: call on_entry for each good one, in ascending sequence, and
 * fill in findings; return how many bytes from the beginning are worth keeping.
 */
size_t journal_file_parse(const char *text, size_t length_bytes,
	void (*on_entry)(const struct entry *entry, void *context), void *context,
	struct journal_file_findings *findings);

/*
 * Open or make the file at path, read it as journal_file_parse does, and cut off what
 * is not worth keeping.  0 or -errno; close with journal_file_close.
 */
int journal_file_open(struct journal_file **file, const char *path,
	void (*on_entry)(const struct entry *entry, void *context), void *context,
	struct journal_file_findings *findings);

/* Close the file; NULL is allowed. */
void journal_file_close(struct journal_file *file);

/*
 * Append records with one write.  0 or -errno; then nothing of them stays in the file.
 */
int journal_file_append(
	struct journal_file *file, const struct entry *list, size_t count);

/*
 * Bring what was appended onto the disk.  0 or -errno.  The only one that may run
 * beside another: a thread may append meanwhile, or write the file anew.
 */
int journal_file_sync(const struct journal_file *file);

/* Return whether the file has grown so long that it is to be written anew. */
bool journal_file_is_long(const struct journal_file *file);

/* Write the file anew with its newest records, and sync that.  0 or -errno. */
int journal_file_shorten(struct journal_file *file);

#endif
