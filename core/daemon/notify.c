#include "daemon/notify.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static bool send_to(const char *path, const char *state)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	size_t length = strlen(path);
	socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
	ssize_t sent;
	int fd;

	if (length >= sizeof(address.sun_path) || (path[0] != '/' && path[0] != '@')) {
		return false;
	}
	memcpy(address.sun_path, path, length);
	if (path[0] == '@') {
		address.sun_path[0] = '\0';
	}
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0) {
		return false;
	}
	sent = sendto(fd, state, strlen(state), MSG_DONTWAIT | MSG_NOSIGNAL,
		(const struct sockaddr *)&address, size);
	close(fd);
	return sent >= 0;
}

bool notify_send(const char *state)
{
	const char *path = getenv("NOTIFY_SOCKET");

	return path == NULL || !*path || send_to(path, state);
}
