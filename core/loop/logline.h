/*
 * logline - the bytes of a log line, without sending it anywhere.
 *
 * A line reads "web: text [FIP-103]".  On its way to syslog it becomes one datagram,
 * "<29>Nov 22 18:40:01 fipd[123]: web: text [FIP-103]"; the two CStrap lines keep the
 * form that existing log watchers match letter for letter, without pair, tag or id.
 */
#ifndef FIPD_LOOP_LOGLINE_H
#define FIPD_LOOP_LOGLINE_H

#include <stdarg.h>
#include <stddef.h>
#include <time.h>

#include "words/catalogue.h"

enum {
	LOGLINE_MAX = 1024
};

struct logline {
	size_t length_bytes;
	char text[LOGLINE_MAX]; /* terminated */
};

/*
 * Write "pair: text [FIP-id]".  Without a pair (NULL or "") the first part is left out,
 * with id 0 the last.  Control characters become spaces; a long text is cut, its id
 * kept.
 */
void logline_write(struct logline *line, const char *pair, int id, const char *format,
	va_list arguments) __attribute__((format(printf, 4, 0)));

/* Write "CStrap(number) : text". */
void logline_cstrap(struct logline *line, int number, const char *text);

/*
 * Write the syslog datagram (facility daemon, RFC 3164) that carries a line; tag is
 * "fipd[123]: " or "".
 */
void logline_datagram(struct logline *datagram, enum message_level level,
	const struct tm *when, const char *tag, const struct logline *line);

#endif
