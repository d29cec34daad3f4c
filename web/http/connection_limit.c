#include "http/connection_limit.h"

#include <event2/bufferevent.h>
#include <event2/event.h>
#include <string.h>
#include <sys/socket.h>

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

static void free_slot(struct connection_limit *limit, struct slot *slot)
{
	bufferevent_decref(slot->connection);
	slot->connection = NULL;
	limit->stats->open--;
}

/* libevent reads the end of the stream then, and frees what it has for it. */
static void shut(struct connection_limit *limit, struct slot *slot)
{
	if (!is_over(slot->connection)) {
		shutdown(bufferevent_getfd(slot->connection), SHUT_RDWR);
		limit->stats->closed++;
	}
	free_slot(limit, slot);
}

static bool must_go_before(const struct slot *slot, const struct slot *other)
{
	return slot->asked == other->asked ? slot->turn < other->turn : other->asked;
}

static struct slot *choose_one_to_go(struct connection_limit *limit)
{
	struct slot *chosen = &limit->slots[0];

	for (int i = 1; i < CONNECTION_LIMIT_MAX; i++) {
		if (must_go_before(&limit->slots[i], chosen)) {
			chosen = &limit->slots[i];
		}
	}
	return chosen;
}

static struct slot *find_slot(struct connection_limit *limit)
{
	struct slot *chosen;

	for (int i = 0; i < CONNECTION_LIMIT_MAX; i++) {
		struct slot *slot = &limit->slots[i];

		if (slot->connection != NULL && is_over(slot->connection)) {
			free_slot(limit, slot);
		}
		if (slot->connection == NULL) {
			return slot;
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
	*find_slot(limit) = (struct slot){
		.connection = connection,
		.since_ms = now_ms,
		.turn = ++limit->turn,
	};
	limit->stats->accepted++;
	limit->stats->open++;
	return connection;
}

void connection_limit_mark(struct connection_limit *limit,
	const struct bufferevent *connection, int64_t now_ms)
{
	for (int i = 0; i < CONNECTION_LIMIT_MAX; i++) {
		struct slot *slot = &limit->slots[i];

		if (slot->connection == connection) {
			slot->since_ms = now_ms;
			slot->turn = ++limit->turn;
			slot->asked = true;
		}
	}
}

void connection_limit_sweep(struct connection_limit *limit, int64_t now_ms)
{
	for (int i = 0; i < CONNECTION_LIMIT_MAX; i++) {
		struct slot *slot = &limit->slots[i];

		if (slot->connection == NULL) {
			continue;
		}
		if (is_over(slot->connection)) {
			free_slot(limit, slot);
		} else if (now_ms - slot->since_ms >= CONNECTION_LIMIT_PATIENCE_MS) {
			shut(limit, slot);
		}
	}
}

void connection_limit_dismiss(struct connection_limit *limit,
	bool (*stays)(const void *context, int fd), const void *context)
{
	for (int i = 0; i < CONNECTION_LIMIT_MAX; i++) {
		struct slot *slot = &limit->slots[i];

		if (slot->connection != NULL && !is_over(slot->connection)
			&& !stays(context, bufferevent_getfd(slot->connection))) {
			shut(limit, slot);
		}
	}
}

void connection_limit_leave(struct connection_limit *limit)
{
	for (int i = 0; i < CONNECTION_LIMIT_MAX; i++) {
		if (limit->slots[i].connection != NULL) {
			free_slot(limit, &limit->slots[i]);
		}
	}
}
