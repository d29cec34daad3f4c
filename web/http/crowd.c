#include "http/crowd.h"

#include <event2/bufferevent.h>
#include <event2/event.h>
#include <string.h>
#include <sys/socket.h>

void crowd_init(struct crowd *crowd, struct tally *tally)
{
	memset(crowd, 0, sizeof(*crowd));
	crowd->tally = tally;
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

static void free_place(struct crowd *crowd, struct guest *guest)
{
	bufferevent_decref(guest->connection);
	guest->connection = NULL;
	crowd->tally->open--;
}

/* libevent reads the end of the stream then, and frees what it has for it. */
static void shut(struct crowd *crowd, struct guest *guest)
{
	if (!is_over(guest->connection)) {
		shutdown(bufferevent_getfd(guest->connection), SHUT_RDWR);
		crowd->tally->closed++;
	}
	free_place(crowd, guest);
}

static bool must_go_before(const struct guest *guest, const struct guest *other)
{
	return guest->asked == other->asked ? guest->turn < other->turn : other->asked;
}

static struct guest *choose_one_to_go(struct crowd *crowd)
{
	struct guest *chosen = &crowd->guests[0];
	for (int i = 1; i < CROWD_MAX; i++) {
		if (must_go_before(&crowd->guests[i], chosen)) {
			chosen = &crowd->guests[i];
		}
	}
	return chosen;
}

static struct guest *find_place(struct crowd *crowd)
{
	for (int i = 0; i < CROWD_MAX; i++) {
		struct guest *guest = &crowd->guests[i];
		if (guest->connection != NULL && is_over(guest->connection)) {
			free_place(crowd, guest);
		}
		if (guest->connection == NULL) {
			return guest;
		}
	}
	struct guest *chosen = choose_one_to_go(crowd);
	shut(crowd, chosen);
	return chosen;
}

struct bufferevent *crowd_admit(
	struct crowd *crowd, struct event_base *base, int64_t now_ms)
{
	struct bufferevent *connection = bufferevent_socket_new(base, -1, 0);
	if (connection == NULL) {
		return NULL;
	}
	/* libevent reads on while it writes, to learn of the end. */
	bufferevent_setwatermark(connection, EV_READ, 0, CROWD_UNREAD_BYTES);
	bufferevent_incref(connection);
	*find_place(crowd) = (struct guest){
		.connection = connection,
		.since_ms = now_ms,
		.turn = ++crowd->turn,
	};
	crowd->tally->accepted++;
	crowd->tally->open++;
	return connection;
}

void crowd_note(
	struct crowd *crowd, const struct bufferevent *connection, int64_t now_ms)
{
	for (int i = 0; i < CROWD_MAX; i++) {
		struct guest *guest = &crowd->guests[i];
		if (guest->connection == connection) {
			guest->since_ms = now_ms;
			guest->turn = ++crowd->turn;
			guest->asked = true;
		}
	}
}

void crowd_sweep(struct crowd *crowd, int64_t now_ms)
{
	for (int i = 0; i < CROWD_MAX; i++) {
		struct guest *guest = &crowd->guests[i];
		if (guest->connection == NULL) {
			continue;
		}
		if (is_over(guest->connection)) {
			free_place(crowd, guest);
		} else if (now_ms - guest->since_ms >= CROWD_PATIENCE_MS) {
			shut(crowd, guest);
		}
	}
}

void crowd_dismiss(struct crowd *crowd, bool (*stays)(const void *context, int fd),
	const void *context)
{
	for (int i = 0; i < CROWD_MAX; i++) {
		struct guest *guest = &crowd->guests[i];
		if (guest->connection != NULL && !is_over(guest->connection)
			&& !stays(context, bufferevent_getfd(guest->connection))) {
			shut(crowd, guest);
		}
	}
}

void crowd_leave(struct crowd *crowd)
{
	for (int i = 0; i < CROWD_MAX; i++) {
		if (crowd->guests[i].connection != NULL) {
			free_place(crowd, &crowd->guests[i]);
		}
	}
}
