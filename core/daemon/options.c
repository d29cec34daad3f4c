#include "daemon/options.h"

#include <argp.h>
#include <stdio.h>
#include <string.h>

#include "loop/log.h"

enum {
	KEY_CONFIG = 'c',
	KEY_HELP = 'h',
	KEY_STATE = 256,
	KEY_CONTROL,
	KEY_LOG,
	KEY_SYSLOG,
	KEY_USER,
	KEY_DEBUG,
	KEY_CHECK,
	KEY_SCHEMA,
	KEY_VERSION,
};

/* clang-format off */
/* table */
static const struct argp_option rows[] = {
	{ "config", KEY_CONFIG, "FILE", 0,
	  "The configuration (" OPTIONS_CONFIG_PATH ")", 1 },
	{ "state", KEY_STATE, "DIR", 0,
	  "Events, cursors, settings set at run time (" OPTIONS_STATE_FOLDER ")", 1 },
	{ "control", KEY_CONTROL, "PATH", 0,
	  "The control socket (" OPTIONS_CONTROL_PATH ")", 1 },
	{ "log", KEY_LOG, "WHERE", 0,
	  "stderr, syslog or both; default: stderr if a terminal or systemd reads it, "
	  "else syslog", 1 },
	{ "syslog", KEY_SYSLOG, "PATH", 0, "The syslog socket (" LOG_SYSLOG_PATH ")", 1 },
	{ "user", KEY_USER, "NAME", 0,
	  "As root: become this user (fipd, if there is one); root: stay root", 1 },
	{ "debug", KEY_DEBUG, NULL, 0, "Log packets too", 1 },
	{ "check", KEY_CHECK, "FILE", OPTION_ARG_OPTIONAL,
	  "List every fault of the configuration and exit", 2 },
	{ "schema", KEY_SCHEMA, "FORM", 0,
	  "Write the example file (yaml) or the manual's settings (mdoc)", 2 },
	{ "version", KEY_VERSION, NULL, 0, "Write the version", 3 },
	{ "help", KEY_HELP, NULL, 0, "Write this", 3 },
	{ 0 },
};
/* clang-format on */

static error_t complain(struct options *options, const char *argument, const char *what)
{
	options->mode = OPTIONS_WRONG;
	snprintf(options->fault, sizeof(options->fault), "%.60s %s", argument, what);
	return EINVAL;
}

static error_t read_log(struct options *options, const char *word)
{
	if (strcmp(word, "stderr") == 0) {
		options->log = OPTIONS_LOG_STDERR;
	} else if (strcmp(word, "syslog") == 0) {
		options->log = OPTIONS_LOG_SYSLOG;
	} else if (strcmp(word, "both") == 0) {
		options->log = OPTIONS_LOG_BOTH;
	} else {
		return complain(
			options, word, "is no place to log: stderr, syslog or both is");
	}
	return 0;
}

static error_t read_schema(struct options *options, const char *word)
{
	if (strcmp(word, "yaml") == 0) {
		options->mode = OPTIONS_SCHEMA_YAML;
	} else if (strcmp(word, "mdoc") == 0) {
		options->mode = OPTIONS_SCHEMA_MDOC;
	} else {
		return complain(
			options, word, "is no form of the schema: yaml or mdoc is");
	}
	return 0;
}

/* Return whether a word is an option, or the beginning of one, that takes a value. */
static bool takes_value(const char *word)
{
	for (const struct argp_option *row = rows; row->name != NULL; row++) {
		bool is_short = word[1] == row->key;
		bool is_long = word[1] == '-'
			       && strncmp(row->name, word + 2, strlen(word + 2)) == 0;

		if (is_short || is_long) {
			return row->arg != NULL && row->flags == 0;
		}
	}
	return false;
}

/* Argp itself could not read a word: it is no option, or it lacks its value. */
static error_t complain_of_word(struct options *options, const struct argp_state *state)
{
	const char *word = state->argv[state->next - 1];
	bool last = state->next == state->argc;

	if (options->mode == OPTIONS_WRONG) {
		return EINVAL;
	}
	return complain(options, word,
		last && takes_value(word) ? "needs a value" : "is no option of fipd");
}

static const char *find_name(int key)
{
	const struct argp_option *row = rows;

	while (row->name != NULL && row->key != key) {
		row++;
	}
	return row->name;
}

/* Return whether a value is empty, which no file's name is. */
static bool is_empty_value(int key, const char *argument)
{
	return find_name(key) != NULL && argument != NULL && argument[0] == '\0';
}

static error_t complain_of_value(struct options *options, int key)
{
	char name[32];

	snprintf(name, sizeof(name), "--%s", find_name(key));
	return complain(options, name, "needs a value");
}

/* A word beside the options is the file to check. */
static error_t read_word(struct options *options, char *word, unsigned number)
{
	if (options->mode != OPTIONS_CHECK || number > 0) {
		return complain(options, word, "is one argument too many");
	}
	options->config = word;
	return 0;
}

/* flat switch */
static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct options *options = state->input;

	if (is_empty_value(key, argument)) {
		return complain_of_value(options, key);
	}
	switch (key) {
	case KEY_CONFIG:
		options->config = argument;
		return 0;
	case KEY_STATE:
		options->state = argument;
		return 0;
	case KEY_CONTROL:
		options->control = argument;
		return 0;
	case KEY_LOG:
		return read_log(options, argument);
	case KEY_SYSLOG:
		options->syslog = argument;
		return 0;
	case KEY_USER:
		options->user = argument;
		return 0;
	case KEY_DEBUG:
		options->debug = true;
		return 0;
	case KEY_CHECK:
		options->mode = OPTIONS_CHECK;
		options->config = argument != NULL ? argument : options->config;
		return 0;
	case KEY_SCHEMA:
		return read_schema(options, argument);
	case KEY_VERSION:
		options->mode = OPTIONS_VERSION;
		return 0;
	case KEY_HELP:
		options->mode = OPTIONS_HELP;
		return 0;
	case ARGP_KEY_ARG:
		return read_word(options, argument, state->arg_num);
	case ARGP_KEY_ERROR:
		return complain_of_word(options, state);
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp command_line = {
	.options = rows,
	.parser = parse,
	.args_doc = "\n--check [FILE]\n--schema yaml|mdoc\n--version | --help",
	.doc = "Keep floating IPs alive across two hosts.\v"
	       "fipd runs in the foreground.  See fipd(8) and fipd.yaml(5).",
};

static void write_help(void)
{
	char name[] = "fipd";

	argp_help(&command_line, stdout,
		ARGP_HELP_SHORT_USAGE | ARGP_HELP_PRE_DOC | ARGP_HELP_LONG
			| ARGP_HELP_POST_DOC,
		name);
}

void options_read(struct options *options, int argc, char **argv)
{
	*options = (struct options){
		.config = OPTIONS_CONFIG_PATH,
		.state = OPTIONS_STATE_FOLDER,
		.control = OPTIONS_CONTROL_PATH,
		.syslog = LOG_SYSLOG_PATH,
	};
	argp_parse(&command_line, argc, argv,
		ARGP_NO_ERRS | ARGP_NO_HELP | ARGP_NO_EXIT, NULL, options);
	if (options->mode == OPTIONS_HELP) {
		write_help();
	}
}
