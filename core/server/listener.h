/*
 * listener - the socket file that clients connect to.
 *
 * Made so that nobody else can connect in between: its mode and group are set before it
 * listens.  A file that a dead fipd left behind is removed; one that answers is not.
 */
#ifndef FIPD_SERVER_LISTENER_H
#define FIPD_SERVER_LISTENER_H

#include <stdbool.h>
#include <sys/types.h>
#include <sys/un.h>

#include "loop/loop.h"

struct listener {
	struct loop *loop;
	struct watch *watch; /* NULL: not listening for a moment */
	void (*on_client)(int fd, void *context);
	void *context;
	int fd;
	bool bound; /* the file is ours to remove */
	struct sockaddr_un address;
};

/*
 * Listen at path and pass each client's socket to on_client, whose it is then.  0, or
 * -errno: -EADDRINUSE if somebody listens there.  listener_close in both cases.
 */
int listener_open(struct listener *listener, struct loop *loop, const char *path,
	void (*on_client)(int fd, void *context), void *context);

/* Listen again if it was paused because descriptors ran out; call it once a second. */
void listener_resume(struct listener *listener);

/* Stop listening and remove the file. */
void listener_close(struct listener *listener);

/* Return the user that may only read, fipd-web's; 0 if there is no such user. */
uid_t listener_reader(void);

#endif
