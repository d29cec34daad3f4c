#include "protocol/command_line.h"

#include <assert.h>
#include <getopt.h>
#include <stdio.h>
#include <sysexits.h>

enum {
	/* The values that getopt_long returns; a row's option is its place plus FIRST.
	 */
	FIRST = 256,
	VERSION = 'v',
	HELP = 'h',
	MISTAKE = '?',
};

static void print_row(const char *name, const char *argument, const char *help)
{
	char call[64];

	snprintf(call, sizeof(call), "--%s%s%s", name, argument == NULL ? "" : " ",
		argument == NULL ? "" : argument);
	printf("  %-17s%s\n", call, help);
}

static void print_help(const struct command_line *line)
{
	printf("usage: %s [OPTION]...\n%s\n", line->program, line->purpose);
	for (size_t i = 0; i < line->count; i++) {
		const struct command_option *option = &line->options[i];

		print_row(option->name, option->argument, option->help);
	}
	print_row("version", NULL, "print the version");
	print_row("help", NULL, "print this text");
}

bool command_line_refuse(const struct command_line *line, const char *text, int *code)
{
	fprintf(stderr, "%s: %s; try %s --help\n", line->program, text, line->program);
	*code = EX_USAGE;
	return false;
}

/* The rows as getopt_long wants them, and what every program has. */
static void list_options(const struct command_line *line,
	struct option list[COMMAND_LINE_OPTIONS_MAX + 3])
{
	size_t count = line->count;

	assert(count <= COMMAND_LINE_OPTIONS_MAX);
	for (size_t i = 0; i < count; i++) {
		list[i] = (struct option){ line->options[i].name,
			line->options[i].argument == NULL ? no_argument
							  : required_argument,
			NULL, FIRST + (int)i };
	}
	list[count] = (struct option){ "version", no_argument, NULL, VERSION };
	list[count + 1] = (struct option){ "help", no_argument, NULL, HELP };
	list[count + 2] = (struct option){ NULL, 0, NULL, 0 };
}

static void fill_member(const struct command_option *option, void *options)
{
	char *member = (char *)options + option->offset;

	if (option->argument == NULL) {
		*(bool *)member = true;
	} else {
		*(const char **)(void *)member = optarg;
	}
}

/* True to go on with the next option. */
static bool take_option(
	const struct command_line *line, void *options, int found, int *code)
{
	if (found >= FIRST) {
		fill_member(&line->options[found - FIRST], options);
		return true;
	}
	if (found == MISTAKE) {
		*code = EX_USAGE; /* getopt_long has said why */
		return false;
	}
	if (found == VERSION) {
		printf("%s %s\n", line->program, line->version);
	} else {
		print_help(line);
	}
	*code = fflush(stdout) == 0 ? EX_OK : EX_IOERR;
	return false;
}

bool command_line_read(const struct command_line *line, void *options, int count,
	char **arguments, int *code)
{
	struct option list[COMMAND_LINE_OPTIONS_MAX + 3];
	int found;

	list_options(line, list);
	while ((found = getopt_long(count, arguments, "", list, NULL)) != -1) {
		if (!take_option(line, options, found, code)) {
			return false;
		}
	}
	return optind >= count
	       || command_line_refuse(line, "there is an argument too many", code);
}
