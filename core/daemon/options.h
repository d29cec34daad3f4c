/*
 * options - fipd's command line.
 */
#ifndef FIPD_DAEMON_OPTIONS_H
#define FIPD_DAEMON_OPTIONS_H

#include <stdbool.h>

#define OPTIONS_CONFIG_PATH  "/etc/fipd/fipd.yaml"
#define OPTIONS_STATE_FOLDER "/var/lib/fipd"
#define OPTIONS_CONTROL_PATH "/run/fipd/control.sock"

enum options_mode {
	OPTIONS_RUN,
	OPTIONS_CHECK,
	OPTIONS_SCHEMA_YAML,
	OPTIONS_SCHEMA_MDOC,
	OPTIONS_VERSION,
	OPTIONS_HELP,
	OPTIONS_WRONG,
};

enum options_log {
	OPTIONS_LOG_BY_ITSELF, /* stderr for a terminal or systemd, else syslog */
	OPTIONS_LOG_STDERR,
	OPTIONS_LOG_SYSLOG,
	OPTIONS_LOG_BOTH,
};

struct options {
	enum options_mode mode;
	enum options_log log;
	bool debug;
	const char *config;
	const char *state;
	const char *control;
	const char *syslog;
	const char *user; /* NULL: fipd's own, if there is one */
	char fault[160];  /* what is wrong, if mode is OPTIONS_WRONG */
};

/* Read the command line, and write the help that it asks for. */
void options_read(struct options *options, int argc, char **argv);

#endif
