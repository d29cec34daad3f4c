#include <inttypes.h>
#include <stdio.h>

#include "contact/contact.h"
#include "verbs/verb.h"

enum {
	WITHIN_DEFAULT_S = 60,
	WITHIN_MAX_S = 600,
};

static int run_restart_plan(const struct options *options)
{
	json_t *answer;
	json_int_t within_s = WITHIN_DEFAULT_S;
	int end;
	const char *text;

	if ((options->given & OPTION_WITHIN) != 0) {
		if (options->within_s > WITHIN_MAX_S) {
			fprintf(stderr,
				"fipctl: --within %" PRIu64 ": 0 to %d seconds are "
				"possible\n",
				options->within_s, WITHIN_MAX_S);
			return EXIT_USAGE;
		}
		within_s = (json_int_t)options->within_s;
	}
	end = contact_command(options,
		json_pack("{s:s,s:I}", "op", "restartPlan", "span_s", within_s),
		&answer);
	text = json_string_value(json_object_get(answer, "text"));
	if (end == EXIT_DONE) {
		printf("%s\n", text == NULL ? "the restart is planned" : text);
	}
	json_decref(answer);
	return end;
}

const struct verb verb_restart_plan = {
	.name = "restart-plan",
	.arguments = "[--within N]",
	.options = OPTION_WITHIN,
	.help = "let the next stop of fipd keep the F-IPs",
	.run = run_restart_plan,
};
