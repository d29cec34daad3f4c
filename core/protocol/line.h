/*
 * line - the lines of a stream socket: at most 1 MiB from fipd, 256 KiB to it.
 *
 * Reads what has come without ever waiting, and hands out whole lines in their order.
 */
#ifndef FIPD_PROTOCOL_LINE_H
#define FIPD_PROTOCOL_LINE_H

#include <stddef.h>

enum {
	LINE_MAX_BYTES = 1024 * 1024, /* a status with 1,000 F-IPs needs a quarter */
	LINE_REQUEST_MAX_BYTES = 256 * 1024,
};

struct line;

/* Return an empty reader, or NULL if there is no memory.  Free with line_free. */
struct line *line_new(void);

/* Free a reader; NULL is allowed. */
void line_free(struct line *line);

/*
 * Return the next line of fd in *text, without its end; good until the next call.  0,
 * or -EAGAIN if no whole line has come yet, -EPIPE at the end of the stream, -EPROTO if
 * a line is too long, or another -errno.
 */
int line_next(struct line *line, int fd, const char **text, size_t *length);

#endif
