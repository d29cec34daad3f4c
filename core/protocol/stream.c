#include "protocol/stream.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

int64_t stream_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int stream_connect(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd;

	if (strlen(path) >= sizeof(address.sun_path)) {
		return -ENAMETOOLONG;
	}
	memcpy(address.sun_path, path, strlen(path));
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0) {
		return -errno;
	}
	if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) != 0) {
		int error = errno;

		close(fd);
		return -error;
	}
	return fd;
}

int stream_wait(int fd, short events, int64_t deadline_ms)
{
	for (;;) {
		int64_t left_ms = deadline_ms - stream_now_ms();
		struct pollfd ready;
		int count;

		if (left_ms <= 0) {
			return -ETIMEDOUT;
		}
		ready = (struct pollfd){ .fd = fd, .events = events };
		count = poll(&ready, 1, left_ms > INT32_MAX ? INT32_MAX : (int)left_ms);
		if (count > 0) {
			return 0;
		}
		if (count < 0 && errno != EINTR) {
			return -errno;
		}
	}
}

/* One send; how many bytes went, 0 if there is no room, or -errno. */
static ssize_t push(int fd, const char *text, size_t length)
{
	ssize_t count = send(fd, text, length, MSG_NOSIGNAL);

	if (count >= 0) {
		return count;
	}
	if (errno == EAGAIN || errno == EINTR) {
		return 0;
	}
	return errno == ECONNRESET ? -EPIPE : -errno;
}

int stream_send(
	int fd, const char *text, size_t length, int64_t deadline_ms, size_t *sent)
{
	*sent = 0;
	while (*sent < length) {
		ssize_t count = push(fd, text + *sent, length - *sent);
		int error = count < 0 ? (int)count : 0;

		if (count == 0) {
			error = stream_wait(fd, POLLOUT, deadline_ms);
		}
		if (error != 0) {
			return error;
		}
		*sent += (size_t)count;
	}
	return 0;
}
