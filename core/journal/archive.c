#include "journal/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "disk/diskfile.h"

struct archive {
	int fd;
	size_t lines;
	off_t length_bytes; /* of the good part */
	bool torn;          /* a failed write may have left more than that */
	bool replaced;      /* fd is still the file that was written anew */
	char path[DISKFILE_PATH_MAX];
};

struct reading {
	struct archive_findings *findings;
	uint64_t sequence; /* of the last good record */
	size_t line;
	size_t suspect_lines; /* bad ones since then: the end, or damage in the middle
			       */
	size_t first_suspect;
};

static bool read_line(const char *line, size_t length_bytes, struct record *record)
{
	json_t *json = json_loadb(line, length_bytes, JSON_REJECT_DUPLICATES, NULL);
	bool good = json && record_from_json(record, json);

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
	struct archive_findings *findings = reading->findings;

	if (reading->suspect_lines && !findings->damaged_lines) {
		findings->first_damaged_line = reading->first_suspect;
	}
	findings->damaged_lines += reading->suspect_lines;
	findings->records++;
	reading->suspect_lines = 0;
	reading->sequence = sequence;
}

size_t archive_parse(const char *text, size_t length_bytes,
	void (*on_record)(const struct record *record, void *context), void *context,
	struct archive_findings *findings)
{
	struct reading reading = { .findings = findings };
	struct record record;
	size_t start = 0;
	size_t good = 0;

	*findings = (struct archive_findings){ 0 };
	while (start < length_bytes) {
		const char *end = memchr(text + start, '\n', length_bytes - start);
		size_t stop = end ? (size_t)(end - text) : length_bytes;

		reading.line++;
		if (end && read_line(text + start, stop - start, &record)
			&& record.sequence > reading.sequence) {
			count_good(&reading, record.sequence);
			on_record(&record, context);
			good = stop + 1;
		} else {
			count_suspect(&reading);
		}
		start = stop + 1;
	}
	findings->cut_bytes = length_bytes - good;
	return good;
}

static int load(struct archive *archive,
	void (*on_record)(const struct record *record, void *context), void *context,
	struct archive_findings *findings)
{
	size_t length_bytes;
	char *text;
	size_t good;
	int error =
		diskfile_read(archive->path, ARCHIVE_BYTES_MAX, &text, &length_bytes);

	if (error) {
		return error;
	}
	good = archive_parse(text, length_bytes, on_record, context, findings);
	free(text);
	archive->length_bytes = (off_t)good;
	archive->lines = findings->records + findings->damaged_lines;
	if (findings->cut_bytes && ftruncate(archive->fd, archive->length_bytes) != 0) {
		return -errno;
	}
	return 0;
}

int archive_open(struct archive **result, const char *path,
	void (*on_record)(const struct record *record, void *context), void *context,
	struct archive_findings *findings)
{
	struct archive *archive = calloc(1, sizeof *archive);
	int error;

	if (!archive) {
		return -ENOMEM;
	}
	snprintf(archive->path, sizeof archive->path, "%s", path);
	archive->fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
	error = archive->fd < 0 ? -errno : load(archive, on_record, context, findings);
	if (error) {
		archive_close(archive);
		return error;
	}
	*result = archive;
	return 0;
}

void archive_close(struct archive *archive)
{
	if (!archive) {
		return;
	}
	if (archive->fd >= 0) {
		close(archive->fd);
	}
	free(archive);
}

static int add_line(FILE *stream, const struct record *record)
{
	json_t *json = record_to_json(record);
	int failed = !json || json_dumpf(json, stream, JSON_COMPACT) != 0
		     || fputc('\n', stream) == EOF;

	json_decref(json);
	return failed ? -ENOMEM : 0;
}

static int write_lines(
	const struct record *list, size_t count, char **text, size_t *length_bytes)
{
	FILE *stream = open_memstream(text, length_bytes);
	int error = 0;

	if (!stream) {
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

/* Under the same number, at once: another thread may be syncing the file. */
static int reopen(struct archive *archive)
{
	int fd = open(archive->path, O_RDWR | O_APPEND | O_CLOEXEC);
	int error;

	if (fd < 0) {
		return -errno;
	}
	error = dup3(fd, archive->fd, O_CLOEXEC) < 0 ? -errno : 0;
	close(fd);
	archive->replaced = archive->replaced && error;
	return error;
}

/*
 * After a failed write a part of a line may be in the file: away with it.  And a file
 * that was written anew must be the one that is appended to.
 */
static int mend(struct archive *archive)
{
	int error = archive->replaced ? reopen(archive) : 0;

	if (!error && archive->torn
		&& ftruncate(archive->fd, archive->length_bytes) != 0) {
		error = -errno;
	}
	archive->torn = archive->torn && error;
	return error;
}

int archive_append(struct archive *archive, const struct record *list, size_t count)
{
	size_t length_bytes = 0;
	char *text = NULL;
	int error = mend(archive);

	if (!error) {
		error = write_lines(list, count, &text, &length_bytes);
	}
	if (!error) {
		archive->torn = true;
		error = diskfile_write_all(archive->fd, text, length_bytes);
	}
	free(text);
	if (error) {
		mend(archive);
		return error;
	}
	archive->torn = false;
	archive->length_bytes += (off_t)length_bytes;
	archive->lines += count;
	return 0;
}

/* Return where the newest ARCHIVE_KEEP_RECORDS lines begin. */
static size_t find_kept(const char *text, size_t length_bytes, size_t lines)
{
	size_t start = 0;

	for (size_t i = ARCHIVE_KEEP_RECORDS; i < lines; i++) {
		const char *end = memchr(text + start, '\n', length_bytes - start);

		if (!end) {
			break;
		}
		start = (size_t)(end - text) + 1;
	}
	return start;
}

bool archive_is_long(const struct archive *archive)
{
	return archive->lines > ARCHIVE_COMPACT_RECORDS;
}

int archive_shorten(struct archive *archive)
{
	size_t length_bytes;
	size_t start;
	char *text;
	int error =
		diskfile_read(archive->path, ARCHIVE_BYTES_MAX, &text, &length_bytes);

	if (error) {
		return error;
	}
	start = find_kept(text, length_bytes, archive->lines);
	error = diskfile_replace(archive->path, text + start, length_bytes - start);
	free(text);
	if (error) {
		return error;
	}
	archive->lines = ARCHIVE_KEEP_RECORDS;
	archive->length_bytes = (off_t)(length_bytes - start);
	archive->replaced = true;
	return reopen(archive);
}

int archive_sync(const struct archive *archive)
{
	return fdatasync(archive->fd) == 0 ? 0 : -errno;
}
