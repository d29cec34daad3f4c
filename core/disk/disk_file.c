#include "disk/disk_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int disk_file_write_all(int fd, const char *bytes, size_t length_bytes)
{
	while (length_bytes > 0) {
		ssize_t written = write(fd, bytes, length_bytes);

		if (written < 0 && errno == EINTR) {
			continue;
		}
		if (written <= 0) {
			return written < 0 ? -errno : -EIO;
		}
		bytes += written;
		length_bytes -= (size_t)written;
	}
	return 0;
}

int disk_file_sync_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	char folder[DISK_FILE_PATH_MAX];
	int error = 0;
	int fd;

	snprintf(folder, sizeof(folder), "%.*s",
		slash != NULL ? (int)(slash - path) + 1 : 1,
		slash != NULL ? path : ".");
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0) {
		return -errno;
	}
	if (fsync(fd) != 0) {
		error = -errno;
	}
	close(fd);
	return error;
}

static int write_new(const char *path, const char *bytes, size_t length_bytes)
{
	int fd =
		open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0640);
	int error;

	if (fd < 0) {
		return -errno;
	}
	error = disk_file_write_all(fd, bytes, length_bytes);
	if (!error && fsync(fd) != 0) {
		error = -errno;
	}
	if (close(fd) != 0 && !error) {
		error = -errno;
	}
	return error;
}

int disk_file_replace(const char *path, const char *bytes, size_t length_bytes)
{
	char beside[DISK_FILE_PATH_MAX];
	int error;

	if ((size_t)snprintf(beside, sizeof(beside), "%s.tmp", path)
		>= sizeof(beside)) {
		return -ENAMETOOLONG;
	}
	error = write_new(beside, bytes, length_bytes);
	if (!error && rename(beside, path) != 0) {
		error = -errno;
	}
	if (error) {
		unlink(beside);
		return error;
	}
	return disk_file_sync_folder(path);
}

static int read_all(int fd, size_t max_bytes, char **text, size_t *length_bytes)
{
	struct stat about;
	size_t length = 0;
	ssize_t got = 1;

	if (fstat(fd, &about) != 0) {
		return -errno;
	}
	if (!S_ISREG(about.st_mode)) {
		return -EINVAL;
	}
	if ((uint64_t)about.st_size > max_bytes) {
		return -EFBIG;
	}
	*text = malloc((size_t)about.st_size + 1);
	if (!*text) {
		return -ENOMEM;
	}
	while (got > 0 && length < (size_t)about.st_size) {
		got = read(fd, *text + length, (size_t)about.st_size - length);
		length += got > 0 ? (size_t)got : 0;
	}
	if (got < 0) {
		int error = -errno;

		free(*text);
		*text = NULL;
		return error;
	}
	(*text)[length] = '\0';
	*length_bytes = length;
	return 0;
}

int disk_file_read(
	const char *path, size_t max_bytes, char **text, size_t *length_bytes)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int error;

	*text = NULL;
	*length_bytes = 0;
	if (fd < 0) {
		return -errno;
	}
	error = read_all(fd, max_bytes, text, length_bytes);
	close(fd);
	return error;
}
