/*
 * server - the control socket: who may connect, who is there, who is told what.
 *
 * A unix stream socket, mode 0660, of the group fipd where there is one.  A subscriber
 * gets each event as it is published, and the status at once after events, at most once
 * a second when something else has changed, and at least every ten seconds.  One line
 * of text is made for all of them.
 */
#ifndef FIPD_SERVER_SERVER_H
#define FIPD_SERVER_SERVER_H

#include <jansson.h>
#include <stdint.h>

#include "loop/loop.h"
#include "server/service.h"

enum {
	SERVER_CLIENTS_MAX = 32
};

struct server;

/*
 * Listen at path (service is copied).  0, or -errno; -EADDRINUSE means that another
 * fipd listens there.  A socket that a dead one left is removed.
 */
int server_open(struct server **server, struct loop *loop, const char *path,
	const struct service *service);

/* Drop every client, remove the socket and free the server; NULL is allowed. */
void server_close(struct server *server);

/* Let subscribers have what the journal has published, and the status. */
void server_publish(struct server *server);

/* Note that the status has changed; subscribers get it with one of the next ticks. */
void server_touch(struct server *server);

/* Send the status where it is due; call it about once a second. */
void server_tick(struct server *server, int64_t now_us);

/* Answer a client's outstanding request; takes over the reference.  It may have gone.
 */
void server_answer(struct server *server, uint64_t client, json_t *answer);

#endif
