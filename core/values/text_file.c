#include "values/text_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int file_open(const char *path, bool follow)
{
	struct stat about;
	int error;
	/* O_NONBLOCK: opening a pipe that nobody writes to would wait for ever. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY
				    | (follow ? 0 : O_NOFOLLOW));

	/* So the kernel refuses a socket. */
	if (fd < 0) {
		return errno == ENXIO ? -ENOTSUP : -errno;
	}
	if (fstat(fd, &about) < 0) {
		error = -errno;
		close(fd);
		return error;
	}
	if (!S_ISREG(about.st_mode)) {
		close(fd);
		return -ENOTSUP;
	}
	return fd;
}

/* Fill the buffer up to its size or the end of the file; bytes read, or -errno. */
static ssize_t fill(int fd, char *buffer, size_t size)
{
	size_t length = 0;

	while (length < size) {
		ssize_t got = read(fd, buffer + length, size - length);

		if (got == 0) {
			break;
		}
		if (got < 0 && errno != EINTR) {
			return -errno;
		}
		length += got > 0 ? (size_t)got : 0;
	}
	return (ssize_t)length;
}

int file_read(int fd, size_t limit_bytes, char **text, size_t *length_bytes)
{
	char *buffer = malloc(limit_bytes + 1);
	ssize_t length;

	*text = NULL;
	if (buffer == NULL) {
		return -ENOMEM;
	}
	length = fill(fd, buffer, limit_bytes + 1);
	if (length < 0 || (size_t)length > limit_bytes) {
		explicit_bzero(buffer, limit_bytes + 1);
		free(buffer);
		return length < 0 ? (int)length : -EFBIG;
	}
	buffer[length] = '\0';
	*text = buffer;
	*length_bytes = (size_t)length;
	return 0;
}

const char *file_explain(int error)
{
	if (error == -ENOTSUP) {
		return "not a regular file";
	}
	return error == -EFBIG ? "larger than a file of its kind can be"
			       : strerror(-error);
}
