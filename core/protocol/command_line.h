/*
 * command_line - the options of a program that watches fipd (fipd-agentx, fipd-web).
 *
 * An option is one row: its name, what --help says of it, and the member that it
 * fills.  glibc's argp would print another --help, and a second line for a mistake.
 */
#ifndef FIPD_PROTOCOL_COMMAND_LINE_H
#define FIPD_PROTOCOL_COMMAND_LINE_H

#include <stdbool.h>
#include <stddef.h>

enum {
	COMMAND_LINE_OPTIONS_MAX = 12
};

struct command_option {
	const char *name;
	const char *argument; /* as --help shows it; NULL: none, the member is a bool */
	size_t offset;        /* of a const char *, or of a bool */
	const char *help;
};

struct command_line {
	const char *program;
	const char *version;
	const char *purpose; /* for --help, with the ends of its lines */
	size_t count;
	const struct command_option *options; /* beside --version and --help */
};

/*
 * Read the arguments of main into the struct at options, which has its defaults; the
 * texts live as long as the arguments.  True to go on; otherwise *code is what to exit
 * with, and everything has been printed.
 */
bool command_line_read(const struct command_line *line, void *options, int count,
	char **arguments, int *code);

/*
 * Write into text what is wrong with a word that getopt_long did not take; mistake is
 * what it returned, and its list of letters begins with a colon.
 */
void command_line_describe(char *text, size_t size, int mistake, const char *word);

/* Print what is wrong and where help is, and set *code; always false. */
bool command_line_refuse(const struct command_line *line, const char *text, int *code);

#endif
