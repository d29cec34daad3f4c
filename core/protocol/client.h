/*
 * client - a connection to fipd's control socket, for programs that command or watch
 * it.
 *
 * Two ways of use.  A command (fipctl) asks and waits, with a deadline.  A watcher
 * (fipd-agentx, fipctl watch) subscribes, takes the socket into its own event loop and
 * calls client_read when it is readable.  Neither can hold fipd up.
 *
 * Messages are JSON objects, one on each line.  No call raises SIGPIPE.
 */
#ifndef FIPD_PROTOCOL_CLIENT_H
#define FIPD_PROTOCOL_CLIENT_H

#include <jansson.h>
#include <stdint.h>

enum {
	CLIENT_LINE_MAX_BYTES =
		1024 * 1024, /* a status with 1,000 F-IPs needs a quarter */
	CLIENT_REQUEST_MAX_BYTES = 64 * 1024,
};

struct client;

/*
 * Connect to the control socket at path.  0, or -errno: -ENOENT and -ECONNREFUSED mean
 * that no fipd runs there, -EACCES that the caller may not.  Free with client_close.
 */
int client_open(struct client **client, const char *path);

/* Close the connection and free it; NULL is allowed. */
void client_close(struct client *client);

/* Return the socket, to watch it for reading. */
int client_fd(const struct client *client);

/* Send one request, waiting at most timeout_ms for room.  Takes over the reference. */
int client_send(struct client *client, json_t *request, int timeout_ms);

/*
 * Send one request and wait for its answer at most timeout_ms; messages of a
 * subscription that come meanwhile are kept for client_read.  The answer is a new
 * reference.  0, or -errno: -ETIMEDOUT, -EPIPE if fipd went away, -EPROTO if it sent no
 * JSON.
 */
int client_ask(struct client *client, json_t *request, int timeout_ms, json_t **answer);

/*
 * Let each further second for which client_ask waits be told to a function; NULL: to
 * none any more.
 */
void client_tell_waiting(
	struct client *client, void (*on_second)(void *context), void *context);

/*
 * Return the next message that has arrived as a new reference in *message, or NULL
 * there if there is none yet (never blocks).  0, or -errno as client_ask.
 */
int client_read(struct client *client, json_t **message);

/*
 * Let client_read return a message once more, behind what client_ask has kept and
 * before what comes.  0, or -ENOMEM.
 */
int client_keep(struct client *client, json_t *message);

/* Return the time of a steady clock, on which the deadlines below are. */
int64_t stream_now_ms(void);

/* Wait until fd is ready for events of poll; 0, -ETIMEDOUT or another -errno. */
int stream_wait(int fd, short events, int64_t deadline_ms);

#endif
