/*
 * report - what a program that watches fipd says on standard error, for the journal of
 * the host.
 *
 * One line per decision; under systemd with the severity in front that it understands.
 * Lines of debug are written only if asked for.
 */
#ifndef FIPD_PROTOCOL_REPORT_H
#define FIPD_PROTOCOL_REPORT_H

#include <stdbool.h>

/* The reporter: it is made at the start and given to whoever reports. */
struct report {
	const char *program; /* "fipd-agentx" */
	bool debug;
	bool prefixed; /* "<4>" in front, for systemd */
};

/* Decide by the environment whether systemd reads our lines. */
void report_init(struct report *report, const char *program, bool debug);

/* Someone must act. */
__attribute__((format(printf, 2, 3))) void report_error(
	const struct report *report, const char *format, ...);

/* Watching is reduced. */
__attribute__((format(printf, 2, 3))) void report_warning(
	const struct report *report, const char *format, ...);

/* Lifecycle. */
__attribute__((format(printf, 2, 3))) void report_info(
	const struct report *report, const char *format, ...);

/* Only with --debug. */
__attribute__((format(printf, 2, 3))) void report_debug(
	const struct report *report, const char *format, ...);

#endif
