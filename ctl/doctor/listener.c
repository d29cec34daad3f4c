#include "doctor/listener.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	WORD_DIGITS = 8,
	ADDRESS_DIGITS_MAX = 32,
	TCP_STATE_LISTEN = 10,
	UDP_STATE_OPEN = 7,
};

struct table {
	const char *path;
	const char *protocol;
	unsigned state;
};

static const struct table tables[] = {
	{ "/proc/net/tcp", "tcp", TCP_STATE_LISTEN },
	{ "/proc/net/tcp6", "tcp", TCP_STATE_LISTEN },
	{ "/proc/net/udp", "udp", UDP_STATE_OPEN },
	{ "/proc/net/udp6", "udp", UDP_STATE_OPEN },
};

/* The kernel prints an address as numbers of 32 bits, each as this machine reads it. */
static struct ip read_address(const char *digits)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	uint8_t bytes[16] = { 0 };
	size_t words = strlen(digits) / WORD_DIGITS;

	for (size_t i = 0; i < words; i++) {
		char word[WORD_DIGITS + 1] = { 0 };
		uint32_t number;

		memcpy(word, digits + i * WORD_DIGITS, WORD_DIGITS);
		number = (uint32_t)strtoul(word, NULL, 16);
		memcpy(bytes + i * sizeof(number), &number, sizeof(number));
	}
	if (words == 1) {
		return ip_make(IP_V4, bytes);
	}
	return memcmp(bytes, mapped, sizeof(mapped)) == 0
		       ? ip_make(IP_V4, bytes + sizeof(mapped))
		       : ip_make(IP_V6, bytes);
}

/* "   0: 6400A8C0:1F91 00000000:0000 0A ..." */
static bool read_line(
	const struct table *table, const char *line, struct listener *listener)
{
	char digits[ADDRESS_DIGITS_MAX + 1];
	unsigned port;
	unsigned state;

	if (sscanf(line, " %*u: %32[0-9A-F]:%4x %*[0-9A-F]:%*4x %2x", digits, &port,
		    &state)
			!= 3
		|| state != table->state) {
		return false;
	}
	listener->protocol = table->protocol;
	listener->address = read_address(digits);
	listener->port = (uint16_t)port;
	return true;
}

size_t listener_read(struct listener *list, size_t max)
{
	size_t count = 0;

	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		FILE *file = fopen(tables[i].path, "re");
		char line[512];

		if (file == NULL) {
			continue;
		}
		while (count < max && fgets(line, sizeof(line), file) != NULL) {
			count += read_line(&tables[i], line, &list[count]);
		}
		fclose(file);
	}
	return count;
}

int listener_try(struct ip address)
{
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} place = { 0 };
	bool is_v4 = address.family == IP_V4;
	socklen_t length = is_v4 ? sizeof(place.v4) : sizeof(place.v6);
	int fd = socket(is_v4 ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int error;

	place.any.sa_family = is_v4 ? AF_INET : AF_INET6;
	memcpy(is_v4 ? (void *)&place.v4.sin_addr : (void *)&place.v6.sin6_addr,
		address.bytes, ip_length_bytes(address.family));
	error = fd < 0 || bind(fd, &place.any, length) != 0 ? -errno : 0;
	if (fd >= 0) {
		close(fd);
	}
	return error;
}
