#include "http/listener.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	/* A burst of clients waits here; a flood of them does not fill the memory. */
	BACKLOG = 128
};

union place {
	struct sockaddr any;
	struct sockaddr_in four;
	struct sockaddr_in6 six;
};

/* Return the length of the socket address, 0 if the text is no IP address. */
static socklen_t read_place(
	union place *place, const char *address, uint32_t port, const char *interface)
{
	memset(place, 0, sizeof(*place));
	if (inet_pton(AF_INET, address, &place->four.sin_addr) == 1) {
		place->four.sin_family = AF_INET;
		place->four.sin_port = htons((uint16_t)port);
		return sizeof(place->four);
	}
	if (inet_pton(AF_INET6, address, &place->six.sin6_addr) != 1) {
		return 0;
	}
	place->six.sin6_family = AF_INET6;
	place->six.sin6_port = htons((uint16_t)port);
	if (IN6_IS_ADDR_LINKLOCAL(&place->six.sin6_addr)) {
		place->six.sin6_scope_id = if_nametoindex(interface);
	}
	return sizeof(place->six);
}

static bool set(int fd, int level, int option)
{
	static const int on = 1;

	return setsockopt(fd, level, option, &on, sizeof(on)) == 0;
}

static bool set_up(int fd, int family)
{
	if (!set(fd, SOL_SOCKET, SO_REUSEADDR)) {
		return false;
	}
	if (family == AF_INET) {
		return set(fd, IPPROTO_IP, IP_FREEBIND);
	}
	return set(fd, IPPROTO_IPV6, IPV6_V6ONLY)
	       && set(fd, IPPROTO_IPV6, IPV6_FREEBIND);
}

int listener_listen(const char *address, uint32_t port, const char *interface)
{
	union place place;
	socklen_t length = read_place(&place, address, port, interface);
	int family;
	int fd;

	if (length == 0) {
		return -EINVAL;
	}
	family = place.any.sa_family;
	fd = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0) {
		return -errno;
	}
	if (!set_up(fd, family) || bind(fd, &place.any, length) != 0
		|| listen(fd, BACKLOG) != 0) {
		int error = -errno;

		close(fd);
		return error;
	}
	return fd;
}

bool listener_read(int fd, char address[LISTENER_ADDRESS_SIZE], uint32_t *port)
{
	union place place;
	socklen_t length = sizeof(place);
	bool four;
	const void *bytes;

	memset(&place, 0, sizeof(place));
	if (getsockname(fd, &place.any, &length) != 0) {
		return false;
	}
	four = place.any.sa_family == AF_INET;
	bytes = four ? (const void *)&place.four.sin_addr
		     : (const void *)&place.six.sin6_addr;
	*port = ntohs(four ? place.four.sin_port : place.six.sin6_port);
	return inet_ntop(place.any.sa_family, bytes, address, LISTENER_ADDRESS_SIZE)
	       != NULL;
}

/* flat switch */
const char *listener_advice(int error)
{
	switch (error) {
	case -EACCES:
		return "permission denied: a port below 1024 needs "
		       "CAP_NET_BIND_SERVICE, which fipd-web.service gives; or set "
		       "another port (pac_port, status_port)";
	case -EADDRINUSE:
		return "another program listens there: let it listen at the real IP "
		       "only, or set another port (pac_port, status_port)";
	case -EMFILE:
		return "too many files are open: raise LimitNOFILE";
	default:
		return strerror(-error);
	}
}
