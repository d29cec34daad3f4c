#include "daemon/notify.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "engine/queries.h"
#include "words/narrate.h"

enum {
	SHORTEST_US =
		2 * SECOND_US, /* less would end a fipd that a busy host starves */
	RETRY_US = SECOND_US,  /* what could not be told is tried so rarely */
	STATE_MAX = 256,
};

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

void notify_begin(struct notify *notify)
{
	const char *text = getenv("WATCHDOG_USEC");

	*notify = (struct notify){
		.watched = text != NULL && strtoll(text, NULL, 10) > 0,
	};
}

/*
 * A quarter of what is left of the lease at the next renewal is for a renewal that is
 * late, the rest for the end of the frozen fipd and the start of the next one: 3 s of 6
 * with the defaults.
 */
static int64_t choose_watchdog_us(const struct settings *settings)
{
	int64_t lease_us = (int64_t)settings_lease_s(settings) * SECOND_US;
	int64_t beat_us = settings_interval_us(settings);
	int64_t span_us = beat_us + (lease_us - beat_us) / 4;

	return span_us > SHORTEST_US ? span_us : SHORTEST_US;
}

int64_t notify_due_us(const struct notify *notify)
{
	return notify->watchdog_us > 0 ? notify->fed_us + notify->watchdog_us * 3 / 4
				       : INT64_MAX;
}

/*
 * A renewal is the best moment, for what is left of the lease is longest then.  Whoever
 * holds nothing takes any wake-up, and needs none for this alone.
 */
static bool is_due(
	const struct notify *notify, const struct lease *lease, int64_t now_us)
{
	bool best = lease->state != LEASE_HELD || lease->renewed_us > notify->fed_us;

	return now_us >= notify_due_us(notify)
	       || (best && now_us - notify->fed_us >= notify->watchdog_us / 4);
}

static void feed(struct notify *notify, const struct engine *engine, int64_t now_us)
{
	int64_t watchdog_us = choose_watchdog_us(&engine->settings);
	char state[STATE_MAX] = "WATCHDOG=1";

	if (watchdog_us != notify->watchdog_us) {
		notify->watchdog_us = watchdog_us;
		snprintf(state, sizeof(state), "WATCHDOG_USEC=%" PRId64 "\nWATCHDOG=1",
			watchdog_us);
	} else if (!is_due(notify, &engine->lease, now_us)) {
		return;
	}
	notify->fed_us = now_us;
	notify_send(state);
}

static void say(struct notify *notify, enum role role, enum role peer, int64_t now_us)
{
	char state[STATE_MAX];
	bool is_known = notify->said || now_us - notify->tried_us < RETRY_US;

	if (is_known && role == notify->role && peer == notify->peer) {
		return;
	}
	notify->tried_us = now_us;
	notify->role = role;
	notify->peer = peer;
	snprintf(state, sizeof(state), "STATUS=%s, peer %s", narrate_role(role),
		peer == ROLE_UNKNOWN ? "not heard" : narrate_role(peer));
	notify->said = notify_send(state);
}

void notify_tell(struct notify *notify, const struct engine *engine, int64_t now_us)
{
	if (notify->watched) {
		feed(notify, engine, now_us);
	}
	say(notify, engine->standing.role, query_peer_role(engine, now_us), now_us);
}
