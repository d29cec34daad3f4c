#include "protocol/line.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

struct line {
	size_t start;    /* of the line that is next */
	size_t searched; /* no end of line between start and here */
	size_t end;
	char buffer[LINE_MAX_BYTES];
};

struct line *line_new(void)
{
	struct line *line = malloc(sizeof(*line));

	if (line != NULL) {
		line->start = line->searched = line->end = 0;
	}
	return line;
}

void line_free(struct line *line)
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

int line_next(struct line *line, int fd, const char **text, size_t *length)
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
