#include "disk/state_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "disk/disk_file.h"

enum {
	EPOCH_BYTES_MAX = 24
};

int state_folder_lock(const char *folder)
{
	char path[DISK_FILE_PATH_MAX];
	int fd;

	if (mkdir(folder, 0750) != 0 && errno != EEXIST) {
		return -errno;
	}
	if ((size_t)snprintf(path, sizeof(path), "%s/lock", folder)
		>= sizeof(path) - 16) {
		return -ENAMETOOLONG;
	}
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640);
	if (fd < 0) {
		return -errno;
	}
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		int error = -errno;

		close(fd);
		return error;
	}
	return fd;
}

static bool parse_epoch(const char *text, uint32_t *epoch, bool *pinned)
{
	char *end;
	unsigned long value;

	errno = 0;
	value = strtoul(text, &end, 10);
	if (end == text || errno != 0 || value > UINT32_MAX) {
		return false;
	}
	*epoch = (uint32_t)value;
	*pinned = strcmp(end, " pinned\n") == 0;
	return *pinned || strcmp(end, "\n") == 0;
}

int state_folder_read_epoch(const char *path, uint32_t *epoch, bool *pinned)
{
	size_t length;
	char *text;
	int error = disk_file_read(path, EPOCH_BYTES_MAX, &text, &length);

	*epoch = 0;
	*pinned = false;
	if (error) {
		return error == -ENOENT ? 0 : error;
	}
	if (!parse_epoch(text, epoch, pinned)) {
		*epoch = 0;
		error = -EINVAL;
	}
	free(text);
	return error;
}
