#include "journal/reels.h"

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
	char path[DISKFILE_PATH_MAX], const struct reels *reels, uint64_t number)
{
	snprintf(path, DISKFILE_PATH_MAX, "%s/recording-%06" PRIu64, reels->folder,
		number);
}

/* Return the number in a file's name, 0: it is no reel's. */
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

static int find_newest(struct reels *reels)
{
	const struct dirent *entry;
	DIR *list = opendir(reels->folder);

	if (!list) {
		return -errno;
	}
	while ((entry = readdir(list))) {
		uint64_t number = number_of(entry->d_name);

		reels->number = number > reels->number ? number : reels->number;
	}
	closedir(list);
	return 0;
}

int reels_open(struct reels *reels, const char *folder, size_t *length_bytes)
{
	char path[DISKFILE_PATH_MAX];
	struct stat about;
	int error;

	*reels = (struct reels){ .fd = -1 };
	*length_bytes = REELS_BYTES;
	snprintf(reels->folder, sizeof reels->folder, "%s", folder);
	error = find_newest(reels);
	if (error || reels->number == 0) {
		return error;
	}
	write_path(path, reels, reels->number);
	reels->fd = open(path, O_RDWR | O_APPEND | O_NOFOLLOW | O_CLOEXEC);
	if (reels->fd >= 0 && fstat(reels->fd, &about) == 0) {
		*length_bytes = (size_t)about.st_size;
	}
	return 0;
}

void reels_close(struct reels *reels)
{
	if (reels->fd >= 0) {
		close(reels->fd);
		reels->fd = -1;
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
static int look_through(struct reels *reels)
{
	char path[DISKFILE_PATH_MAX];
	size_t length;
	char *bytes;
	int error;

	write_path(path, reels, reels->number);
	error = diskfile_read(path, 2 * REELS_BYTES, &bytes, &length);
	if (!error) {
		reels->good_bytes = measure((const uint8_t *)bytes, length);
		reels->measured = true;
		free(bytes);
	}
	return error;
}

int reels_append(struct reels *reels, const uint8_t *bytes, size_t length_bytes)
{
	int error = reels->measured ? 0 : look_through(reels);

	if (error) {
		return error;
	}
	/* Away with what a crash or a failed write has left behind the good part. */
	if (ftruncate(reels->fd, (off_t)reels->good_bytes) != 0) {
		return -errno;
	}
	error = diskfile_write_all(reels->fd, (const char *)bytes, length_bytes);
	if (!error) {
		reels->good_bytes += length_bytes;
	}
	return error;
}

int reels_next(struct reels *reels)
{
	char path[DISKFILE_PATH_MAX];
	uint64_t number = reels->number + 1;
	int fd;

	/* The oldest goes first: on a full disk that makes the room. */
	if (number > REELS_KEPT) {
		write_path(path, reels, number - REELS_KEPT);
		unlink(path);
	}
	write_path(path, reels, number);
	fd = open(path,
		O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0) {
		return -errno;
	}
	reels_close(reels);
	reels->fd = fd;
	reels->measured = true;
	reels->number = number;
	reels->good_bytes = 0;
	return 0;
}

int reels_sync(struct reels *reels)
{
	return reels->fd < 0 || fdatasync(reels->fd) == 0 ? 0 : -errno;
}
