#include "journal/journal_file.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct reading {
	struct journal_file_findings *findings;
	uint64_t sequence; /* of the last good entry */
	size_t line;
	/* Bad lines since then: the end, or damage in the middle. */
	size_t suspect_lines;
	size_t first_suspect;
};

static bool read_line(const char *line, size_t length_bytes, struct entry *entry)
{
	json_t *json = json_loadb(line, length_bytes, JSON_REJECT_DUPLICATES, NULL);
	bool good = json != NULL && entry_from_json(entry, json);

	json_decref(json);
	return good;
}

static void count_suspect(struct reading *reading)
{
	if (reading->suspect_lines++ == 0) {
		reading->first_suspect = reading->line;
	}
}

/* A good line behind bad ones shows that those are damage in the middle. */
static void count_good(struct reading *reading, uint64_t sequence)
{
	struct journal_file_findings *findings = reading->findings;

	if (reading->suspect_lines && !findings->damaged_lines) {
		findings->first_damaged_line = reading->first_suspect;
	}
	findings->damaged_lines += reading->suspect_lines;
	findings->entries++;
	reading->suspect_lines = 0;
	reading->sequence = sequence;
}

size_t journal_file_parse(const char *text, size_t length_bytes,
	void (*on_entry)(const struct entry *entry, void *context), void *context,
	struct journal_file_findings *findings)
{
	struct reading reading = { .findings = findings };
	struct entry entry;
	size_t start = 0;
	size_t good = 0;

	*findings = (struct journal_file_findings){ 0 };
	while (start < length_bytes) {
		const char *end = memchr(text + start, '\n', length_bytes - start);
		size_t stop = end != NULL ? (size_t)(end - text) : length_bytes;

		reading.line++;
		if (end != NULL && read_line(text + start, stop - start, &entry)
			&& entry.sequence > reading.sequence) {
			count_good(&reading, entry.sequence);
			on_entry(&entry, context);
			good = stop + 1;
		} else {
			count_suspect(&reading);
		}
		start = stop + 1;
	}
	findings->cut_bytes = length_bytes - good;
	return good;
}

static int load(struct journal_file *file,
	void (*on_entry)(const struct entry *entry, void *context), void *context,
	struct journal_file_findings *findings)
{
	size_t length_bytes;
	char *text;
	size_t good;
	int error = disk_file_read(
		file->path, JOURNAL_FILE_BYTES_MAX, &text, &length_bytes);

	if (error) {
		return error;
	}
	good = journal_file_parse(text, length_bytes, on_entry, context, findings);
	free(text);
	file->length_bytes = (off_t)good;
	file->lines = findings->entries + findings->damaged_lines;
	if (findings->cut_bytes && ftruncate(file->fd, file->length_bytes) != 0) {
		return -errno;
	}
	return 0;
}

int journal_file_open(struct journal_file *file, const char *path,
	void (*on_entry)(const struct entry *entry, void *context), void *context,
	struct journal_file_findings *findings)
{
	int error;

	snprintf(file->path, sizeof(file->path), "%s", path);
	file->fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
	error = file->fd < 0 ? -errno : load(file, on_entry, context, findings);
	if (error) {
		journal_file_close(file);
	}
	return error;
}

void journal_file_close(struct journal_file *file)
{
	assert(!file->writing && !file->syncing);
	if (file->fd >= 0) {
		close(file->fd);
		file->fd = -1;
	}
}

static int add_line(FILE *stream, const struct entry *entry)
{
	json_t *json = entry_to_json(entry);
	int failed = json == NULL || json_dumpf(json, stream, JSON_COMPACT) != 0
		     || fputc('\n', stream) == EOF;

	json_decref(json);
	return failed ? -ENOMEM : 0;
}

static int write_lines(
	const struct entry *list, size_t count, char **text, size_t *length_bytes)
{
	FILE *stream = open_memstream(text, length_bytes);
	int error = 0;

	if (stream == NULL) {
		return -errno;
	}
	for (size_t i = 0; i < count && !error; i++) {
		error = add_line(stream, &list[i]);
	}
	if (fclose(stream) != 0 && !error) {
		error = -errno;
	}
	return error;
}

/*
 * A file that was removed takes whatever is written, and keeps nothing; one that a
 * server removed (NFS) takes nothing more.
 */
static bool is_removed(int fd)
{
	struct stat about;

	return fstat(fd, &about) == 0 ? about.st_nlink == 0 : errno == ESTALE;
}

/* Under the same number, at once: another thread may be syncing the file. */
static int reopen(struct journal_file *file, int more_flags)
{
	int fd = open(file->path, O_RDWR | O_APPEND | O_CLOEXEC | more_flags, 0640);
	int error;

	if (fd < 0) {
		return -errno;
	}
	error = dup3(fd, file->fd, O_CLOEXEC) < 0 ? -errno : 0;
	close(fd);
	file->replaced = file->replaced && error;
	return error;
}

/* Begin another file in the place of the one that was removed, with nothing in it. */
static int begin_anew(struct journal_file *file)
{
	int error = reopen(file, O_CREAT | O_EXCL | O_NOFOLLOW);

	if (!error) {
		file->length_bytes = 0;
		file->lines = 0;
		file->torn = false;
		file->replaced = false;
	}
	return error;
}

/*
 * After a failed write a part of a line may be in the file: away with it.  And a file
 * that was written anew must be the one that is appended to.
 */
static int mend(struct journal_file *file)
{
	int error = file->replaced ? reopen(file, 0) : 0;

	if (!error && file->torn && ftruncate(file->fd, file->length_bytes) != 0) {
		error = -errno;
	}
	file->torn = file->torn && error;
	return error;
}

/*
 * Append the page with one write.  0 or -errno; then nothing of it stays in the file.
 * JOURNAL_FILE_BEGUN_ANEW: this is another file, and empty.
 */
static int append_page(void *context)
{
	struct journal_file *file = context;
	size_t length_bytes = 0;
	char *text = NULL;
	int error = mend(file);

	if (is_removed(file->fd)) {
		error = begin_anew(file);
		return error ? error : JOURNAL_FILE_BEGUN_ANEW;
	}
	if (!error) {
		error = write_lines(file->page, file->count, &text, &length_bytes);
	}
	if (!error) {
		file->torn = true;
		error = disk_file_write_all(file->fd, text, length_bytes);
	}
	free(text);
	if (error) {
		mend(file);
		return error;
	}
	file->torn = false;
	file->length_bytes += (off_t)length_bytes;
	file->lines += file->count;
	return 0;
}

/* Return where the newest JOURNAL_FILE_ENTRIES_KEPT lines begin. */
static size_t find_kept(const char *text, size_t length_bytes, size_t lines)
{
	size_t start = 0;

	for (size_t i = JOURNAL_FILE_ENTRIES_KEPT; i < lines; i++) {
		const char *end = memchr(text + start, '\n', length_bytes - start);

		if (end == NULL) {
			break;
		}
		start = (size_t)(end - text) + 1;
	}
	return start;
}

/* Write the file anew with its newest entries, and sync that.  0 or -errno. */
static int write_anew(void *context)
{
	struct journal_file *file = context;
	size_t length_bytes;
	size_t start;
	char *text;
	int error = disk_file_read(
		file->path, JOURNAL_FILE_BYTES_MAX, &text, &length_bytes);

	if (error) {
		return error;
	}
	start = find_kept(text, length_bytes, file->lines);
	error = disk_file_replace(file->path, text + start, length_bytes - start, true);
	free(text);
	if (error) {
		return error;
	}
	file->lines = JOURNAL_FILE_ENTRIES_KEPT;
	file->length_bytes = (off_t)(length_bytes - start);
	file->replaced = true;
	return reopen(file, 0);
}

/*
 * Bring what was appended onto the disk.  This alone runs beside another job: a thread
 * may append meanwhile, or write the file anew.
 */
static int sync_lines(void *context)
{
	const struct journal_file *file = context;

	if (fdatasync(file->fd) != 0) {
		return -errno;
	}
	return is_removed(file->fd) ? -ENOENT : 0;
}

static void on_written_anew(void *context, int result)
{
	struct journal_file *file = context;

	file->writing = false;
	file->on_synced(file->context, result);
}

/* Between a sync and the next page; false if it is not due. */
static bool shorten(struct journal_file *file)
{
	struct disk_job job = {
		.work = write_anew,
		.on_done = on_written_anew,
		.context = file,
	};

	if (file->writing || file->finishing
		|| file->lines <= JOURNAL_FILE_ENTRIES_MAX) {
		return false;
	}
	file->writing = disk_submit(file->writer, &job);
	return file->writing;
}

static void on_lines_synced(void *context, int result)
{
	struct journal_file *file = context;

	file->syncing = false;
	if (result == 0 && file->unsynced) {
		journal_file_sync(file);
	} else if (result != 0 || !shorten(file)) {
		file->unsynced = file->unsynced || result != 0;
		file->on_synced(file->context, result);
	}
}

void journal_file_sync(struct journal_file *file)
{
	struct disk_job job = {
		.work = sync_lines,
		.on_done = on_lines_synced,
		.context = file,
	};

	if (!file->syncing) {
		file->syncing = disk_submit(file->syncer, &job);
		file->unsynced = file->unsynced && !file->syncing;
	}
}

/* Those who wait for the entries come first, then the next page, then the sync. */
static void on_page_written(void *context, int result)
{
	struct journal_file *file = context;

	file->writing = false;
	file->unsynced = file->unsynced || result == 0;
	file->on_written(file->context, result);
	if (result == 0) {
		journal_file_sync(file);
	}
}

bool journal_file_write(struct journal_file *file)
{
	struct disk_job job = {
		.work = append_page,
		.on_done = on_page_written,
		.context = file,
	};

	assert(!file->writing);
	if (!file->finishing) {
		file->writing = disk_submit(file->writer, &job);
	}
	return file->writing;
}

void journal_file_finish(struct journal_file *file)
{
	file->finishing = true;
}
