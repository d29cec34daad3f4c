#include "disk/disk_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "values/text_file.h"

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

static void cut_folder(char folder[DISK_FILE_PATH_MAX], const char *path)
{
	const char *slash = strrchr(path, '/');

	snprintf(folder, DISK_FILE_PATH_MAX, "%.*s",
		slash != NULL ? (int)(slash - path) + 1 : 1,
		slash != NULL ? path : ".");
}

int disk_file_sync_folder(const char *path)
{
	char folder[DISK_FILE_PATH_MAX];
	int error = 0;
	int fd;

	cut_folder(folder, path);
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

static int write_new(
	const char *path, const char *bytes, size_t length_bytes, bool synced)
{
	int fd =
		open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0640);
	int error;

	if (fd < 0) {
		return -errno;
	}
	error = disk_file_write_all(fd, bytes, length_bytes);
	if (!error && synced && fsync(fd) != 0) {
		error = -errno;
	}
	if (close(fd) != 0 && !error) {
		error = -errno;
	}
	return error;
}

int disk_file_replace(
	const char *path, const char *bytes, size_t length_bytes, bool synced)
{
	char beside[DISK_FILE_PATH_MAX];
	int error;

	if ((size_t)snprintf(beside, sizeof(beside), "%s.tmp", path)
		>= sizeof(beside)) {
		return -ENAMETOOLONG;
	}
	error = write_new(beside, bytes, length_bytes, synced);
	if (!error && rename(beside, path) != 0) {
		error = -errno;
	}
	if (error) {
		unlink(beside);
		return error;
	}
	return synced ? disk_file_sync_folder(path) : 0;
}

/* Whoever has the folder has its files; others may have left one there. */
static bool is_of_the_folder(const struct stat *about, const char *path)
{
	char folder[DISK_FILE_PATH_MAX];
	struct stat about_folder;

	cut_folder(folder, path);
	return about->st_uid == 0 || about->st_uid == geteuid()
	       || (stat(folder, &about_folder) == 0
		       && about->st_uid == about_folder.st_uid);
}

static int check_file(int fd, const char *path, size_t max_bytes, size_t *size_bytes)
{
	struct stat about;

	if (fstat(fd, &about) != 0) {
		return -errno;
	}
	if (!is_of_the_folder(&about, path)) {
		return -EPERM;
	}
	*size_bytes = (size_t)about.st_size;
	return *size_bytes > max_bytes ? -EFBIG : 0;
}

static int read_all(int fd, size_t size_bytes, char **text, size_t *length_bytes)
{
	size_t length = 0;
	ssize_t got = 1;

	*text = malloc(size_bytes + 1);
	if (!*text) {
		return -ENOMEM;
	}
	while (got > 0 && length < size_bytes) {
		got = read(fd, *text + length, size_bytes - length);
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
	int fd = file_open(path, false);
	size_t size_bytes = 0;
	int error;

	*text = NULL;
	*length_bytes = 0;
	if (fd < 0) {
		return fd;
	}
	error = check_file(fd, path, max_bytes, &size_bytes);
	if (!error) {
		error = read_all(fd, size_bytes, text, length_bytes);
	}
	close(fd);
	return error;
}
