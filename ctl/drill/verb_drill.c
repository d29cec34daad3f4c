/*
 * verb_drill - would a takeover work now, and how long would it take?  Nothing moves.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "contact/contact.h"
#include "drill/drill.h"
#include "output/duration.h"
#include "verbs/verb.h"

static const char STATE_FOLDER[] = "/var/lib/fipd";

/* What would be, in the order in which it is told. */
struct answer {
	struct checkup checkup;
	struct drill_estimate crash;
	struct drill_estimate move;
	int64_t last_ms; /* that the last takeover here took, 0: none is known */
};

enum {
	TENTH_US = SECOND_US / 10
};

/* As a person reads it: from a second on in tenths, and the most is never too little.
 */
static int64_t round_up_ms(int64_t span_us)
{
	int64_t unit_us = span_us < SECOND_US ? MS_US : TENTH_US;

	return (span_us + unit_us - 1) / unit_us * unit_us / MS_US;
}

static void print_part(const char *label, const struct drill_part *part)
{
	char least[DURATION_TEXT_BYTES];
	char most[DURATION_TEXT_BYTES];

	printf("%-13s%8s to %-8s %s\n", label,
		duration_text(least, part->least_us / MS_US),
		duration_text(most, round_up_ms(part->most_us)), part->why);
}

static void print_estimate(
	const char *label, const char *what, const struct drill_estimate *estimate)
{
	struct drill_part sum = drill_sum(estimate);

	sum.why = what;
	print_part(label, &sum);
	for (size_t i = 0; i < estimate->count; i++) {
		char indented[32];

		snprintf(indented, sizeof(indented), "  %s", estimate->parts[i].name);
		print_part(indented, &estimate->parts[i]);
	}
}

static void print_answer(const struct answer *answer, size_t faults)
{
	checkup_print(&answer->checkup);
	if (faults > 0) {
		printf("\nno: a takeover would not work now (%zu fault%s)\n", faults,
			faults == 1 ? "" : "s");
		return;
	}
	puts("\nSo long nobody would answer for the F-IPs:");
	print_estimate(
		"crash", "if the active node lost its power now", &answer->crash);
	print_estimate("move", "with `fipctl switchover`", &answer->move);
	if (answer->last_ms > 0) {
		char last[DURATION_TEXT_BYTES];

		printf("The last takeover here took %s from the decision to the "
		       "kernel's confirmation.\n",
			duration_text(last, answer->last_ms));
	}
	puts("\nyes: a takeover would work now, as far as this node can know");
}

static json_t *part_to_json(const struct drill_part *part)
{
	return json_pack("{s:s,s:I,s:I}", "name", part->name, "least_us",
		(json_int_t)part->least_us, "most_us", (json_int_t)part->most_us);
}

static json_t *estimate_to_json(const struct drill_estimate *estimate)
{
	struct drill_part sum = drill_sum(estimate);
	json_t *parts = json_array();

	for (size_t i = 0; i < estimate->count; i++) {
		json_array_append_new(parts, part_to_json(&estimate->parts[i]));
	}
	return json_pack("{s:I,s:I,s:o}", "least_us", (json_int_t)sum.least_us,
		"most_us", (json_int_t)sum.most_us, "parts", parts);
}

static void print_json(const struct answer *answer, bool works)
{
	json_t *json = json_pack("{s:b,s:o,s:o,s:o}", "would_work", works, "crash",
		works ? estimate_to_json(&answer->crash) : json_null(), "move",
		works ? estimate_to_json(&answer->move) : json_null(), "findings",
		checkup_to_json(&answer->checkup));

	json_dumpf(json, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(json);
}

static int tell(const struct options *options, const struct answer *answer)
{
	size_t faults = checkup_count_faults(&answer->checkup);

	if ((options->given & OPTION_JSON) != 0) {
		print_json(answer, faults == 0);
	} else {
		print_answer(answer, faults);
	}
	return faults > 0 ? EXIT_REFUSED : EXIT_DONE;
}

static int fetch(const struct options *options, struct status *status)
{
	struct client *client;
	int end = contact_open(&client, options);

	if (end == EXIT_DONE) {
		end = contact_status(client, options, status, NULL);
		client_close(client);
	}
	return end;
}

static int run_drill(const struct options *options)
{
	struct status *status = calloc(1, sizeof(*status));
	struct answer *answer = calloc(1, sizeof(*answer));
	int end = EXIT_REFUSED;

	if (status == NULL || answer == NULL) {
		goto out;
	}
	end = fetch(options, status);
	if (end == EXIT_DONE) {
		drill_examine(&answer->checkup, status,
			options->state != NULL ? options->state : STATE_FOLDER);
		answer->crash = drill_crash(status);
		answer->move = drill_move(status);
		answer->last_ms = (int64_t)status->takeover_ms;
		end = tell(options, answer);
	}
out:
	free(answer);
	free(status);
	return end;
}

const struct verb verb_drill = {
	.name = "drill",
	.arguments = "[--json]",
	.options = OPTION_JSON | OPTION_STATE,
	.help = "would a takeover work now, and how long would it take",
	.run = run_drill,
};
