/*
 * fipctl - command and watch fipd over its control socket.
 */
#include <stdio.h>
#include <string.h>

#include "contact/options.h"
#include "values/nearest.h"
#include "verbs/verb.h"

enum {
	NEAR_ENOUGH = 2 /* typos */
};

/* clang-format off */
/* table */
static const struct verb VERBS[] = {
	{ "status", "[--json]", "how the pair is (also without a verb)",
		OPTION_JSON, 0, 0, verb_status },
	{ "check", "", "is the pair as it should be? for monitoring",
		0, 0, 0, verb_check },
	{ "events", "[-n N] [--json]", "the last N events (20)",
		OPTION_JSON | OPTION_NUMBER, 0, 0, verb_events },
	{ "watch", "[--after N] [--json]", "follow the events until interrupted",
		OPTION_JSON | OPTION_AFTER, 0, 0, verb_watch },
	{ "switchover", "[--force] [--no-wait]", "move the F-IPs to the other node",
		OPTION_FORCE | OPTION_NO_WAIT, 0, 0, verb_switchover },
	{ "maintenance", "on|off [--force] [--no-wait]",
		"keep the F-IPs off this node, also after a restart",
		OPTION_FORCE | OPTION_NO_WAIT, 1, 1, verb_maintenance },
	{ "clear-fault", "", "try again at once what was refused",
		0, 0, 0, verb_clear_fault },
	{ "set", "NAME=VALUE...", "change settings, all or none of them",
		0, 1, 64, verb_set },
	{ "show", "config [--json]", "the settings in force",
		OPTION_JSON, 1, 1, verb_show },
	{ "reload", "", "read the configuration file again",
		0, 0, 0, verb_reload },
	{ "restart-plan", "[--within N]", "let the next stop of fipd keep the F-IPs",
		OPTION_WITHIN, 0, 0, verb_restart_plan },
	{ "keygen", "[ID]", "print a new line for the key file",
		0, 0, 1, verb_keygen },
	{ "explain", "[FIP-nnn|all]", "why the F-IPs are there; or a message",
		OPTION_JSON, 0, 1, verb_explain },
	{ "doctor", "[--json]", "what keeps SNMP from working, and what to do",
		OPTION_JSON | OPTION_SNMPD | OPTION_LOCK, 0, 0, verb_doctor },
	{ "replay", "[--as-story] [FILE...]", "play a recording again, and compare",
		OPTION_AS_STORY, 0, 64, verb_replay },
};
/* clang-format on */

enum {
	VERB_COUNT = sizeof(VERBS) / sizeof(VERBS[0])
};

static const struct verb *find_verb(const char *name)
{
	for (size_t i = 0; i < VERB_COUNT; i++) {
		if (strcmp(VERBS[i].name, name) == 0) {
			return &VERBS[i];
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
		size_t distance = find_distance(name, VERBS[i].name);

		if (distance < least && distance < strlen(VERBS[i].name)) {
			least = distance;
			nearest = &VERBS[i];
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

		snprintf(
			call, sizeof(call), "%s %s", VERBS[i].name, VERBS[i].arguments);
		fprintf(stream, "  %-28s %s\n", call, VERBS[i].summary);
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
	fprintf(stderr, "fipctl: %s: usage: fipctl %s %s\n",
		count < verb->least ? "an argument is missing" : "too many arguments",
		verb->name, verb->arguments);
	return false;
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
