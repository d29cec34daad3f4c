/*
 * fipctl - command and watch fipd over its control socket.
 */
#include <stdio.h>
#include <string.h>

#include "contact/options.h"
#include "verbs/verb.h"

static void print_usage(FILE *stream)
{
	size_t count;
	const struct verb *verbs = verb_all(&count);

	fputs("usage: fipctl [--control PATH] [--timeout SECONDS] [VERB] "
	      "[ARGUMENT...]\n\n",
		stream);
	for (size_t i = 0; i < count; i++) {
		char call[64];

		snprintf(
			call, sizeof(call), "%s %s", verbs[i].name, verbs[i].arguments);
		fprintf(stream, "  %-28s %s\n", call, verbs[i].summary);
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
	const struct verb *nearest = verb_nearest(name);

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
	fprintf(stderr, "fipctl: %s: usage: fipctl %s %s\n",
		count < verb->least ? "an argument is missing" : "too many arguments",
		verb->name, verb->arguments);
	return false;
}

static int run(const struct options *options)
{
	const char *name = options->word_count > 0 ? options->words[0] : "status";
	const struct verb *verb = verb_find(name);

	if (verb == NULL) {
		return refuse_verb(name);
	}
	if (!takes_options(verb, options) || !takes_arguments(verb, options)) {
		return EXIT_USAGE;
	}
	return verb->run(options);
}

int main(int argc, char **argv)
{
	struct options options;
	int end;

	if (!options_read(&options, argc, argv)) {
		return EXIT_USAGE;
	}
	end = EXIT_DONE;
	if (options.help) {
		print_usage(stdout);
	} else if (options.version) {
		puts("fipctl " FIPD_VERSION);
	} else {
		end = run(&options);
	}
	if ((fflush(stdout) != 0 || ferror(stdout)) && end == EXIT_DONE) {
		perror("fipctl: cannot write the output");
		return EXIT_REFUSED;
	}
	return end;
}
