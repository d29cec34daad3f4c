#include "io/segments.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "wire/recording.h"

static void write_path(
	char path[DISKFILE_PATH_MAX], const struct segments *segments, uint64_t number)
{
	snprintf(path, DISKFILE_PATH_MAX, "%s/recording-%06" PRIu64, segments->folder,
		number);
}

/* Return the number in a file's name, 0: it is no segment's. */
static uint64_t number_of(const char *name)
{
	const char *digits = name + strlen("recording-");

	if (strncmp(name, "recording-", strlen("recording-")) != 0
		|| strspn(digits, "0123456789") != strlen(digits)
		|| strlen(digits) > 18) {
		return 0;
	}
	return strtoull(digits, NULL, 10);
}

static int find_newest(struct segments *segments)
{
	const struct dirent *entry;
	DIR *list = opendir(segments->folder);

	if (!list) {
		return -errno;
	}
	while ((entry = readdir(list))) {
		uint64_t number = number_of(entry->d_name);

		segments->number =
			number > segments->number ? number : segments->number;
	}
	closedir(list);
	return 0;
}

int segments_open(struct segments *segments, const char *folder, size_t *length_bytes)
{
	char path[DISKFILE_PATH_MAX];
	struct stat about;
	int error;

	*segments = (struct segments){ .fd = -1 };
	*length_bytes = SEGMENTS_BYTES;
	snprintf(segments->folder, sizeof segments->folder, "%s", folder);
	error = find_newest(segments);
	if (error || segments->number == 0) {
		return error;
	}
	write_path(path, segments, segments->number);
	segments->fd = open(path, O_RDWR | O_APPEND | O_NOFOLLOW | O_CLOEXEC);
	if (segments->fd >= 0 && fstat(segments->fd, &about) == 0) {
		*length_bytes = (size_t)about.st_size;
	}
	return 0;
}

void segments_close(struct segments *segments)
{
	if (segments->fd >= 0) {
		close(segments->fd);
		segments->fd = -1;
	}
}

/* Return how many bytes from the beginning are whole records. */
static size_t measure(const uint8_t *bytes, size_t length_bytes)
{
	struct recording_entry entry;
	size_t good = 0;

	while (good < length_bytes) {
		enum recording_fault fault =
			recording_take(bytes + good, length_bytes - good, &entry);

		if (fault == RECORDING_CUT || fault == RECORDING_DAMAGED) {
			break;
		}
		good += entry.length_bytes;
	}
	return good;
}

/* The first time: what a crash left torn at the end is not good. */
static int look_through(struct segments *segments)
{
	char path[DISKFILE_PATH_MAX];
	size_t length;
	char *bytes;
	int error;

	write_path(path, segments, segments->number);
	error = diskfile_read(path, 2 * SEGMENTS_BYTES, &bytes, &length);
	if (!error) {
		segments->good_bytes = measure((const uint8_t *)bytes, length);
		segments->measured = true;
		free(bytes);
	}
	return error;
}

int segments_append(
	struct segments *segments, const uint8_t *bytes, size_t length_bytes)
{
	int error = segments->measured ? 0 : look_through(segments);

	if (error) {
		return error;
	}
	/* Away with what a crash or a failed write has left behind the good part. */
	if (ftruncate(segments->fd, (off_t)segments->good_bytes) != 0) {
		return -errno;
	}
	error = diskfile_write_all(segments->fd, (const char *)bytes, length_bytes);
	if (!error) {
		segments->good_bytes += length_bytes;
	}
	return error;
}

int segments_next(struct segments *segments)
{
	char path[DISKFILE_PATH_MAX];
	uint64_t number = segments->number + 1;
	int fd;

	/* The oldest goes first: on a full disk that makes the room. */
	if (number > SEGMENTS_KEPT) {
		write_path(path, segments, number - SEGMENTS_KEPT);
		unlink(path);
	}
	write_path(path, segments, number);
	fd = open(path,
		O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0) {
		return -errno;
	}
	segments_close(segments);
	segments->fd = fd;
	segments->measured = true;
	segments->number = number;
	segments->good_bytes = 0;
	return 0;
}

int segments_sync(struct segments *segments)
{
	return segments->fd < 0 || fdatasync(segments->fd) == 0 ? 0 : -errno;
}
