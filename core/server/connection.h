/*
 * connection - one client of the control socket: lines in, JSON objects out.
 *
 * Nothing here waits for the client.  It may send a line of at most 256 KiB at a time
 * and leave at most 4 MiB of answers unread; beyond that it is dropped.  While an
 * answer is outstanding its next line is not looked at, so answers come in the order of
 * requests. A connection that is over is freed by its owner, not by itself.
 */
#ifndef FIPD_SERVER_CONNECTION_H
#define FIPD_SERVER_CONNECTION_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum {
	CONNECTION_OUTPUT_MAX_BYTES = 4 * 1024 * 1024,
};

struct bufferevent;
struct connection;
struct event_base;

struct connection_owner {
	void (*on_line)(struct connection *connection, const char *line, size_t length,
		void *context);
	/* There may be a line for connection_serve, or the connection is over. */
	void (*on_news)(void *context);
	void *context;
};

struct connection {
	struct bufferevent *buffer; /* NULL: free place */
	const struct connection_owner *owner;
	uint64_t id; /* never used twice */
	pid_t pid;
	uid_t uid;
	bool waiting; /* for the answer to its last request */
	bool ending;  /* it has sent all it will */
	bool over;
	const char *fault;  /* why it is dropped, NULL: it went by itself */
	json_t *request_id; /* of the outstanding answer, or NULL */
	bool subscribed;
	uint64_t told; /* number of the last event sent */
};

/* Begin to serve a socket in a free place; the socket is the connection's.  False: no.
 */
bool connection_open(struct connection *connection, struct event_base *base, int fd,
	const struct connection_owner *owner);

/*
 * Pass its next line to on_line.  False if there is none, or the last one is not
 * answered yet.  When it comes to serve is its owner's choice: other clients, and all
 * that matters more, must have their turn.
 */
bool connection_serve(struct connection *connection);

/* Close the socket and free what the connection holds; the place is free again. */
void connection_close(struct connection *connection);

/* Send an object; takes over the reference. */
void connection_send(struct connection *connection, json_t *message);

/* Send a line that is written already, its end included. */
void connection_send_line(
	struct connection *connection, const char *line, size_t length);

/* Send the outstanding answer; takes over the reference.  Further lines are looked at.
 */
void connection_answer(struct connection *connection, json_t *answer);

/* Give the connection up; fault says why. */
void connection_drop(struct connection *connection, const char *fault);

#endif
