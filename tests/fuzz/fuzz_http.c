/*
 * fuzz_http - what comes over a connection to fipd-web, byte by byte as it is.
 *
 * The input is what one client sends, in pieces: 0xff 0xff between two of them ends
 * a piece, so that libevent meets what is half there.  It goes through a unix
 * socket into the program's own request handling; nothing may crash or hang, and every
 * answer must be one of HTTP.  The first byte says to which of the two servers.
 */
#include <assert.h>
#include <event2/event.h>
#include <event2/http.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "http/handler.h"

enum {
	TURNS_MAX = 64,
	ANSWER_BYTES = 65536,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct stand {
	struct report report;
	struct watcher watcher;
	struct event_base *base;
	struct handler handler;
	struct sockaddr_un places[2];
};

static void fill_status(struct status *status)
{
	status->config.pac.enabled = true;
	status->config.pac.port = 80;
	strcpy(status->config.pac.own.host, "192.168.0.1");
	strcpy(status->config.pac.peer.host, "proxy2.example");
	status->config.pac.direct.count = 1;
	ip_read_prefix("127.0.0.0/8", &status->config.pac.direct.list[0].address,
		&status->config.pac.direct.list[0].prefix_length);
	status->role = ROLE_ACTIVE;
	status->fip_count = 1;
	strcpy(status->fips[0].address, "192.168.0.100");
}

static void listen_at(struct evhttp *http, struct sockaddr_un *place, int number)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	place->sun_family = AF_UNIX;
	/* Abstract: the first byte of the name is 0. */
	snprintf(place->sun_path + 1, sizeof(place->sun_path) - 1, "fuzz_http-%d-%d",
		(int)getpid(), number);
	assert(fd >= 0 && bind(fd, (const struct sockaddr *)place, sizeof(*place)) == 0
		&& listen(fd, 8) == 0);
	assert(evhttp_accept_socket_with_handle(http, fd) != NULL);
}

static void be_silent(int severity, const char *text)
{
	(void)severity;
	(void)text;
}

static struct stand *open_stand(void)
{
	struct stand *stand = calloc(1, sizeof(*stand));

	assert(stand != NULL);
	event_set_log_callback(be_silent);
	watcher_init(&stand->watcher, "", &stand->report);
	fill_status(&stand->watcher.mirror.status);
	stand->watcher.mirror.state = MIRROR_CONNECTED;
	stand->base = event_base_new();
	assert(handler_open(&stand->handler, stand->base, &stand->watcher, "0.0.0"));
	listen_at(stand->handler.at_fips.http, &stand->places[0], 0);
	listen_at(stand->handler.at_page.http, &stand->places[1], 1);
	return stand;
}

static void turn(struct stand *stand)
{
	event_base_loop(stand->base, EVLOOP_NONBLOCK);
}

static void send_pieces(
	struct stand *stand, int client, const uint8_t *data, size_t size)
{
	while (size > 0) {
		const uint8_t *end = memmem(data, size, "\xff\xff", 2);
		size_t length = end == NULL ? size : (size_t)(end - data);

		/* One that is answered and closed already refuses the rest. */
		if (send(client, data, length, MSG_NOSIGNAL | MSG_DONTWAIT) < 0) {
			return;
		}
		turn(stand);
		length += end == NULL ? 0 : 2;
		data += length;
		size -= length;
	}
}

/* Take what comes until the server closes, which it does after the client's end. */
static void check_answers(struct stand *stand, int client)
{
	char answer[ANSWER_BYTES];
	bool first = true;

	shutdown(client, SHUT_WR);
	for (int i = 0; i < TURNS_MAX; i++) {
		ssize_t length;

		turn(stand);
		length = recv(client, answer, sizeof(answer), MSG_DONTWAIT);
		if (length == 0) {
			return;
		}
		if (length > 5 && first) {
			assert(memcmp(answer, "HTTP/", 5) == 0);
			first = false;
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct stand *stand;
	const struct sockaddr_un *place;
	int client;

	if (stand == NULL) {
		stand = open_stand();
	}
	if (size == 0) {
		return 0;
	}
	place = &stand->places[data[0] & 1];
	client = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert(client >= 0
		&& connect(client, (const struct sockaddr *)place, sizeof(*place))
			   == 0);
	turn(stand);
	send_pieces(stand, client, data + 1, size - 1);
	check_answers(stand, client);
	close(client);
	turn(stand);
	/* So that one input's connection is not the next one's. */
	connection_limit_sweep(&stand->handler.limit, INT64_MAX);
	turn(stand);
	assert(stand->handler.stats.open == 0);
	return 0;
}
