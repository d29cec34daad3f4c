#include "server/connection.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "protocol/line.h"

static bool has_line(struct evbuffer *input)
{
	return evbuffer_search_eol(input, NULL, NULL, EVBUFFER_EOL_LF).pos >= 0;
}

/* It is done when it will send nothing more and has got every answer. */
static void end_if_done(struct connection *connection)
{
	struct evbuffer *input = bufferevent_get_input(connection->buffer);
	struct evbuffer *output = bufferevent_get_output(connection->buffer);

	if (connection->ending && !connection->waiting && !has_line(input)
		&& evbuffer_get_length(output) == 0) {
		connection->over = true;
	}
}

static void tell_news(const struct connection *connection)
{
	connection->owner->on_news(connection->owner->context);
}

/*
 * What has come must be served before more is read.  Not by libevent's watermark: at
 * that it calls this function again and again, within one wake-up.
 */
static void on_input(struct bufferevent *buffer, void *context)
{
	struct connection *connection = context;
	struct evbuffer *input = bufferevent_get_input(buffer);

	if (evbuffer_get_length(input) >= LINE_REQUEST_MAX_BYTES) {
		bufferevent_disable(buffer, EV_READ);
		if (!has_line(input)) {
			connection_drop(connection, "it sent a line above 256 KiB");
		}
	}
	tell_news(connection);
}

static void on_output(struct bufferevent *buffer, void *context)
{
	struct connection *connection = context;

	(void)buffer;
	end_if_done(connection);
	tell_news(connection);
}

/* A client may close its sending side and still read; a subscriber has no reason to. */
static void on_event(struct bufferevent *buffer, short what, void *context)
{
	struct connection *connection = context;

	(void)buffer;
	if (!(what & BEV_EVENT_EOF) || connection->subscribed) {
		connection->over = true;
	} else {
		connection->ending = true;
		end_if_done(connection);
	}
	tell_news(connection);
}

bool connection_serve(struct connection *connection)
{
	size_t length;
	char *line;

	if (connection->waiting || connection->over) {
		return false;
	}
	line = evbuffer_readln(
		bufferevent_get_input(connection->buffer), &length, EVBUFFER_EOL_LF);
	if (line == NULL) {
		return false;
	}
	connection->owner->on_line(
		connection, line, length, connection->owner->context);
	free(line);
	if (!connection->ending
		&& evbuffer_get_length(bufferevent_get_input(connection->buffer))
			   < LINE_REQUEST_MAX_BYTES) {
		bufferevent_enable(connection->buffer, EV_READ);
	}
	end_if_done(connection);
	return true;
}

static struct ucred ask_credentials(int fd)
{
	struct ucred credentials = { 0 };
	socklen_t length = sizeof(credentials);

	getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &length);
	return credentials;
}

bool connection_open(struct connection *connection, struct event_base *base, int fd,
	const struct connection_owner *owner)
{
	struct bufferevent *buffer =
		bufferevent_socket_new(base, fd, BEV_OPT_CLOSE_ON_FREE);
	struct ucred credentials;

	if (buffer == NULL) {
		close(fd);
		return false;
	}
	credentials = ask_credentials(fd);
	*connection = (struct connection){
		.buffer = buffer,
		.owner = owner,
		.id = connection->id,
		.pid = credentials.pid,
		.uid = credentials.uid,
	};
	bufferevent_setcb(buffer, on_input, on_output, on_event, connection);
	if (bufferevent_enable(buffer, EV_READ | EV_WRITE) != 0) {
		connection_close(connection);
		return false;
	}
	return true;
}

void connection_close(struct connection *connection)
{
	bufferevent_free(connection->buffer);
	json_decref(connection->request_id);
	*connection = (struct connection){ .id = connection->id };
}

void connection_drop(struct connection *connection, const char *fault)
{
	if (!connection->over) {
		connection->over = true;
		connection->fault = fault;
	}
}

/* Send now what the socket takes now, and return how much that was: libevent would wait
 * for its next turn. */
static size_t send_at_once(
	const struct connection *connection, const char *line, size_t length)
{
	struct evbuffer *output = bufferevent_get_output(connection->buffer);
	ssize_t sent = 0;

	if (evbuffer_get_length(output) == 0) {
		sent = send(bufferevent_getfd(connection->buffer), line, length,
			MSG_DONTWAIT | MSG_NOSIGNAL);
	}
	return sent > 0 ? (size_t)sent : 0;
}

void connection_send_line(
	struct connection *connection, const char *line, size_t length)
{
	size_t sent;

	if (connection->over) {
		return;
	}
	sent = send_at_once(connection, line, length);
	if (bufferevent_write(connection->buffer, line + sent, length - sent) != 0
		|| evbuffer_get_length(bufferevent_get_output(connection->buffer))
			   > CONNECTION_OUTPUT_MAX_BYTES) {
		connection_drop(connection, "it left 4 MiB unread");
	}
}

void connection_send(struct connection *connection, json_t *message)
{
	char *text = message != NULL ? json_dumps(message, JSON_COMPACT) : NULL;
	size_t length = text != NULL ? strlen(text) : 0;

	json_decref(message);
	if (text == NULL) {
		connection_drop(connection, "there is no memory for its answer");
		return;
	}
	text[length] = '\n';
	connection_send_line(connection, text, length + 1);
	free(text);
}

void connection_answer(struct connection *connection, json_t *answer)
{
	if (connection->request_id != NULL) {
		json_object_set_new(answer, "id", connection->request_id);
		connection->request_id = NULL;
	}
	connection_send(connection, answer);
	connection->waiting = false;
	end_if_done(connection);
	tell_news(connection);
}
