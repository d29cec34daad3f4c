#include "server/clients.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "disk/disk.h"
#include "loop/clock.h"
#include "loop/log.h"
#include "loop/timer.h"
#include "protocol/client.h"
#include "values/plain.h"
#include "values/text_file.h"

enum {
	TURN_US = 500, /* for requests in one wake-up */
	IDLE_US = 60 * SECOND_US,
	USERS_BYTES_MAX = 64 * 1024, /* more than a thousand */
	NAME_MAX_BYTES = 32,
};

static bool has_line(struct evbuffer *input)
{
	return evbuffer_search_eol(input, NULL, NULL, EVBUFFER_EOL_LF).pos >= 0;
}

/* It is done when it will send nothing more and has got every answer. */
static void end_if_done(struct client *client)
{
	struct evbuffer *input = bufferevent_get_input(client->buffer);
	struct evbuffer *output = bufferevent_get_output(client->buffer);

	if (client->ending && !client->waiting && !has_line(input)
		&& evbuffer_get_length(output) == 0) {
		client->over = true;
	}
}

/*
 * There may be a line to serve, or the client is over.  After a turn the processor
 * rests as long as a turn may take: fipd is in the real-time class, which nobody who
 * only asks may make it use without a pause.
 */
static void request_turn(const struct clients *clients)
{
	int64_t now_us = loop_now_us(clients->loop);

	timer_set(clients->turn, now_us > clients->rest_us ? now_us : clients->rest_us);
}

static void drop_client(struct client *client, const char *fault)
{
	if (!client->over) {
		client->over = true;
		client->fault = fault;
	}
}

/*
 * What has come must be served before more is read.  Not by libevent's watermark: at
 * that it calls this function again and again, within one wake-up.
 */
static void on_input(struct bufferevent *buffer, void *context)
{
	struct client *client = context;
	struct evbuffer *input = bufferevent_get_input(buffer);

	if (evbuffer_get_length(input) >= CLIENT_REQUEST_MAX_BYTES) {
		bufferevent_disable(buffer, EV_READ);
		if (!has_line(input)) {
			drop_client(client, "it sent a line above 64 KiB");
		}
	}
	request_turn(client->clients);
}

static void on_output(struct bufferevent *buffer, void *context)
{
	struct client *client = context;

	(void)buffer;
	end_if_done(client);
	request_turn(client->clients);
}

/* A client may close its sending side and still read; a subscriber has no reason to. */
static void on_event(struct bufferevent *buffer, short what, void *context)
{
	struct client *client = context;

	(void)buffer;
	if (!(what & BEV_EVENT_EOF) || client->subscribed) {
		client->over = true;
	} else {
		client->ending = true;
		end_if_done(client);
	}
	request_turn(client->clients);
}

static bool serve_line(struct client *client)
{
	size_t length;
	char *line = evbuffer_readln(
		bufferevent_get_input(client->buffer), &length, EVBUFFER_EOL_LF);

	if (line == NULL) {
		return false;
	}
	client->heard_us = loop_now_us(client->clients->loop);
	client->clients->on_line(client, line, length, client->clients->context);
	free(line);
	if (!client->ending
		&& evbuffer_get_length(bufferevent_get_input(client->buffer))
			   < CLIENT_REQUEST_MAX_BYTES) {
		bufferevent_enable(client->buffer, EV_READ);
	}
	end_if_done(client);
	return true;
}

static bool serve_client(struct client *client)
{
	if (client->over) {
		return false;
	}
	if (client->behind || client->draft.line != NULL) {
		client->clients->on_more(client, client->clients->context);
		return true;
	}
	return !client->waiting && serve_line(client);
}

/* A directory may keep who asks it waiting: it is the file that is asked. */
static char *read_users(void)
{
	char *text = NULL;
	size_t length;
	int fd = file_open("/etc/passwd", true);

	if (fd >= 0) {
		file_read(fd, USERS_BYTES_MAX, &text, &length);
		close(fd);
	}
	return text;
}

/* The names of users on their way from the disk. */
struct learning {
	struct clients *clients;
	char *users;
};

static int learn(void *context)
{
	((struct learning *)context)->users = read_users();
	return 0;
}

static void on_learned(void *context, int result)
{
	struct learning *learning = context;
	struct clients *clients = learning->clients;

	(void)result;
	if (learning->users != NULL) {
		free(clients->users);
		clients->users = learning->users;
	}
	clients->learning = false;
	free(learning);
}

/* There is a user who is newer than what was read: the next time he has a name. */
static void learn_users(struct clients *clients)
{
	struct learning *learning =
		clients->learning ? NULL : calloc(1, sizeof(*learning));
	struct disk_job job = {
		.work = learn, .on_done = on_learned, .context = learning
	};

	if (learning == NULL) {
		return;
	}
	learning->clients = clients;
	clients->learning = disk_submit(clients->disk, &job);
	if (!clients->learning) {
		free(learning);
	}
}

/* Take name and number from a line, name:password:number:...; false: there are none. */
static bool read_user(const char *line, char name[NAME_MAX_BYTES + 1], uid_t *uid)
{
	size_t length = strcspn(line, ":\n");
	const char *password = line + length;
	const char *number = NULL;

	if (*password == ':') {
		number = strpbrk(password + 1, ":\n");
	}
	if (length == 0 || length > NAME_MAX_BYTES || number == NULL || number[0] != ':'
		|| number[1] < '0' || number[1] > '9') {
		return false;
	}
	memcpy(name, line, length);
	name[length] = '\0';
	*uid = (uid_t)strtoul(number + 1, NULL, 10);
	return plain_is(name);
}

static bool find_user(const char *users, uid_t wanted, char name[NAME_MAX_BYTES + 1])
{
	uid_t uid;

	for (const char *line = users; line != NULL; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (read_user(line, name, &uid) && uid == wanted) {
			return true;
		}
	}
	return false;
}

static void name_user(struct clients *clients, struct client *client)
{
	char name[NAME_MAX_BYTES + 1];

	if (find_user(clients->users, client->uid, name)) {
		snprintf(client->user, sizeof(client->user), "%s (%u)", name,
			(unsigned)client->uid);
	} else {
		snprintf(client->user, sizeof(client->user), "%u",
			(unsigned)client->uid);
		learn_users(clients);
	}
}

static struct ucred ask_credentials(int fd)
{
	struct ucred credentials = { 0 };
	socklen_t length = sizeof(credentials);

	getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &length);
	return credentials;
}

static void close_client(struct client *client)
{
	client->clients->subscriber_count -= client->subscribed;
	bufferevent_free(client->buffer);
	json_decref(client->request_id);
	if (client->draft.line != NULL) {
		evbuffer_free(client->draft.line);
	}
	*client = (struct client){ .id = client->id };
}

static void open_client(struct clients *clients, struct client *client,
	const struct ucred *credentials, int fd, bool only_reads)
{
	struct bufferevent *buffer = bufferevent_socket_new(
		loop_base(clients->loop), fd, BEV_OPT_CLOSE_ON_FREE);

	if (buffer == NULL) {
		close(fd);
		return;
	}
	*client = (struct client){
		.buffer = buffer,
		.clients = clients,
		.id = ++clients->next_id,
		.pid = credentials->pid,
		.uid = credentials->uid,
		.only_reads = only_reads,
		.heard_us = loop_now_us(clients->loop),
	};
	name_user(clients, client);
	bufferevent_setcb(buffer, on_input, on_output, on_event, client);
	if (bufferevent_enable(buffer, EV_READ | EV_WRITE) != 0) {
		close_client(client);
	}
}

/* Send now what the socket takes now, and return how much that was: libevent would wait
 * for its next turn. */
static size_t send_at_once(const struct client *client, const char *line, size_t length)
{
	struct evbuffer *output = bufferevent_get_output(client->buffer);
	ssize_t sent = 0;

	if (evbuffer_get_length(output) == 0) {
		sent = send(bufferevent_getfd(client->buffer), line, length,
			MSG_DONTWAIT | MSG_NOSIGNAL);
	}
	return sent > 0 ? (size_t)sent : 0;
}

static void drop_if_unread(struct client *client)
{
	struct evbuffer *output = bufferevent_get_output(client->buffer);

	if (evbuffer_get_length(output) > CLIENTS_OUTPUT_MAX_BYTES) {
		drop_client(client, "it left 4 MiB unread");
	}
}

void clients_send_line(struct client *client, const char *line, size_t length)
{
	size_t sent;

	if (client->over) {
		return;
	}
	sent = send_at_once(client, line, length);
	if (bufferevent_write(client->buffer, line + sent, length - sent) != 0) {
		drop_client(client, "there is no memory for its answer");
	}
	drop_if_unread(client);
}

void clients_send(struct client *client, json_t *message)
{
	char *text = message != NULL ? json_dumps(message, JSON_COMPACT) : NULL;
	size_t length = text != NULL ? strlen(text) : 0;

	json_decref(message);
	if (text == NULL) {
		drop_client(client, "there is no memory for its answer");
		return;
	}
	text[length] = '\n';
	clients_send_line(client, text, length + 1);
	free(text);
}

static void end_answer(struct client *client)
{
	client->waiting = false;
	end_if_done(client);
	request_turn(client->clients);
}

void clients_send_draft(struct client *client)
{
	if (bufferevent_write_buffer(client->buffer, client->draft.line) != 0) {
		drop_client(client, "there is no memory for its answer");
	}
	evbuffer_free(client->draft.line);
	client->draft.line = NULL;
	drop_if_unread(client);
	end_answer(client);
}

void clients_answer(struct client *client, json_t *answer)
{
	if (client->request_id != NULL) {
		json_object_set_new(answer, "id", client->request_id);
		client->request_id = NULL;
	}
	clients_send(client, answer);
	end_answer(client);
}

/* A user's clients are told about once a minute. */
static void complain(struct clients *clients, uid_t uid, pid_t pid, const char *what,
	const char *why)
{
	const struct quiet_line line = { uid, MESSAGE_WARNING, 307 };

	quiet_log(&clients->quiet, &line, loop_now_us(clients->loop),
		"control client of user %u %s (process %d): %s", (unsigned)uid, what,
		(int)pid, why);
}

static void end_client(struct clients *clients, struct client *client)
{
	uint64_t id = client->id;

	if (client->fault != NULL) {
		complain(clients, client->uid, client->pid, "dropped", client->fault);
	}
	close_client(client);
	clients->on_gone(id, clients->context);
}

/* Nobody needs a connection for long who neither subscribes nor asks. */
static bool is_idle(const struct client *client, int64_t now_us)
{
	return !client->subscribed && !client->waiting
	       && now_us - client->heard_us > IDLE_US;
}

void clients_sweep(struct clients *clients, int64_t now_us)
{
	for (size_t i = 0; i < PLACES_MAX; i++) {
		struct client *client = &clients->list[i];

		if (client->buffer == NULL) {
			continue;
		}
		if (client->over || is_idle(client, now_us)) {
			end_client(clients, client);
		} else if (client->behind) {
			request_turn(clients);
		}
	}
	quiet_tick(&clients->quiet, now_us);
}

/* Serve each client once; return whether there may be more to do. */
static bool serve_round(struct clients *clients, int64_t end_us)
{
	bool served = false;

	for (size_t i = 0; i < PLACES_MAX; i++) {
		struct client *client = &clients->list[clients->first++ % PLACES_MAX];

		if (client->buffer != NULL && serve_client(client)) {
			served = true;
		}
		if (clock_now_us() >= end_us) {
			return true;
		}
	}
	return served;
}

/*
 * Requests are served from the loop's own order and for a bounded time, not from
 * libevent's callbacks: those would all run before a heartbeat gets its turn.
 */
static void on_turn(void *context)
{
	struct clients *clients = context;
	int64_t end_us = clock_now_us() + TURN_US;
	bool more = true;

	while (more && clock_now_us() < end_us) {
		more = serve_round(clients, end_us);
	}
	clients->rest_us = clock_now_us() + TURN_US;
	clients_sweep(clients, loop_now_us(clients->loop));
	if (more) {
		request_turn(clients);
	}
}

static int choose_place(const struct clients *clients, uid_t newcomer)
{
	struct place list[PLACES_MAX];

	for (size_t i = 0; i < PLACES_MAX; i++) {
		const struct client *client = &clients->list[i];

		list[i] = (struct place){
			.taken = client->buffer != NULL,
			.firm = client->subscribed || client->waiting,
			.uid = client->uid,
			.since_us = client->heard_us,
		};
	}
	return places_choose(list, newcomer, geteuid(), loop_now_us(clients->loop));
}

static void refuse_client(
	struct clients *clients, const struct ucred *credentials, int fd)
{
	static const char line[] =
		"{\"ok\":false,\"error\":\"resourceUnavailable\","
		"\"text\":\"fipd serves as many clients of this user as it can\"}\n";

	if (send(fd, line, sizeof(line) - 1, MSG_DONTWAIT | MSG_NOSIGNAL) < 0) {
		log_message(MESSAGE_DEBUG, 0, "a refused client did not listen");
	}
	close(fd);
	complain(clients, credentials->uid, credentials->pid, "refused",
		"no place is free");
}

void clients_add(struct clients *clients, int fd, bool only_reads)
{
	struct ucred credentials = ask_credentials(fd);
	int place = choose_place(clients, credentials.uid);

	if (place < 0) {
		refuse_client(clients, &credentials, fd);
		return;
	}
	if (clients->list[place].buffer != NULL) {
		clients->list[place].fault = "it was idle, and others came";
		end_client(clients, &clients->list[place]);
	}
	open_client(clients, &clients->list[place], &credentials, fd, only_reads);
}

int clients_open(struct clients *clients)
{
	clients->users = read_users();
	return timer_open(&clients->turn, clients->loop, LOOP_REST, on_turn, clients);
}

void clients_close(struct clients *clients)
{
	for (size_t i = 0; i < PLACES_MAX; i++) {
		if (clients->list[i].buffer != NULL) {
			close_client(&clients->list[i]);
		}
	}
	timer_close(clients->turn);
	free(clients->users);
}
