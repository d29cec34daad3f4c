#include "protocol/command_line.h"

#include <assert.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

enum {
	/* The values that getopt_long returns; a row's option is its place plus FIRST.
	 */
	FIRST = 256,
	VERSION = 'v',
	HELP = 'h',
	MISTAKE = '?',
	VALUE_MISSING = ':',
	FAULT_BYTES = 256,
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

void command_line_describe(char *text, size_t size, int mistake, const char *word)
{
	const char *equals = strchr(word, '=');

	if (mistake == VALUE_MISSING) {
		snprintf(text, size, "%s needs a value", word);
	} else if (equals != NULL && optopt != 0) {
		snprintf(text, size, "%.*s takes no value", (int)(equals - word), word);
	} else {
		snprintf(text, size, "%s is no option", word);
	}
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

/* No path and no name is empty: what has none is given by leaving the option out. */
static bool fill_member(const struct command_line *line,
	const struct command_option *option, void *options, int *code)
{
	char *member = (char *)options + option->offset;
	char text[FAULT_BYTES];

	if (option->argument == NULL) {
		*(bool *)member = true;
	} else if (optarg[0] == '\0') {
		snprintf(text, sizeof(text), "--%s needs a value", option->name);
		return command_line_refuse(line, text, code);
	} else {
		*(const char **)(void *)member = optarg;
	}
	return true;
}

static bool refuse_word(
	const struct command_line *line, int mistake, const char *word, int *code)
{
	char text[FAULT_BYTES];

	command_line_describe(text, sizeof(text), mistake, word);
	return command_line_refuse(line, text, code);
}

/* True to go on with the next option. */
static bool take_option(
	const struct command_line *line, void *options, int found, int *code)
{
	if (found >= FIRST) {
		return fill_member(line, &line->options[found - FIRST], options, code);
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
	char text[FAULT_BYTES];
	int found;

	list_options(line, list);
	while ((found = getopt_long(count, arguments, ":", list, NULL)) != -1) {
		if (found == MISTAKE || found == VALUE_MISSING) {
			return refuse_word(line, found, arguments[optind - 1], code);
		}
		if (!take_option(line, options, found, code)) {
			return false;
		}
	}
	if (optind < count) {
		snprintf(text, sizeof(text), "%s is one argument too many",
			arguments[optind]);
		return command_line_refuse(line, text, code);
	}
	return true;
}
