/*
 * listener - the socket file that clients connect to.
 *
 * Made so that nobody else can connect in between: its mode and group are set before it
 * listens.  A file that a dead fipd left behind is removed; one that answers is not.
 */
#ifndef FIPD_IO_LISTENER_H
#define FIPD_IO_LISTENER_H

#include <stdbool.h>
#include <sys/un.h>

struct listener {
	int fd;
	bool bound; /* the file is ours to remove */
	struct sockaddr_un address;
};

/* Listen at path.  0, or -errno: -EADDRINUSE if somebody listens there. */
int listener_open(struct listener *listener, const char *path);

/* Return the next client's socket, -1 if there is none. */
int listener_accept(struct listener *listener);

/* Stop listening and remove the file; allowed after a failed listener_open. */
void listener_close(struct listener *listener);

#endif
