#include "loop/logline.h"

#include <stdio.h>
#include <syslog.h>

/* A line leaves room for what its datagram begins with, and its text for the id. */
enum {
	LINE_LIMIT = LOGLINE_MAX - 64,
	TEXT_LIMIT = LINE_LIMIT - 24,
};

static void append(struct logline *line, size_t limit, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void append_list(struct logline *line, size_t limit, const char *format,
	va_list arguments) __attribute__((format(printf, 3, 0)));

/* Append at the end, leaving the line shorter than limit. */
static void append_list(
	struct logline *line, size_t limit, const char *format, va_list arguments)
{
	size_t room;
	int length;

	if (line->length_bytes + 1 >= limit) {
		return;
	}
	room = limit - line->length_bytes;
	length = vsnprintf(line->text + line->length_bytes, room, format, arguments);
	if (length > 0) {
		line->length_bytes += (size_t)length < room ? (size_t)length : room - 1;
	}
}

static void append(struct logline *line, size_t limit, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	append_list(line, limit, format, arguments);
	va_end(arguments);
}

/* A line break in a text from elsewhere must not look like a line of ours. */
static void blank_controls(struct logline *line)
{
	for (size_t i = 0; i < line->length_bytes; i++) {
		unsigned char c = (unsigned char)line->text[i];

		if (c < ' ' || c == 0x7f) {
			line->text[i] = ' ';
		}
	}
}

static void clear(struct logline *line)
{
	line->length_bytes = 0;
	line->text[0] = '\0';
}

void logline_write(struct logline *line, const char *pair, int id, const char *format,
	va_list arguments)
{
	clear(line);
	if (pair != NULL && *pair) {
		append(line, TEXT_LIMIT, "%s: ", pair);
	}
	append_list(line, TEXT_LIMIT, format, arguments);
	blank_controls(line);
	if (id != 0) {
		append(line, LINE_LIMIT, " [FIP-%d]", id);
	}
}

void logline_cstrap(struct logline *line, int number, const char *text)
{
	clear(line);
	append(line, LINE_LIMIT, "CStrap(%d) : %s", number, text);
	blank_controls(line);
}

static int severity(enum message_level level)
{
	switch (level) {
	case MESSAGE_ERROR:
		return LOG_ERR;
	case MESSAGE_WARNING:
		return LOG_WARNING;
	case MESSAGE_NOTICE:
		return LOG_NOTICE;
	case MESSAGE_INFO:
		return LOG_INFO;
	case MESSAGE_DEBUG:
		return LOG_DEBUG;
	}
	return LOG_NOTICE;
}

void logline_datagram(struct logline *datagram, enum message_level level,
	const struct tm *when, const char *tag, const struct logline *line)
{
	/* Not strftime: the month's name must not follow the locale. */
	static const char months[12][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
		"Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

	clear(datagram);
	append(datagram, LOGLINE_MAX, "<%d>%s %2d %02d:%02d:%02d %s%s",
		LOG_DAEMON | severity(level), months[when->tm_mon % 12], when->tm_mday,
		when->tm_hour, when->tm_min, when->tm_sec, tag, line->text);
}
