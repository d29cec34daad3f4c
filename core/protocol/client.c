#include "protocol/client.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

int64_t stream_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/*
 * Connect to the socket at path without waiting; the fd does not block.  -EAGAIN if the
 * other side lets nobody in at the moment.
 */
static int stream_connect(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd;

	if (strlen(path) >= sizeof(address.sun_path)) {
		return -ENAMETOOLONG;
	}
	memcpy(address.sun_path, path, strlen(path));
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0) {
		return -errno;
	}
	if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) != 0) {
		int error = errno;

		close(fd);
		return -error;
	}
	return fd;
}

int stream_wait(int fd, short events, int64_t deadline_ms)
{
	for (;;) {
		int64_t left_ms = deadline_ms - stream_now_ms();
		struct pollfd ready;
		int count;

		if (left_ms <= 0) {
			return -ETIMEDOUT;
		}
		ready = (struct pollfd){ .fd = fd, .events = events };
		count = poll(&ready, 1, left_ms > INT32_MAX ? INT32_MAX : (int)left_ms);
		if (count > 0) {
			return 0;
		}
		if (count < 0 && errno != EINTR) {
			return -errno;
		}
	}
}

/* One send; how many bytes went, 0 if there is no room, or -errno. */
static ssize_t push(int fd, const char *text, size_t length)
{
	ssize_t count = send(fd, text, length, MSG_NOSIGNAL);

	if (count >= 0) {
		return count;
	}
	if (errno == EAGAIN || errno == EINTR) {
		return 0;
	}
	return errno == ECONNRESET ? -EPIPE : -errno;
}

/* Send all of text; *sent is how many bytes went, also of one that ran out of time. */
static int stream_send(
	int fd, const char *text, size_t length, int64_t deadline_ms, size_t *sent)
{
	*sent = 0;
	while (*sent < length) {
		ssize_t count = push(fd, text + *sent, length - *sent);
		int error = count < 0 ? (int)count : 0;

		if (count == 0) {
			error = stream_wait(fd, POLLOUT, deadline_ms);
		}
		if (error != 0) {
			return error;
		}
		*sent += (size_t)count;
	}
	return 0;
}

/* The lines of a socket in their order, of what has come without ever waiting. */
struct line {
	size_t start;    /* of the line that is next */
	size_t searched; /* no end of line between start and here */
	size_t end;
	char buffer[CLIENT_LINE_MAX_BYTES];
};

static struct line *line_new(void)
{
	struct line *line = malloc(sizeof(*line));

	if (line != NULL) {
		line->start = line->searched = line->end = 0;
	}
	return line;
}

static void line_free(struct line *line)
{
	free(line);
}

static void make_room(struct line *line)
{
	if (line->start == 0) {
		return;
	}
	memmove(line->buffer, line->buffer + line->start, line->end - line->start);
	line->searched -= line->start;
	line->end -= line->start;
	line->start = 0;
}

static int receive(struct line *line, int fd)
{
	ssize_t count;

	make_room(line);
	if (line->end == sizeof(line->buffer)) {
		return -EPROTO;
	}
	count = recv(fd, line->buffer + line->end, sizeof(line->buffer) - line->end,
		MSG_DONTWAIT);
	if (count == 0) {
		return -EPIPE;
	}
	if (count < 0) {
		return errno == ECONNRESET ? -EPIPE : -errno;
	}
	line->end += (size_t)count;
	return 0;
}

/*
 * The next line of fd without its end, good until the next call.  -EAGAIN if no whole
 * line has come yet, -EPIPE at the end of the stream, -EPROTO if a line is too long.
 */
static int line_next(struct line *line, int fd, const char **text, size_t *length)
{
	for (;;) {
		char *end = memchr(line->buffer + line->searched, '\n',
			line->end - line->searched);
		int result;

		if (end != NULL) {
			*text = line->buffer + line->start;
			*length = (size_t)(end - *text);
			line->start = line->searched = (size_t)(end - line->buffer) + 1;
			return 0;
		}
		line->searched = line->end;
		result = receive(line, fd);
		if (result != 0 && result != -EINTR) {
			return result;
		}
	}
}

enum {
	ASK_ID_BYTES = 32,
	SECOND_MS = 1000,
};

struct client {
	int fd;
	int fault;      /* sticky -errno: after it nothing can be read or sent */
	uint64_t asked; /* numbers the requests of client_ask */
	struct line *line;
	json_t *kept; /* messages of a subscription that came during an ask */
	void (*on_second)(void *context); /* while an ask waits, or NULL */
	void *context;
};

int client_open(struct client **client, const char *path)
{
	int fd;
	struct client *opened;

	*client = NULL;
	fd = stream_connect(path);
	if (fd < 0) {
		return fd;
	}
	opened = calloc(1, sizeof(*opened));
	if (opened == NULL) {
		close(fd);
		return -ENOMEM;
	}
	opened->fd = fd;
	opened->line = line_new();
	opened->kept = json_array();
	if (opened->line == NULL || opened->kept == NULL) {
		client_close(opened);
		return -ENOMEM;
	}
	*client = opened;
	return 0;
}

void client_close(struct client *client)
{
	if (client == NULL) {
		return;
	}
	close(client->fd);
	line_free(client->line);
	json_decref(client->kept);
	free(client);
}

int client_fd(const struct client *client)
{
	return client->fd;
}

static int fail(struct client *client, int error)
{
	client->fault = error;
	return error;
}

static int send_text(
	struct client *client, const char *text, size_t length, int64_t deadline_ms)
{
	size_t sent;
	int error = stream_send(client->fd, text, length, deadline_ms, &sent);

	/* Half a request is on its way: what follows would be taken for its end. */
	if (error != 0 && (error != -ETIMEDOUT || sent > 0)) {
		return fail(client, error);
	}
	return error;
}

static int send_until(struct client *client, json_t *request, int64_t deadline_ms)
{
	char *text;
	size_t length;
	int error;

	if (client->fault != 0) {
		json_decref(request);
		return client->fault;
	}
	text = json_dumps(request, JSON_COMPACT);
	json_decref(request);
	if (text == NULL) {
		return -ENOMEM;
	}
	length = strlen(text);
	text[length] = '\n'; /* in the place of the terminator: sent by its length */
	error = length < CLIENT_REQUEST_MAX_BYTES
			? send_text(client, text, length + 1, deadline_ms)
			: -EMSGSIZE;
	free(text);
	return error;
}

int client_send(struct client *client, json_t *request, int timeout_ms)
{
	return send_until(client, request, stream_now_ms() + timeout_ms);
}

/* The next message of the socket, also what came before fipd went away. */
static int take_message(struct client *client, json_t **message)
{
	const char *text = NULL;
	size_t length = 0;
	int result;

	*message = NULL;
	result = client->fault;
	if (result == 0) {
		result = line_next(client->line, client->fd, &text, &length);
	}
	if (result == -EAGAIN) {
		return 0;
	}
	if (result != 0) {
		return fail(client, result);
	}
	*message = json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL);
	if (!json_is_object(*message)) {
		json_decref(*message);
		*message = NULL;
		return fail(client, -EPROTO);
	}
	return 0;
}

enum belonging {
	BELONGS_ELSEWHERE,   /* a subscription's, or the answer to a client_send */
	BELONGS_HERE,        /* the answer that is waited for */
	BELONGS_TO_THE_PAST, /* the answer to an ask that was given up */
};

static enum belonging find_belonging(const json_t *message, const char *id)
{
	const char *found = json_string_value(json_object_get(message, "id"));

	if (json_object_get(message, "ok") == NULL || found == NULL) {
		return BELONGS_ELSEWHERE;
	}
	if (strcmp(found, id) == 0) {
		return BELONGS_HERE;
	}
	return strncmp(found, "ask ", 4) == 0 ? BELONGS_TO_THE_PAST : BELONGS_ELSEWHERE;
}

int client_keep(struct client *client, json_t *message)
{
	return json_array_append(client->kept, message) == 0 ? 0
							     : fail(client, -ENOMEM);
}

/* Take what has come until the answer to id is there (1) or nothing is left (0). */
static int sort_messages(struct client *client, const char *id, json_t **answer)
{
	for (;;) {
		json_t *message;
		int result = take_message(client, &message);
		enum belonging belonging;

		if (result != 0 || message == NULL) {
			return result;
		}
		belonging = find_belonging(message, id);
		if (belonging == BELONGS_HERE) {
			*answer = message;
			return 1;
		}
		if (belonging == BELONGS_ELSEWHERE) {
			result = client_keep(client, message);
		}
		json_decref(message);
		if (result != 0) {
			return result;
		}
	}
}

/* A client too many is told so without an id, and hung up on, perhaps while it sends.
 */
static int take_parting_words(struct client *client, const char *id, json_t **answer)
{
	size_t count;
	json_t *last;

	client->fault = 0;
	if (sort_messages(client, id, answer) > 0) {
		return 0;
	}
	client->fault = -EPIPE;
	count = json_array_size(client->kept);
	last = count == 0 ? NULL : json_array_get(client->kept, count - 1);
	if (!json_is_false(json_object_get(last, "ok"))
		|| json_object_get(last, "id") != NULL) {
		return -EPIPE;
	}
	*answer = json_incref(last);
	json_array_remove(client->kept, count - 1);
	return 0;
}

/* Wait until something comes; 0 also after each second that is told. */
static int wait_and_tell(struct client *client, int64_t deadline_ms)
{
	int64_t next_ms = stream_now_ms() + SECOND_MS;
	bool tells = client->on_second != NULL && next_ms < deadline_ms;
	int error = stream_wait(client->fd, POLLIN, tells ? next_ms : deadline_ms);

	if (error == -ETIMEDOUT && tells) {
		client->on_second(client->context);
		return 0;
	}
	return error;
}

static int await_answer(
	struct client *client, const char *id, int64_t deadline_ms, json_t **answer)
{
	int result = 0;

	while (result == 0) {
		result = sort_messages(client, id, answer);
		if (result == 0) {
			result = wait_and_tell(client, deadline_ms);
		}
	}
	/* Who stood still himself finds an answer that was in time. */
	if (result == -ETIMEDOUT && sort_messages(client, id, answer) > 0) {
		return 0;
	}
	return result > 0 ? 0 : result;
}

int client_ask(struct client *client, json_t *request, int timeout_ms, json_t **answer)
{
	int64_t deadline_ms = stream_now_ms() + timeout_ms;
	char id[ASK_ID_BYTES];
	int error;

	snprintf(id, sizeof(id), "ask %llu", (unsigned long long)++client->asked);
	*answer = NULL;
	if (json_object_set_new(request, "id", json_string(id)) != 0) {
		json_decref(request);
		return -ENOMEM;
	}
	error = send_until(client, request, deadline_ms);
	if (error == 0) {
		error = await_answer(client, id, deadline_ms, answer);
	}
	return error == -EPIPE ? take_parting_words(client, id, answer) : error;
}

void client_tell_waiting(
	struct client *client, void (*on_second)(void *context), void *context)
{
	client->on_second = on_second;
	client->context = context;
}

int client_read(struct client *client, json_t **message)
{
	int result;

	*message = json_incref(json_array_get(client->kept, 0));
	if (*message != NULL) {
		json_array_remove(client->kept, 0);
		return 0;
	}
	do {
		result = take_message(client, message);
		if (*message == NULL
			|| find_belonging(*message, "") != BELONGS_TO_THE_PAST) {
			return result;
		}
		json_decref(*message);
	} while (result == 0);
	return result;
}
