#include "protocol/report.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>

#include "values/journal_stream.h"
#include "values/plain.h"

void report_init(struct report *report, const char *program, bool debug)
{
	report->program = program;
	report->debug = debug;
	report->prefixed = journal_stream_is_stderr();
}

__attribute__((format(printf, 3, 0))) static void write_line(
	const struct report *report, int level, const char *format, va_list arguments)
{
	char line[1024];

	vsnprintf(line, sizeof(line), format, arguments);
	plain_make(line, strlen(line), ' ');
	if (report->prefixed) {
		fprintf(stderr, "<%d>%s\n", level, line);
	} else {
		fprintf(stderr, "%s: %s\n", report->program, line);
	}
}

void report_error(const struct report *report, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	write_line(report, LOG_ERR, format, arguments);
	va_end(arguments);
}

void report_warning(const struct report *report, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	write_line(report, LOG_WARNING, format, arguments);
	va_end(arguments);
}

void report_info(const struct report *report, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	write_line(report, LOG_INFO, format, arguments);
	va_end(arguments);
}

void report_debug(const struct report *report, const char *format, ...)
{
	va_list arguments;

	if (report->debug) {
		va_start(arguments, format);
		write_line(report, LOG_DEBUG, format, arguments);
		va_end(arguments);
	}
}
