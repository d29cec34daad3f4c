#include "journal/recording_files.h"

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

static void write_path(char path[DISK_FILE_PATH_MAX],
	const struct recording_files *files, uint64_t number)
{
	snprintf(path, DISK_FILE_PATH_MAX, "%s/recording-%06" PRIu64, files->folder,
		number);
}

/* Return the number in a file's name, 0: it is no recording's. */
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

static int find_newest(struct recording_files *files)
{
	const struct dirent *entry;
	DIR *list = opendir(files->folder);

	if (list == NULL) {
		return -errno;
	}
	while ((entry = readdir(list))) {
		uint64_t number = number_of(entry->d_name);

		files->number = number > files->number ? number : files->number;
	}
	closedir(list);
	return 0;
}

int recording_files_open(
	struct recording_files *files, const char *folder, size_t *length_bytes)
{
	char path[DISK_FILE_PATH_MAX];
	struct stat about;
	int error;

	*files = (struct recording_files){ .fd = -1 };
	*length_bytes = RECORDING_FILE_BYTES;
	snprintf(files->folder, sizeof(files->folder), "%s", folder);
	error = find_newest(files);
	if (error || files->number == 0) {
		return error;
	}
	write_path(path, files, files->number);
	files->fd = open(path, O_RDWR | O_APPEND | O_NOFOLLOW | O_CLOEXEC);
	if (files->fd >= 0 && fstat(files->fd, &about) == 0) {
		*length_bytes = (size_t)about.st_size;
	}
	return 0;
}

void recording_files_close(struct recording_files *files)
{
	if (files->fd >= 0) {
		close(files->fd);
		files->fd = -1;
	}
}

/* Return how many bytes from the beginning are whole records. */
static size_t measure_good(const uint8_t *bytes, size_t length_bytes)
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

/* Before the first append: what a crash left torn at the end is not good. */
static int look_through(struct recording_files *files)
{
	char path[DISK_FILE_PATH_MAX];
	size_t length;
	char *bytes;
	int error;

	write_path(path, files, files->number);
	error = disk_file_read(path, 2 * RECORDING_FILE_BYTES, &bytes, &length);
	if (!error) {
		files->good_bytes = measure_good((const uint8_t *)bytes, length);
		files->measured = true;
		free(bytes);
	}
	return error;
}

int recording_files_begin(struct recording_files *files)
{
	char path[DISK_FILE_PATH_MAX];
	uint64_t number = files->number + 1;
	int fd;

	/* The oldest goes first: on a full disk that makes the room. */
	if (number > RECORDING_FILES_KEPT) {
		write_path(path, files, number - RECORDING_FILES_KEPT);
		unlink(path);
	}
	write_path(path, files, number);
	fd = open(path,
		O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0) {
		return -errno;
	}
	recording_files_close(files);
	files->fd = fd;
	files->measured = true;
	files->number = number;
	files->good_bytes = 0;
	return 0;
}

/* What is written into a file that was removed is lost. */
static bool is_removed(const struct recording_files *files)
{
	struct stat about;

	return files->fd >= 0 && fstat(files->fd, &about) == 0 && about.st_nlink == 0;
}

int recording_files_append(
	struct recording_files *files, const uint8_t *bytes, size_t length_bytes)
{
	int error = is_removed(files) ? recording_files_begin(files)
		    : files->measured ? 0
				      : look_through(files);

	if (error) {
		return error;
	}
	/* Away with what a crash or a failed write has left behind the good part. */
	if (ftruncate(files->fd, (off_t)files->good_bytes) != 0) {
		return -errno;
	}
	error = disk_file_write_all(files->fd, (const char *)bytes, length_bytes);
	if (!error) {
		files->good_bytes += length_bytes;
	}
	return error;
}
