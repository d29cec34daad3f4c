#include "http/connection_limit.h"

#include <event2/bufferevent.h>
#include <event2/event.h>
#include <string.h>
#include <sys/socket.h>

void connection_limit_init(struct connection_limit *limit, struct stats *stats)
{
	memset(limit, 0, sizeof(*limit));
	limit->stats = stats;
}

/* Its socket's number may be another's already: it is not to be touched any more. */
static bool is_over(struct bufferevent *connection)
{
	bufferevent_data_cb on_read;
	bufferevent_data_cb on_write;
	bufferevent_event_cb on_event;
	void *context;

	bufferevent_getcb(connection, &on_read, &on_write, &on_event, &context);
	return on_read == NULL && on_write == NULL && on_event == NULL;
}

static void free_place(struct connection_limit *limit, struct guest *guest)
{
	bufferevent_decref(guest->connection);
	guest->connection = NULL;
	limit->stats->open--;
}

/* libevent reads the end of the stream then, and frees what it has for it. */
static void shut(struct connection_limit *limit, struct guest *guest)
{
	if (!is_over(guest->connection)) {
		shutdown(bufferevent_getfd(guest->connection), SHUT_RDWR);
		limit->stats->closed++;
	}
	free_place(limit, guest);
}

static bool must_go_before(const struct guest *guest, const struct guest *other)
{
	return guest->asked == other->asked ? guest->turn < other->turn : other->asked;
}

static struct guest *choose_one_to_go(struct connection_limit *limit)
{
	struct guest *chosen = &limit->guests[0];

	for (int i = 1; i < CONNECTION_LIMIT_MAX; i++) {
		if (must_go_before(&limit->guests[i], chosen)) {
			chosen = &limit->guests[i];
		}
	}
	return chosen;
}

static struct guest *find_place(struct connection_limit *limit)
{
	struct guest *chosen;

	for (int i = 0; i < CONNECTION_LIMIT_MAX; i++) {
		struct guest *guest = &limit->guests[i];

		if (guest->connection != NULL && is_over(guest->connection)) {
			free_place(limit, guest);
		}
		if (guest->connection == NULL) {
			return guest;
		}
	}
	chosen = choose_one_to_go(limit);
	shut(limit, chosen);
	return chosen;
}

struct bufferevent *connection_limit_admit(
	struct connection_limit *limit, struct event_base *base, int64_t now_ms)
{
	struct bufferevent *connection = bufferevent_socket_new(base, -1, 0);

	if (connection == NULL) {
		return NULL;
	}
	/* libevent reads on while it writes, to learn of the end. */
	bufferevent_setwatermark(connection, EV_READ, 0, CONNECTION_LIMIT_UNREAD_BYTES);
	bufferevent_incref(connection);
	*find_place(limit) = (struct guest){
		.connection = connection,
		.since_ms = now_ms,
		.turn = ++limit->turn,
	};
	limit->stats->accepted++;
	limit->stats->open++;
	return connection;
}

void connection_limit_note(struct connection_limit *limit,
	const struct bufferevent *connection, int64_t now_ms)
{
	for (int i = 0; i < CONNECTION_LIMIT_MAX; i++) {
		struct guest *guest = &limit->guests[i];

		if (guest->connection == connection) {
			guest->since_ms = now_ms;
			guest->turn = ++limit->turn;
			guest->asked = true;
		}
	}
}

void connection_limit_sweep(struct connection_limit *limit, int64_t now_ms)
{
	for (int i = 0; i < CONNECTION_LIMIT_MAX; i++) {
		struct guest *guest = &limit->guests[i];

		if (guest->connection == NULL) {
			continue;
		}
		if (is_over(guest->connection)) {
			free_place(limit, guest);
		} else if (now_ms - guest->since_ms >= CONNECTION_LIMIT_PATIENCE_MS) {
			shut(limit, guest);
		}
	}
}

void connection_limit_dismiss(struct connection_limit *limit,
	bool (*stays)(const void *context, int fd), const void *context)
{
	for (int i = 0; i < CONNECTION_LIMIT_MAX; i++) {
		struct guest *guest = &limit->guests[i];

		if (guest->connection != NULL && !is_over(guest->connection)
			&& !stays(context, bufferevent_getfd(guest->connection))) {
			shut(limit, guest);
		}
	}
}

void connection_limit_leave(struct connection_limit *limit)
{
	for (int i = 0; i < CONNECTION_LIMIT_MAX; i++) {
		if (limit->guests[i].connection != NULL) {
			free_place(limit, &limit->guests[i]);
		}
	}
}
