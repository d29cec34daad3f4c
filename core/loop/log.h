/*
 * log - where fipd's lines go: stderr, the syslog socket, or both.
 *
 * Writing never blocks: a line that finds no room waits in a small ring and goes out
 * with log_flush() in a later wake-up; when the ring is full new lines are counted as
 * lost, and a line says how many once there is room again.  This is the one module with
 * state of its own, so that a deep function can say something without being handed a
 * sink.
 */
#ifndef FIPD_LOOP_LOG_H
#define FIPD_LOOP_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "words/catalogue.h"

#define LOG_SYSLOG_PATH "/dev/log"

struct log_options {
	bool to_stderr;
	const char *syslog_path;      /* NULL: not to syslog */
	enum message_level threshold; /* lines above it are not written */
};

/*
 * Open the sink; until then, and after log_close, lines go to stderr.  0, or -errno if
 * no socket can be made; a syslog daemon that is away is no error.
 */
int log_open(const struct log_options *options);

/* Begin further lines with the name of a pair (copied); "" for none. */
void log_set_pair(const char *pair);

/* Send what waits, if it can be sent at once, and close the sink. */
void log_close(void);

/* Write one line with the id of a catalogue entry, or 0 for none, printf-like. */
void log_message(enum message_level level, int id, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * Write the line "CStrap(number) : text" as it is, whatever the threshold: to syslog as
 * daemon.notice without a tag.
 */
void log_cstrap(int number, const char *text);

/* Send what waits; call it once a wake-up. */
void log_flush(void);

/* Return how many lines were lost since the start. */
uint64_t log_lost(void);

#endif
