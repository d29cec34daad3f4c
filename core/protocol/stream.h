/*
 * stream - a unix stream socket with deadlines.
 *
 * Deadlines are instants of stream_now_ms.  No call raises SIGPIPE.
 */
#ifndef FIPD_PROTOCOL_STREAM_H
#define FIPD_PROTOCOL_STREAM_H

#include <stddef.h>
#include <stdint.h>

/* Return the time of a steady clock. */
int64_t stream_now_ms(void);

/*
 * Connect to the socket at path without waiting; return a non-blocking fd, or -errno:
 * -EAGAIN if the other side lets nobody in at the moment.
 */
int stream_connect(const char *path);

/* Wait until fd is ready for events of poll; 0, -ETIMEDOUT or another -errno. */
int stream_wait(int fd, short events, int64_t deadline_ms);

/*
 * Send all of text; *sent is how many bytes went.  0, or -errno: -ETIMEDOUT if there
 * was no room in time, -EPIPE if the other side has gone.
 */
int stream_send(
	int fd, const char *text, size_t length, int64_t deadline_ms, size_t *sent);

#endif
