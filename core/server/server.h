/*
 * server - the control socket: who may connect, and who gets what.
 *
 * A unix stream socket, mode 0660, of the group fipd, and another one of the group
 * fipd-read, whose clients may only read: the kernel keeps the trusts apart, by nothing
 * but the file.  One that cannot be given to its group is for fipd's user and root.
 * Mode and group are set before it listens, so that nobody else can connect in between.
 * A file that a dead fipd left behind is removed; one that answers is not.  A
 * subscriber gets each event as it is published, and the status, or what has changed in
 * it, at once after events, at most once a second when something else has changed, and
 * at least every ten seconds.
 */
#ifndef FIPD_SERVER_SERVER_H
#define FIPD_SERVER_SERVER_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "server/commands.h"

enum {
	SERVER_PATH_BYTES_MAX = 102, /* what the kernel takes, without ".read" */
};

struct server;

/*
 * Listen at path and at path.read (commands is copied).  0, or -errno; -EADDRINUSE
 * means that another fipd listens there, -ENAMETOOLONG a longer path than may be.
 */
int server_open(
	struct server **server, const char *path, const struct commands *commands);

/*
 * Drop every client, remove the socket and free the server; NULL is allowed.  What was
 * written of the settings is not reported to it any more.
 */
void server_close(struct server *server);

/*
 * Let subscribers have what the journal has published, and the status: in turns of
 * later wake-ups, or at once, which is for the end.
 */
void server_publish(struct server *server, bool at_once);

/*
 * Return whether a subscriber that acknowledges what it has told, and had told all up
 * to this event, has not told the last one yet.
 */
bool server_is_owed(const struct server *server, uint64_t told);

/* Note that the status has changed; subscribers get it with one of the next ticks. */
void server_touch(struct server *server);

/* Return whether server_tick is due a second after the last one. */
bool server_waits(const struct server *server);

/* Send the status where it is due, and look after the sockets and their clients; call
 * it once a second while it waits, else now and then. */
void server_tick(struct server *server, int64_t now_us);

/* Return whether a change of settings is being written: no reload may begin. */
bool server_is_changing(const struct server *server);

/*
 * End a reload, or a change that fipd made by itself: answer the client that asked for
 * it (it may have gone, 0: nobody asked); takes over the reference.  If settings have
 * changed, what a client prepared is dropped.
 */
void server_end_reload(
	struct server *server, bool changed, uint64_t client, json_t *answer);

#endif
