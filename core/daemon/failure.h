/*
 * failure - the one line that says why fipd does not start, and its exit code.
 */
#ifndef FIPD_DAEMON_FAILURE_H
#define FIPD_DAEMON_FAILURE_H

/* Log a line, printf-like, under an id of the catalogue; return the exit code given. */
int failure_tell(int code, int id, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Tell that the operating system refuses something, with its -errno; EX_OSERR. */
int failure_tell_system(const char *what, int error);

#endif
