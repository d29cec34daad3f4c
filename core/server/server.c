#include "server/server.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "loop/clock.h"
#include "loop/log.h"
#include "loop/timer.h"
#include "server/connection.h"
#include "server/listener.h"
#include "server/request.h"

enum {
	STATUS_AT_LEAST_US = 10 * SECOND_US,
	TURN_US = 5000, /* for requests in one wake-up */
};

struct server {
	struct loop *loop;
	struct service service;
	struct connection_owner owner;
	struct listener listener;
	struct timer *turn; /* when to look for requests */
	size_t first;       /* whose turn it is then */
	bool touched;
	int64_t told_us; /* when the status was sent last */
	uint64_t next_id;
	struct connection clients[SERVER_CLIENTS_MAX];
};

static void on_line(
	struct connection *connection, const char *line, size_t length, void *context)
{
	struct server *server = context;

	request_take(&server->service, connection, line, length);
}

static void end_client(struct server *server, struct connection *client)
{
	uint64_t id = client->id;

	if (client->fault != NULL) {
		log_message(MESSAGE_WARNING, 307,
			"control client dropped (process %d): %s", (int)client->pid,
			client->fault);
	}
	connection_close(client);
	server->service.on_gone(server->service.context, id);
}

static void sweep(struct server *server)
{
	for (size_t i = 0; i < SERVER_CLIENTS_MAX; i++) {
		if (server->clients[i].buffer != NULL && server->clients[i].over) {
			end_client(server, &server->clients[i]);
		}
	}
}

/* Serve each client once; return whether there may be more to do. */
static bool serve_round(struct server *server, int64_t end_us)
{
	bool served = false;

	for (size_t i = 0; i < SERVER_CLIENTS_MAX; i++) {
		struct connection *client =
			&server->clients[server->first++ % SERVER_CLIENTS_MAX];

		if (client->buffer != NULL && connection_serve(client)) {
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
	struct server *server = context;
	int64_t end_us = clock_now_us() + TURN_US;
	bool more = true;

	while (more && clock_now_us() < end_us) {
		more = serve_round(server, end_us);
	}
	sweep(server);
	if (more) {
		timer_set(server->turn, loop_now_us(server->loop));
	}
}

static void on_news(void *context)
{
	struct server *server = context;

	timer_set(server->turn, loop_now_us(server->loop));
}

static struct connection *find_place(struct server *server)
{
	for (size_t i = 0; i < SERVER_CLIENTS_MAX; i++) {
		if (server->clients[i].buffer == NULL) {
			return &server->clients[i];
		}
	}
	return NULL;
}

static void refuse(int fd)
{
	static const char line[] = "{\"ok\":false,\"error\":\"resourceUnavailable\","
				   "\"text\":\"fipd serves 32 clients already\"}\n";

	if (send(fd, line, sizeof(line) - 1, MSG_DONTWAIT | MSG_NOSIGNAL) < 0) {
		log_message(MESSAGE_DEBUG, 0, "a refused client did not listen");
	}
	close(fd);
	log_message(MESSAGE_WARNING, 307,
		"control client refused: %d are there already", SERVER_CLIENTS_MAX);
}

static void on_client(int fd, void *context)
{
	struct server *server = context;
	struct connection *place = find_place(server);

	if (place == NULL) {
		refuse(fd);
		return;
	}
	place->id = ++server->next_id;
	connection_open(place, loop_base(server->loop), fd, &server->owner);
}

int server_open(struct server **result, struct loop *loop, const char *path,
	const struct service *service)
{
	struct server *server = calloc(1, sizeof(*server));
	int error;

	if (server == NULL) {
		return -ENOMEM;
	}
	server->loop = loop;
	server->service = *service;
	server->owner = (struct connection_owner){
		.on_line = on_line,
		.on_news = on_news,
		.context = server,
	};
	error = listener_open(&server->listener, loop, path, on_client, server);
	if (!error) {
		error = timer_open(&server->turn, loop, LOOP_REST, on_turn, server);
	}
	if (error) {
		server_close(server);
		return error;
	}
	*result = server;
	return 0;
}

void server_close(struct server *server)
{
	if (server == NULL) {
		return;
	}
	for (size_t i = 0; i < SERVER_CLIENTS_MAX; i++) {
		if (server->clients[i].buffer != NULL) {
			connection_close(&server->clients[i]);
		}
	}
	timer_close(server->turn);
	listener_close(&server->listener);
	free(server);
}

static bool has_subscriber(const struct server *server)
{
	for (size_t i = 0; i < SERVER_CLIENTS_MAX; i++) {
		if (server->clients[i].subscribed) {
			return true;
		}
	}
	return false;
}

/* The text is made once, whatever the number of subscribers. */
static void send_status(struct server *server)
{
	json_t *message = json_pack(
		"{s:o}", "status", server->service.status(server->service.context));
	char *text = message != NULL ? json_dumps(message, JSON_COMPACT) : NULL;
	size_t length = text != NULL ? strlen(text) : 0;

	json_decref(message);
	if (text == NULL) {
		return;
	}
	text[length] = '\n';
	for (size_t i = 0; i < SERVER_CLIENTS_MAX; i++) {
		if (server->clients[i].subscribed) {
			connection_send_line(&server->clients[i], text, length + 1);
		}
	}
	free(text);
}

static void tell_status(struct server *server, int64_t now_us)
{
	server->touched = false;
	server->told_us = now_us;
	if (has_subscriber(server)) {
		send_status(server);
	}
}

void server_publish(struct server *server)
{
	for (size_t i = 0; i < SERVER_CLIENTS_MAX; i++) {
		if (server->clients[i].subscribed) {
			request_feed(&server->service, &server->clients[i]);
		}
	}
	tell_status(server, loop_now_us(server->loop));
	sweep(server);
}

void server_touch(struct server *server)
{
	server->touched = true;
}

void server_tick(struct server *server, int64_t now_us)
{
	listener_resume(&server->listener);
	if (server->touched || now_us - server->told_us >= STATUS_AT_LEAST_US) {
		tell_status(server, now_us);
		sweep(server);
	}
}

void server_answer(struct server *server, uint64_t client, json_t *answer)
{
	for (size_t i = 0; i < SERVER_CLIENTS_MAX; i++) {
		struct connection *connection = &server->clients[i];

		if (connection->buffer != NULL && connection->id == client
			&& connection->waiting) {
			connection_answer(connection, answer);
			return;
		}
	}
	json_decref(answer);
}
