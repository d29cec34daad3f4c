/*
 * fipctl - command and watch fipd over its control socket.
 */
#include <stdio.h>
#include <string.h>

#include "completion/completion.h"
#include "contact/options.h"
#include "protocol/verdict.h"
#include "values/nearest.h"
#include "verbs/verb.h"

enum {
	NEAR_ENOUGH = 2 /* typos */
};

/*
 * The verbs in the order of the usage; the row of each stands in verbs/verb_NAME.c.
 */
/* clang-format off */
/* table */
#define VERBS(VERB) \
	VERB(status) \
	VERB(check) \
	VERB(events) \
	VERB(watch) \
	VERB(switchover) \
	VERB(maintenance) \
	VERB(clear_fault) \
	VERB(set) \
	VERB(page) \
	VERB(show) \
	VERB(reload) \
	VERB(restart_plan) \
	VERB(setup) \
	VERB(migrate) \
	VERB(keygen) \
	VERB(explain) \
	VERB(incident) \
	VERB(drill) \
	VERB(doctor) \
	VERB(support) \
	VERB(replay)
/* clang-format on */

#define DECLARE(name) extern const struct verb verb_##name;
VERBS(DECLARE)

#define LIST(name) &verb_##name,
static const struct verb *const verbs[] = { VERBS(LIST) NULL };

enum {
	VERB_COUNT = sizeof(verbs) / sizeof(verbs[0]) - 1
};

static const struct verb *find_verb(const char *name)
{
	for (size_t i = 0; i < VERB_COUNT; i++) {
		if (strcmp(verbs[i]->name, name) == 0) {
			return verbs[i];
		}
	}
	return NULL;
}

/* A verb cut short is as near as can be. */
static size_t find_distance(const char *name, const char *verb)
{
	bool cut_short = name[0] != '\0' && strncmp(verb, name, strlen(name)) == 0;

	return cut_short ? 0 : nearest_typos(name, verb, NULL);
}

static const struct verb *find_nearest(const char *name)
{
	const struct verb *nearest = NULL;
	size_t least = NEAR_ENOUGH + 1;

	for (size_t i = 0; i < VERB_COUNT; i++) {
		size_t distance = find_distance(name, verbs[i]->name);

		if (distance < least && distance < strlen(verbs[i]->name)) {
			least = distance;
			nearest = verbs[i];
		}
	}
	return nearest;
}

static void print_usage(FILE *stream)
{
	fputs("usage: fipctl [--control PATH] [--timeout SECONDS] [VERB] "
	      "[ARGUMENT...]\n\n",
		stream);
	for (size_t i = 0; i < VERB_COUNT; i++) {
		char call[64];

		snprintf(call, sizeof(call), "%s %s", verbs[i]->name,
			verbs[i]->arguments);
		fprintf(stream, "  %-28s %s\n", call, verbs[i]->help);
	}
	fputs("\n  --control PATH     fipd's control socket (or FIPD_CONTROL;\n"
	      "                     default /run/fipd/control.sock)\n"
	      "  --timeout SECONDS  how long to wait for an answer\n"
	      "  --json             print JSON\n"
	      "  --help, --version\n\n"
	      "fipctl(8) tells more.\n",
		stream);
}

static int refuse_verb(const char *name)
{
	const struct verb *nearest = find_nearest(name);

	if (nearest != NULL) {
		fprintf(stderr, "fipctl: there is no verb %s; did you mean %s?\n", name,
			nearest->name);
	} else {
		fprintf(stderr,
			"fipctl: there is no verb %s; fipctl --help lists them\n",
			name);
	}
	return EXIT_USAGE;
}

static bool takes_options(const struct verb *verb, const struct options *options)
{
	unsigned foreign = options->given & ~verb->options;

	if (foreign == 0) {
		return true;
	}
	fprintf(stderr, "fipctl: %s does not take %s\n", verb->name,
		options_name(foreign & (~foreign + 1)));
	return false;
}

static bool takes_arguments(const struct verb *verb, const struct options *options)
{
	int count = options->word_count > 0 ? options->word_count - 1 : 0;

	if (count >= verb->least && count <= verb->most) {
		return true;
	}
	fprintf(stderr, "fipctl: %s: usage: fipctl %s%s%s\n",
		count < verb->least ? "an argument is missing" : "too many arguments",
		verb->name, verb->arguments[0] != '\0' ? " " : "", verb->arguments);
	return false;
}

/*
 * A monitoring plugin that is called wrongly says so on stdout, which is all that is
 * looked at, and ends as one that knows nothing.
 */
static int end_misuse(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], verb_check.name) == 0) {
			puts("FIPD UNKNOWN - the command line is wrong, see fipctl(8)");
			return VERDICT_UNKNOWN;
		}
	}
	return EXIT_USAGE;
}

static int run(const struct options *options)
{
	const char *name = options->word_count > 0 ? options->words[0] : "status";
	const struct verb *verb = find_verb(name);

	if (verb == NULL) {
		return refuse_verb(name);
	}
	if (!takes_options(verb, options) || !takes_arguments(verb, options)) {
		return EXIT_USAGE;
	}
	return verb->run(options);
}

/* A shell asks what can stand at the cursor, behind the words before it. */
static bool is_completion(int argc, char **argv)
{
	return argc > 1 && strcmp(argv[1], "--complete") == 0;
}

int main(int argc, char **argv)
{
	struct options options;
	int end;

	if (is_completion(argc, argv)) {
		completion_print(verbs, argc - 2, argv + 2);
		return EXIT_DONE;
	}
	if (!options_read(&options, argc, argv)) {
		return end_misuse(argc, argv);
	}
	end = EXIT_DONE;
	if ((options.given & OPTION_HELP) != 0) {
		print_usage(stdout);
	} else if ((options.given & OPTION_VERSION) != 0) {
		puts("fipctl " FIPD_VERSION);
	} else {
		end = run(&options);
		end = end == EXIT_USAGE ? end_misuse(argc, argv) : end;
	}
	if ((fflush(stdout) != 0 || ferror(stdout)) && end == EXIT_DONE) {
		perror("fipctl: cannot write the output");
		return EXIT_REFUSED;
	}
	return end;
}
