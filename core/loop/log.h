/*
 * log - fipd's log lines, and where they go: stderr, the syslog socket or systemd's
 * journal, or both.
 *
 * A line reads "web: text [FIP-103]".  On its way to syslog it becomes one datagram,
 * "<29>Nov 22 18:40:01 fipd[123]: web: text [FIP-103]"; the two lines of the original
 * keep the form that existing log watchers match letter for letter, without pair or id,
 * with the original's tag: "<29>Nov 22 18:40:01 logger: CStrap(6) : ...".  systemd's
 * journal gets a line in its own protocol, with fields beside it: MESSAGE_ID, FIPD_ID,
 * FIPD_EVENT, FIPD_ROLE, FIPD_PAIR; those of the original reach it by syslog, as ever.
 * Writing never blocks: a line that finds no room waits in a small ring and goes out
 * with log_flush() in a later wake-up; when the ring is full new lines are counted as
 * lost, and a line says how many once there is room again.  Where the journal's socket
 * takes none for good they go to syslog, and where that does, to stderr.  This is the
 * one module with state of its own, so that a deep function can log without being
 * handed a sink.
 */
#ifndef FIPD_LOOP_LOG_H
#define FIPD_LOOP_LOG_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "words/catalogue.h"

#define LOG_SYSLOG_PATH  "/dev/log"
#define LOG_JOURNAL_PATH "/run/systemd/journal/socket"
/* Before the id of a line, "0106" for FIP-106: its MESSAGE_ID in the journal, for ever.
 */
#define LOG_MESSAGE_ID "f1bd5c0e6a1f4d0b9c3e7a52d418"

struct log_options {
	bool to_stderr;
	const char *syslog_path;  /* NULL: not to syslog */
	const char *journal_path; /* for tests; NULL: systemd's, if that reads syslog */
	enum message_level threshold; /* lines above it are not written */
};

/*
 * Open the sink; until then, and after log_close, lines go to stderr.  0, or -errno if
 * no socket can be made; a syslog daemon that is away is no error.
 */
int log_open(const struct log_options *options);

/* Begin further lines with the name of a pair (copied); "" for none. */
void log_set_pair(const char *pair);

/* Say in the journal's fields of further lines which role this node has. */
void log_set_role(enum role role);

/* Send what waits, if it can be sent at once, and close the sink. */
void log_close(void);

/* Write one line with the id of a catalogue entry, or 0 for none, printf-like. */
void log_message(enum message_level level, int id, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * Write a line of the original (words/original.h) as it is, whatever the threshold: to
 * syslog as daemon.notice with the original's tag, "logger".
 */
void log_original(const char *text);

/* Send what waits; call it once a wake-up. */
void log_flush(void);

/* For tests: */

/* Return how many lines were lost since the start. */
uint64_t log_lost(void);

enum {
	LOG_LINE_MAX = 1280
};

struct log_line {
	size_t length_bytes;
	char text[LOG_LINE_MAX]; /* terminated */
};

/*
 * Write "pair: text [FIP-id]".  Without a pair (NULL or "") the first part is left out,
 * with id 0 the last.  Control characters become spaces; a long text is cut, its id
 * kept.
 */
void log_line_write(struct log_line *line, const char *pair, int id, const char *format,
	va_list arguments) __attribute__((format(printf, 4, 0)));

/*
 * Write the syslog datagram (facility daemon, RFC 3164) that carries a line; tag is
 * "fipd[123]: " or "logger: ".
 */
void log_line_datagram(struct log_line *datagram, enum message_level level,
	const struct tm *when, const char *tag, const struct log_line *line);

/*
 * Write the datagram of systemd's journal (its native protocol) that carries a line
 * with its fields; id 0: it has none.
 */
void log_line_fields(struct log_line *datagram, enum message_level level, int id,
	const struct log_line *line);

#endif
