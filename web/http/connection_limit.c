#include "http/connection_limit.h"

#include <event2/bufferevent.h>
#include <event2/event.h>
#include <netinet/in.h>
#include <stddef.h>
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

static bool is_of(const struct slot *slot, const uint8_t *client)
{
	return slot->connection != NULL && slot->crowd > 0
	       && memcmp(slot->client, client, sizeof(slot->client)) == 0;
}

static unsigned count_crowd(const struct connection_limit *limit, const uint8_t *client)
{
	unsigned crowd = 0;

	for (size_t i = 0; i < CONNECTION_LIMIT_MAX; i++) {
		crowd += is_of(&limit->slots[i], client);
	}
	return crowd;
}

static void set_crowd(
	struct connection_limit *limit, const uint8_t *client, unsigned crowd)
{
	for (size_t i = 0; i < CONNECTION_LIMIT_MAX; i++) {
		if (is_of(&limit->slots[i], client)) {
			limit->slots[i].crowd = crowd;
		}
	}
}

static void free_slot(struct connection_limit *limit, struct slot *slot)
{
	bufferevent_decref(slot->connection);
	slot->connection = NULL;
	if (limit->newcomer == slot) {
		limit->newcomer = NULL;
	}
	if (slot->crowd > 1) {
		set_crowd(limit, slot->client, slot->crowd - 1);
	}
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
	if (slot->crowd != other->crowd) {
		return slot->crowd > other->crowd;
	}
	return slot->asked == other->asked ? slot->turn < other->turn : other->asked;
}

static struct slot *choose_one_to_go(
	struct connection_limit *limit, const struct slot *newcomer)
{
	struct slot *chosen = NULL;

	for (size_t i = 0; i < CONNECTION_LIMIT_MAX; i++) {
		struct slot *slot = &limit->slots[i];

		if (slot->connection != NULL && slot != newcomer
			&& (chosen == NULL || must_go_before(slot, chosen))) {
			chosen = slot;
		}
	}
	return chosen;
}

/* Its client may still be on the way to the first request. */
static bool is_fresh(const struct slot *slot, int64_t now_ms)
{
	return !slot->asked && now_ms - slot->since_ms < CONNECTION_LIMIT_GRACE_MS;
}

/* Let somebody of the client with the most slots go, or the newcomer. */
static void make_room(
	struct connection_limit *limit, struct slot *newcomer, int64_t now_ms)
{
	struct slot *chosen = choose_one_to_go(limit, newcomer);
	bool yields =
		chosen->crowd > newcomer->crowd
		|| (chosen->crowd == newcomer->crowd && !is_fresh(chosen, now_ms));

	shut(limit, yields ? chosen : newcomer);
}

/* Write the client's address; false if the connection has gone already. */
static bool ask_client(const struct slot *slot, uint8_t client[])
{
	union {
		struct sockaddr any;
		struct sockaddr_in four;
		struct sockaddr_in6 six;
	} peer = { .six.sin6_family = AF_UNSPEC };
	socklen_t length = sizeof(peer);

	memset(client, 0, CONNECTION_LIMIT_CLIENT_BYTES);
	if (getpeername(bufferevent_getfd(slot->connection), &peer.any, &length) != 0) {
		return false;
	}
	if (peer.any.sa_family == AF_INET6) {
		memcpy(client, &peer.six.sin6_addr, CONNECTION_LIMIT_CLIENT_BYTES);
	} else {
		client[10] = client[11] = 0xff;
		memcpy(client + 12, &peer.four.sin_addr, 4);
	}
	return true;
}

static void free_those_over(struct connection_limit *limit)
{
	for (size_t i = 0; i < CONNECTION_LIMIT_MAX; i++) {
		struct slot *slot = &limit->slots[i];

		if (slot->connection != NULL && is_over(slot->connection)) {
			free_slot(limit, slot);
		}
	}
}

static void judge_newcomer(struct connection_limit *limit, int64_t now_ms)
{
	struct slot *newcomer;
	uint8_t client[CONNECTION_LIMIT_CLIENT_BYTES];

	free_those_over(limit);
	newcomer = limit->newcomer;
	limit->newcomer = NULL;
	if (newcomer == NULL) {
		return;
	}
	if (!ask_client(newcomer, client)) {
		shut(limit, newcomer);
		return;
	}
	memcpy(newcomer->client, client, sizeof(client));
	newcomer->crowd = 1;
	set_crowd(limit, client, count_crowd(limit, client));
	if (limit->stats->open == CONNECTION_LIMIT_MAX) {
		make_room(limit, newcomer, now_ms);
	}
}

/* There is one: when the newcomer before was judged, there had to be room for one more.
 */
static struct slot *find_slot(struct connection_limit *limit)
{
	struct slot *slot = limit->slots;

	while (slot->connection != NULL) {
		slot++;
	}
	return slot;
}

struct bufferevent *connection_limit_admit(
	struct connection_limit *limit, struct event_base *base, int64_t now_ms)
{
	struct bufferevent *connection = bufferevent_socket_new(base, -1, 0);

	if (connection == NULL) {
		return NULL;
	}
	judge_newcomer(limit, now_ms);
	/* libevent reads on while it writes, to learn of the end. */
	bufferevent_setwatermark(connection, EV_READ, 0, CONNECTION_LIMIT_UNREAD_BYTES);
	bufferevent_incref(connection);
	limit->newcomer = find_slot(limit);
	*limit->newcomer = (struct slot){
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
	for (size_t i = 0; i < CONNECTION_LIMIT_MAX; i++) {
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
	judge_newcomer(limit, now_ms);
	for (size_t i = 0; i < CONNECTION_LIMIT_MAX; i++) {
		struct slot *slot = &limit->slots[i];

		if (slot->connection != NULL
			&& now_ms - slot->since_ms >= CONNECTION_LIMIT_PATIENCE_MS) {
			shut(limit, slot);
		}
	}
}

void connection_limit_dismiss(struct connection_limit *limit,
	bool (*stays)(const void *context, int fd), const void *context)
{
	for (size_t i = 0; i < CONNECTION_LIMIT_MAX; i++) {
		struct slot *slot = &limit->slots[i];

		if (slot->connection != NULL && stays == NULL) {
			free_slot(limit, slot);
		} else if (slot->connection != NULL && !is_over(slot->connection)
			   && !stays(context, bufferevent_getfd(slot->connection))) {
			shut(limit, slot);
		}
	}
}
