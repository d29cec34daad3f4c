#include <stdio.h>

#include "contact/contact.h"
#include "verbs/verb.h"

static void print_faults(const json_t *faults)
{
	size_t index;
	json_t *fault;

	json_array_foreach(faults, index, fault)
	{
		if (json_is_string(fault)) {
			fprintf(stderr, "%s\n", json_string_value(fault));
		}
	}
}

static int run_reload(const struct options *options)
{
	json_t *answer;
	int end = contact_command(options, json_pack("{s:s}", "op", "reload"), &answer);
	const char *text = json_string_value(json_object_get(answer, "text"));

	if (end == EXIT_DONE) {
		printf("%s\n",
			text == NULL ? "the configuration was read again" : text);
	}
	print_faults(json_object_get(answer, "faults"));
	json_decref(answer);
	return end;
}

const struct verb verb_reload = {
	.name = "reload",
	.arguments = "",
	.help = "read the configuration file again",
	.run = run_reload,
};
